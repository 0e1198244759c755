"""Copying: what stands for an annotation on a later text is written here, with all that hangs on it.

Codes, mentions and links are written again for the new annotation, so that the old text keeps its own. Talk
is not said twice: the thread goes along to the newest text, where people read.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Case, Q, Value, When

from annotator.models import (
    Annotation,
    AnnotationCode,
    Carried,
    Cell,
    Comment,
    Link,
    Mention,
    Range,
    Reading,
    Thread,
)
from annotator.models.carries import UNSURE
from annotator.models.links import UNDIRECTED
from annotator.services.marking import range_rows
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.models import Revision
    from annotator.text.carried import Found
    from annotator.text.spans import Span

Review = Carried.Review
_SURE_ENOUGH = frozenset(
    {"exact", "moved", "changed"}
)  # to stand for the old one until its author has looked


@callers_transaction
def carry(*, revision: Revision, sources: Sequence[Annotation], found: Mapping[UUID, Found]) -> None:
    """Write what stands on `revision` for annotations that are not carried yet (at most 22 queries).

    Whose author has not been answered about the text before is asked about this one instead: it has changed,
    however it came here from there.
    """
    if not sources:
        return
    passed = _pass_on(sources)
    states = {row.pk: _state(found[row.pk], row.pk in passed) for row in sources}
    made = {row.pk: uuid4() for row in sources if found[row.pk].state in _SURE_ENOUGH}
    stand_for(
        revision=revision,
        sources={row.pk: row for row in sources if row.pk in made},
        made=made,
        spans={pk: found[pk].spans for pk in made},
        anchors={pk: states[pk] for pk in made},
    )
    unsure = [row.pk for row in sources if found[row.pk].state in UNSURE]
    Carried.objects.bulk_create([
        Carried(
            source=row,
            revision=revision,
            made_id=made.get(row.pk),
            state=states[row.pk],
            found=[[span.start, span.end] for span in found[row.pk].spans],
            version=row.version,
            review=Review.WAITING if states[row.pk] in UNSURE else Review.NONE,
        )
        for row in sources
    ])  # fmt: skip
    _look_again(revision, unsure)


def _pass_on(sources: Sequence[Annotation]) -> set[UUID]:
    """Let questions that wait be asked in the newer text; return about which annotations (2 queries)."""
    rows = Carried.objects.filter(made__in=[row.pk for row in sources], review=Review.WAITING)
    found = dict(rows.values_list("pk", "made"))
    if found:
        Carried.objects.filter(pk__in=list(found)).update(review=Review.PASSED)
    return set(found.values())


def _state(found: Found, asked: bool) -> str:  # noqa: FBT001 - about the state it is of
    """Return how an annotation came to a text from the one that its author knows it on."""
    sure = found.state in _SURE_ENOUGH
    return Annotation.Anchor.CHANGED if asked and sure else found.state


@callers_transaction
def stand_for(
    *,
    revision: Revision,
    sources: Mapping[UUID, Annotation],
    made: Mapping[UUID, UUID],
    spans: Mapping[UUID, Sequence[Span]],
    anchors: Mapping[UUID, str],
) -> None:
    """Write annotations on `revision` that stand for `sources`, with all that hangs on these (17 queries).

    `made` has their new ids by the old ones.
    """
    rows = {
        pk: Annotation(
            id=made[pk],
            revision=revision,
            layer_id=source.layer_id,
            author_id=source.author_id,
            note=source.note,
            confidence=source.confidence,
            origin=Annotation.Origin.CARRIED,
            anchor=anchors[pk],
        )
        for pk, source in sources.items()
    }
    Annotation.objects.bulk_create(rows.values())
    ranges = [each for pk, row in rows.items() for each in range_rows(row, revision.text, spans[pk])]
    Range.objects.bulk_create(ranges)
    codes = AnnotationCode.objects.filter(annotation__in=list(made)).order_by("pk")
    AnnotationCode.objects.bulk_create([
        AnnotationCode(annotation_id=made[old], dimension_id=dimension, code_id=code, words=words)
        for old, dimension, code, words in codes.values_list("annotation", "dimension", "code", "words")
    ])  # fmt: skip
    copy_mentions(made=made)
    move_talk(to=made)


@callers_transaction
def copy_mentions(*, made: Mapping[UUID, UUID]) -> None:
    """Put what stands for annotations on the claims that these stand on, each for its person (6 queries).

    Links go along. What is there already is left.
    """
    rows = Mention.objects.filter(annotation__in=list(made), deleted_at=None).order_by("created_at", "pk")
    found = list(rows)
    if not found:
        return
    there = {
        (claim, annotation, author): pk
        for pk, claim, annotation, author in Mention.objects.filter(
            annotation__in=list(made.values()), deleted_at=None
        ).values_list("pk", "claim", "annotation", "author")
    }
    copies: dict[UUID, UUID] = {}
    new: list[Mention] = []
    for row in found:
        place = (row.claim_id, made[row.annotation_id], row.author_id)
        if place in there:
            copies[row.pk] = there[place]
            continue
        copies[row.pk] = uuid4()
        same = ("claim_id", "author_id", "state", "said_by", "said_how", "created_at")
        new.append(
            Mention(
                id=copies[row.pk],
                annotation_id=made[row.annotation_id],
                **{name: getattr(row, name) for name in same},
            )
        )
    Mention.objects.bulk_create(new)
    _copy_links(copies)


@callers_transaction
def follow_mentions(*, annotation_id: UUID) -> None:
    """Put what stands for an annotation on a later text on the claims that it is on (1 query, 8 if there is).

    Call it behind the event: what was carried before that is seen here, and what is carried later sees this.
    """
    here: UUID | None = annotation_id
    while here is not None:
        there = Carried.objects.filter(source=here).values_list("made", flat=True).first()
        if there is not None:
            copy_mentions(made={here: there})
        here = there


def _copy_links(copies: Mapping[UUID, UUID]) -> None:
    """Link the copies of mentions as these are linked; what is there already is left (2 queries)."""
    ends = list(copies)
    rows = Link.objects.filter(Q(from_mention__in=ends) | Q(to_mention__in=ends), deleted_at=None)
    new = []
    for row in rows.order_by("created_at", "pk"):
        one, other = row.ends
        one, other = copies.get(one, one), copies.get(other, other)
        if row.kind in UNDIRECTED and one > other:
            one, other = other, one
        same = ("project_id", "kind", "author_id", "note", "created_at")
        new.append(
            Link(from_mention_id=one, to_mention_id=other, **{name: getattr(row, name) for name in same})
        )
    Link.objects.bulk_create(new, ignore_conflicts=True)


@callers_transaction
def refuse_carried(*, annotation: Annotation) -> None:
    """Raise :class:`Thread.DoesNotExist` where an annotation was carried on: its talk is there (1 query).

    Call it behind the event, as :func:`follow_mentions`.
    """
    if Carried.objects.filter(source=annotation.pk, made__isnull=False).exists():
        raise Thread.DoesNotExist


@callers_transaction
def move_talk(*, to: Mapping[UUID, UUID]) -> None:
    """Let the talk about annotations go to others that have none (7 queries, 2 where nothing was said)."""
    there = Thread.objects.filter(annotation__in=list(to.values())).values_list("pk", flat=True)
    free = [old for old, new in to.items() if new not in set(there)] if there else list(to)
    threads = list(Thread.objects.select_for_update().filter(annotation__in=free))
    if not threads:
        return
    Thread.objects.bulk_create([
        Thread(
            annotation_id=to[row.pk],
            newest=row.newest,
            resolved_at=row.resolved_at,
            resolved_by_id=row.resolved_by_id,
        )
        for row in threads
    ])  # fmt: skip
    goes = Case(*(When(thread=row.pk, then=Value(to[row.pk])) for row in threads))
    old = [row.pk for row in threads]
    Comment.objects.filter(thread__in=old).update(thread_id=goes)
    Reading.objects.filter(thread__in=old).update(thread_id=goes)
    Thread.objects.filter(pk__in=old).delete()


def _look_again(revision: Revision, unsure: Sequence[UUID]) -> None:
    """Mark the cells that rest on passages which changed or are gone, each for its person.

    1 query, and one for each person who put one of them on a claim.
    """
    rows = Mention.objects.filter(annotation__in=unsure, deleted_at=None)
    claims: defaultdict[int, set[UUID]] = defaultdict(set)
    for author, claim in rows.values_list("author", "claim"):
        claims[author].add(claim)
    for author, several in claims.items():
        cells = Cell.objects.filter(article=revision.article_id, annotator=author, claim__in=several)
        cells.exclude(status=Cell.Status.UNCHECKED).update(look_again=revision)


@callers_transaction
def follow(*, revision: Revision, sources: Sequence[Annotation], found: Mapping[UUID, Found]) -> None:
    """Let what stands for annotations say what they say now, since they were changed on the old text.

    For those of which nobody touched what was carried (8 queries each; there are a few at most).
    """
    asked = set(
        Carried.objects.filter(made__in=[source.pk for source in sources], review=Review.PASSED).values_list(
            "made", flat=True
        )
    )
    for source in sources:
        carried, place = source.carried_to, found[source.pk]
        row = carried.made
        if row is None:
            continue
        state = _state(place, source.pk in asked)
        made = Annotation.objects.filter(pk=row.pk)
        made.update(
            layer=source.layer_id,
            note=source.note,
            confidence=source.confidence,
            deleted_at=source.deleted_at,
        )
        if place.state in _SURE_ENOUGH:  # else it stays where it is, and its author is asked
            made.update(anchor=state)
            row.ranges.all().delete()
            Range.objects.bulk_create(range_rows(row, revision.text, place.spans))
        AnnotationCode.objects.filter(annotation=row).delete()
        AnnotationCode.objects.bulk_create([
            AnnotationCode(
                annotation=row,
                dimension_id=each.dimension_id,
                code_id=each.code_id,
                words=each.words,
            )
            for each in source.codes.all()
        ])  # fmt: skip
        carried.version = source.version
        carried.state = state if state in _SURE_ENOUGH else Annotation.Anchor.CHANGED
        carried.review = Review.WAITING if carried.state in UNSURE else Review.NONE
        carried.save(update_fields=["version", "state", "review"])
