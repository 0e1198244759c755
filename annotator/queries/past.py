"""The past of an annotation, from the log: who changed what, when, from what into what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from annotator.models import Event
from annotator.queries import annotations as marks
from annotator.queries import codebooks
from annotator.queries.people import person
from annotator.text.edits import Part, edits

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.policies import Actor
    from annotator.queries.codebooks import CodebookIndex

MOST = 1000  # events that are told; no annotation has so many that anybody wants to read them
_BETWEEN = " \u2026 "  # the quotes of several ranges


class ChangeData(TypedDict):
    """What one event changed: a field, of `codes` a dimension, in words of the codebook of that time."""

    field: str
    label: str  # of the dimension; else empty
    old: str
    new: str
    parts: list[Part] | None  # of a note that was changed: word by word


class PastData(TypedDict):
    """One event of an annotation, as the API tells it. `actor` is null for the program and for who left."""

    seq: int
    at: str
    actor: dict[str, Any] | None
    verb: str
    undoes: int | None
    batch: str | None
    changes: list[ChangeData]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def past_of(actor: Actor, annotation_id: UUID) -> list[PastData]:
    """Return what happened to an annotation, oldest first; of a deleted one, too.

    3 queries, and 4 for each version of the codebook that the process reads for the first time.
    Raises :class:`NotFound`.
    """
    found = marks.annotation_for(actor, annotation_id).it
    project = found.revision.article.project_id
    rows = Event.objects.filter(project=project, subject=str(found.pk), verb__startswith="annotation.")
    events = list(rows.select_related("actor").order_by("seq")[:MOST])
    versions = {told["codebook"] for event in events for told in (event.before, event.after) if told}
    books = codebooks.by_version(project, versions)
    return [_told(event, books) for event in events]


def _told(event: Event, books: dict[int, CodebookIndex]) -> PastData:
    return {
        "seq": event.seq,
        "at": marks.iso(event.at),
        "actor": person(event.actor) if event.actor else None,
        "verb": event.verb,
        "undoes": event.undoes,
        "batch": str(event.batch) if event.batch else None,
        "changes": _changes(event, books),
        "before": event.before,
        "after": event.after,
    }


def _changes(event: Event, books: dict[int, CodebookIndex]) -> list[ChangeData]:
    """Return what is not as it was; of a mark that was made or brought back, all that it says."""
    if event.after is None:
        return []
    old = _fields(event.before, books) if event.before else {}
    new = _fields(event.after, books)
    told = [
        _change(key, old.get(key, ""), new.get(key, ""), changed=event.before is not None)
        for key in dict.fromkeys([*new, *old])
    ]
    return [each for each in told if each["old"] != each["new"]]


def _change(key: tuple[str, str], old: str, new: str, *, changed: bool) -> ChangeData:
    parts = edits(old, new) if changed and key[0] == "note" else None
    return {"field": key[0], "label": key[1], "old": old, "new": new, "parts": parts}


def _fields(data: dict[str, Any], books: dict[int, CodebookIndex]) -> dict[tuple[str, str], str]:
    layer = books[data["codebook"]].layers[data["layer"]]
    answers: dict[str, list[str]] = {}
    for answer in data["codes"]:
        dimension = layer.dimensions[answer["dimension"]]
        said = dimension.codes[answer["code"]].label if "code" in answer else answer["words"]
        answers.setdefault(dimension.row.label, []).append(said)
    return {
        ("layer", ""): layer.row.label,
        **{("codes", label): ", ".join(said) for label, said in answers.items()},
        ("ranges", ""): _BETWEEN.join(each["quote"] for each in data["ranges"]),
        ("note", ""): data["note"],
        ("confidence", ""): str(data["confidence"] or ""),
        ("codebook", ""): str(data["codebook"]),
    }
