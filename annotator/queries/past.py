"""The past of an annotation, from the log: who changed what, when, from what into what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Q

from annotator.models import Claim, Event, Mention
from annotator.queries import annotations as marks
from annotator.queries import codebooks, history
from annotator.queries.people import person
from annotator.queries.telling import iso
from annotator.text.edits import Part, edits

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import Annotation, User
    from annotator.queries.codebooks import CodebookIndex

MOST = 1000  # events that are told; no annotation has so many that anybody wants to read them
_BETWEEN = " \u2026 "  # the quotes of several ranges


class ChangeData(TypedDict):
    """What one event changed: a field, of `codes` a dimension, in words of the codebook of that time.

    A claim (`claim`) is told as it is worded now.
    """

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


def past_of(actor: User, annotation_id: UUID) -> list[PastData]:
    """Return what happened to an annotation, oldest first; of a deleted one, too.

    4 queries, 2 more where it was put on claims, and 4 for each version of the codebook that the process
    reads for the first time.
    Raises :class:`NotFound`.
    """
    found = marks.annotation_for(actor, annotation_id).it
    project = found.revision.article.project_id
    rows = Event.objects.filter(project=project, subject=str(found.pk), verb__startswith="annotation.")
    events = history.in_sight(
        actor.pk, found.revision.article.project, rows.select_related("actor").order_by("seq")[:MOST]
    )
    versions = {told["codebook"] for event in events for told in (event.before, event.after) if told}
    books = codebooks.by_version(project, versions)
    told = [_told(event, _changes(event, books)) for event in events]
    told += [_told(event, _claimed(event, wording)) for event, wording in _mentions(actor, project, found)]
    return sorted(told, key=lambda each: each["seq"])[:MOST]


def _mentions(actor: User, project: int, annotation: Annotation) -> list[tuple[Event, str]]:
    """Return the events that put it on claims or took it off, and what those claims say."""
    # By their stories, as claims were split and merged since; not by all of the log.
    stories = set(Mention.objects.filter(annotation=annotation).values_list("claim__story", flat=True))
    if not stories:
        return []
    key = str(annotation.pk)
    rows = Event.objects.filter(
        Q(after__annotation=key) | Q(before__annotation=key),
        project=project,
        scope__in=[f"story:{story}" for story in stories],
        verb__in=["mention.created", "mention.deleted"],
    )
    events = history.in_sight(
        actor.pk, annotation.revision.article.project, rows.select_related("actor").order_by("seq")[:MOST]
    )
    claims = Claim.objects.filter(pk__in={event.subject for event in events})
    wordings = {str(pk): wording for pk, wording in claims.values_list("pk", "wording")}
    return [(event, wordings.get(event.subject, "")) for event in events]


def _claimed(event: Event, wording: str) -> list[ChangeData]:
    old, new = ("", wording) if event.after is not None else (wording, "")
    return [_change(("claim", ""), old, new, changed=False)]


def _told(event: Event, changes: list[ChangeData]) -> PastData:
    return {
        "seq": event.seq,
        "at": iso(event.at),
        "actor": person(event.actor) if event.actor else None,
        "verb": event.verb,
        "undoes": event.undoes,
        "batch": str(event.batch) if event.batch else None,
        "changes": changes,
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
