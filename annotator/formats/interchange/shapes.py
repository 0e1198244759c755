"""What each type of record of `data.jsonl` must be to be read back; `docs/datasets.md` says what it means."""

from __future__ import annotations

from typing import Any

from annotator.formats.interchange.checking import (
    Check,
    address,
    anything,
    fields,
    flag,
    ident,
    listing,
    maybe,
    nothing,
    number,
    one_of,
    person,
    text,
    time,
    tree,
    whole,
)

_FROM_ONE = whole(least=1)
_BY: dict[str, Check] = {"annotator_id": person, "annotator": text()}
_BY_ANYBODY: dict[str, Check] = {"annotator_id": maybe(person), "annotator": maybe(text())}
_PLACE: dict[str, Check] = {"start": whole(), "end": _FROM_ONE, "quote": text(least=1)}
_RANGES = listing(fields({**_PLACE, "prefix": text(80), "suffix": text(80)}))
_CODES = listing(fields({"dimension": text(40, 1)}, {"code": text(40, 1), "words": text(least=1)}))
_STATUS = one_of("asserted", "denied", "differs", "not_reported")
_CERTAINTY = maybe(whole(1, 4))
_REASON = maybe(text(least=1))
_SAID = fields(
    {"annotator_id": person},
    {"holds": flag, "status": text(12), "certainty": maybe(whole(1, 4)), "version": _FROM_ONE},
)
_DECIDED: dict[str, Check] = {
    "overrules": flag, **_BY, "reason": _REASON, "version": _FROM_ONE, "decided_at": time,
}  # fmt: skip

SHAPES: dict[str, dict[str, Check]] = {
    "project": {"id": ident, "name": text(120, 1), "description": text()},
    "codebook": {"version": _FROM_ONE, "note": text(300), "created_at": time, "layers": listing(tree)},
    "guidelines": {"version": _FROM_ONE, "note": text(300), "created_at": time, "body": text(least=1)},
    "story": {"id": ident, "title": text(200, 1), "description": text(), "created_at": time},
    "revision": {
        "article_id": ident, "story_id": maybe(ident), "story": anything, "title": text(300, 1),
        "source": maybe(text(160, 1)), "source_domain": maybe(text(253)), "byline": maybe(text(200)),
        "url": maybe(address), "published_at": maybe(time),
        "published_precision": maybe(one_of("day", "minute")), "added_at": time, "revision_id": ident,
        "revision": _FROM_ONE, "fetched_at": time, "sha256": text(64, 64), "length": _FROM_ONE,
        "text": text(least=1),
    },
    "annotation": {
        "id": ident, "revision": ident, "layer": text(40, 1),
        "author": fields({"id": person, "name": text()}),
        "note": text(), "confidence": maybe(whole(1, 5)),
        "origin": one_of("human", "suggestion", "edited", "imported", "carried"),
        "anchor": one_of("exact", "moved", "changed", "ambiguous", "orphan"), "codebook": _FROM_ONE,
        "version": _FROM_ONE, "created_at": time, "updated_at": time, "deleted_at": nothing,
        "ranges": _RANGES, "codes": _CODES, "claims": anything, "suggested": anything,
        "suggestions_shown_at": anything, "carried_from": anything,
    },
    "carried": {
        "carried_from": ident, "revision_id": ident, "annotation_id": maybe(ident),
        "state": one_of("exact", "moved", "changed", "ambiguous", "orphan"),
        "found": listing(fields({"start": whole(), "end": _FROM_ONE})), "version": _FROM_ONE,
        "review": maybe(one_of("waiting", "accepted", "placed", "given_up", "undone", "passed")),
        "reason": _REASON, "reviewed_at": maybe(time), "created_at": time,
    },
    "claim": {
        "claim_id": ident, "story_id": ident, "story": anything, "position": whole(), "wording": text(400, 1),
        **_BY_ANYBODY, "version": _FROM_ONE, "created_at": time,
    },
    "mention": {
        "mention_id": ident, "claim_id": ident, "annotation_id": ident, "article_id": anything, **_BY,
        "state": one_of("suggested", "confirmed", "rejected"), "said_by": maybe(text(200)),
        "said_how": maybe(text(100)), "created_at": time,
    },
    "cell": {
        "claim_id": ident, "claim": anything, "article_id": ident, "source": anything, **_BY,
        "status": _STATUS, "certainty": _CERTAINTY, "note": maybe(text()), "also": listing(tree),
        "look_again": maybe(ident), "version": _FROM_ONE, "updated_at": time,
    },
    "suggestion_exposure": {
        "revision_id": ident, **_BY, "engine": text(20, 1), "found": maybe(whole()), "shown_at": time,
    },
    "suggestion_answer": {
        "suggestion_id": anything, "revision_id": ident, **_PLACE, "layer": text(40, 1),
        "codes": maybe(text()), "entry": text(300), "explanation": maybe(text(300)), "engine": text(20, 1),
        **_BY, "verdict": one_of("accepted", "edited", "rejected"), "annotation_id": maybe(ident),
        "answered_at": time,
    },
    "counterpart_answer": {
        "counterpart_id": anything, "claim_id": ident, "revision_id": ident, **_PLACE,
        "kind": one_of("verbatim", "paraphrase", "differs"), "score": number, "engine": text(100, 1), **_BY,
        "verdict": maybe(one_of("accepted", "edited", "rejected")), "annotation_id": maybe(ident),
        "shown_at": time, "answered_at": maybe(time),
    },
    "link": {
        "link_id": ident, "of": one_of("claim", "mention"),
        "kind": one_of("same", "contradicts", "qualifies", "more_specific", "updates"), "from_id": ident,
        "to_id": ident, **_BY, "note": maybe(text()), "version": _FROM_ONE, "created_at": time,
    },
    "origin": {"article_id": ident, "same_as": maybe(ident), **_BY_ANYBODY, "chosen_at": time},
    "comment": {
        "comment_id": ident, "annotation_id": ident, "number": _FROM_ONE, **_BY, "body": text(5000, 1),
        "version": _FROM_ONE, "created_at": time, "edited_at": maybe(time),
    },
    "thread": {"annotation_id": ident, **_BY, "resolved_at": time},
    "decision": {
        "decision_id": ident, "revision_id": ident, "codebook_version": _FROM_ONE, "layer": text(40, 1),
        "kept": flag, "ranges": _RANGES, "codes": _CODES,
        "basis": listing(fields({"annotation": ident, "version": _FROM_ONE})), **_DECIDED, "created_at": time,
    },
    "cell_decision": {
        "claim_id": ident, "article_id": ident, "status": _STATUS, "certainty": _CERTAINTY,
        "basis": listing(_SAID), **_DECIDED,
    },
    "mention_decision": {
        "claim_id": ident, "decision_id": ident, "holds": flag,
        "basis": listing(_SAID), **_DECIDED,
    },
}  # fmt: skip
"""Of each type its keys. What is `anything` follows from other records, and may be missing."""

_LATER = {("cell", "look_again")}
"""What datasets of before did not have yet: it may be missing."""

_WHOLE = {
    kind: fields(
        {key: each for key, each in shape.items() if each is not anything and (kind, key) not in _LATER},
        {key: each for key, each in shape.items() if (kind, key) in _LATER},
    )
    for kind, shape in SHAPES.items()
}


def check(kind: str, record: dict[str, Any]) -> None:
    """Check one record of a known type.

    Raises :class:`annotator.formats.interchange.checking.Wrong` for the first thing that is not right.
    """
    _WHOLE[kind](record, "")
