"""Carries: reads. What is still to be carried to an article's newest text, and what waits for its author."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, F, Min, OuterRef, Q

from annotator.models import Annotation, Carried, Member, Range, Revision
from annotator.models.carries import JOB
from annotator.policies import RULES, Action, see, visible, work_seen
from annotator.queries import jobs
from annotator.text.spans import Span

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Job, User
    from annotator.policies import Actor, Seen


Review = Carried.Review
WITHOUT_A_PLACE = (Review.WAITING, Review.UNDONE)
# Of what was deleted on the newer text nothing is asked.
_ASKED = Q(review=Review.WAITING, made=None) | Q(review=Review.WAITING, made__deleted_at=None)


@dataclass(frozen=True, slots=True)
class Source:
    """An annotation of an older text, as it is to be carried, or followed where it was."""

    pk: UUID
    version: int
    revision: int
    spans: tuple[Span, ...]


def newest(article_id: int) -> Revision | None:
    """Return an article's newest text (1 query); None of a deleted article. For the job."""
    rows = Revision.objects.filter(article=article_id, article__deleted_at=None).defer("raw")
    return rows.select_related("article__project").order_by("-number").first()


def to_carry(revision: Revision) -> QuerySet[Annotation]:
    """Return what stands on older texts of an article and is to be carried to its newest one.

    What was not carried yet; what found no place in a text between, and looks for one here; and what was
    changed on the old text after it was carried, and not since on this one, which follows it.
    """
    there = Annotation.objects.filter(revision__article=revision.article_id)
    older = there.filter(revision__number__lt=revision.number)
    new = Q(carried_to=None, deleted_at=None)
    looking = Q(
        deleted_at=None,
        carried_to__made=None,
        carried_to__review__in=WITHOUT_A_PLACE,
        carried_to__revision__number__lt=revision.number,
    )
    follows = Q(
        ~Q(version=F("carried_to__version")),
        carried_to__revision=revision,
        carried_to__made__version=1,
        carried_to__review__in=(Review.NONE, Review.WAITING),
    )
    return older.filter(new | looking | follows)


def sources(revision: Revision, most: int) -> list[Source]:
    """Return the next that are to be carried to an article's newest text, in order of making (2 queries)."""
    rows = to_carry(revision).order_by("created_at", "pk").values_list("pk", "version", "revision")[:most]
    found = list(rows)
    spans: defaultdict[UUID, list[Span]] = defaultdict(list)
    ranges = Range.objects.filter(annotation__in=[pk for pk, *_ in found]).order_by("annotation", "position")
    for pk, start, end in ranges.values_list("annotation", "start", "end"):
        spans[pk].append(Span(start, end))
    return [Source(pk, version, text, tuple(spans[pk])) for pk, version, text in found]


def texts(keys: set[int]) -> dict[int, str]:
    """Return texts by the keys of their revisions (1 query). For the job."""
    return dict(Revision.objects.filter(pk__in=keys).values_list("pk", "text"))


# -- what waits for its author


def carried_for(actor: Actor, annotation_id: UUID) -> Seen[Carried]:
    """Return what became of an annotation, with both texts (1 query). Raises :class:`NotFound`."""
    return see(_in_sight(actor), actor, "revision__article__project__", pk=annotation_id)


class Whose(StrEnum):
    """Whose marks somebody looks over."""

    MINE = "mine"
    LEFT = "left"  # of people who can't any more; for who may change what others made


def waiting_of(actor: User, *, article_id: int | None = None, whose: Whose = Whose.MINE) -> list[Carried]:
    """Return marks that wait to be looked over, by article and place in the old text (2 queries).

    One's own, or those of people who can't look them over themselves, in projects where one may change what
    others made: their account is closed, a pseudonym's or one that nobody can sign in to, or they are no
    members who annotate any more. Of all projects, or of one article. Without the texts.
    """
    rows = _waiting(actor, whose).prefetch_related("source__ranges").annotate(at=Min("source__ranges__start"))
    if article_id is not None:
        rows = rows.filter(revision__article=article_id)
    hidden = ("revision__text", "revision__raw", "source__revision__text", "source__revision__raw")
    return list(rows.defer(*hidden).order_by("revision__article", "at", "pk"))


def waiting_count(actor: User, article_id: int | None = None, *, whose: Whose = Whose.MINE) -> int:
    """Count marks as :func:`waiting_of` finds them: in all projects, or on one article (1 query)."""
    rows = _waiting(actor, whose)
    return (rows if article_id is None else rows.filter(revision__article=article_id)).count()


def counted(actor: User, revision: Revision) -> dict[str, int]:
    """Count how marks came to a text that was looked up with the actor, of what they see (1 query).

    By state, and as `waiting` those that are still to be looked over.
    """
    rows = Carried.objects.filter(
        work_seen(actor, "revision__article", "source__author", project=revision.article.project),
        revision=revision,
    ).exclude(review=Review.UNDONE)
    told: dict[str, int] = dict(
        rows.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    )
    found = {state: told.get(state, 0) for state in Annotation.Anchor.values}
    return found | {"waiting": rows.filter(_ASKED).count()}


def carrying(actor: User, revision: Revision) -> Job | None:
    """Return the job that carries marks to an article's newest text, while it has not ended (1 query)."""
    rows = jobs.jobs_of(actor, revision.article.project_id)
    return rows.filter(dedupe_key=f"{JOB}:{revision.article_id}").first()


def undone_on(revision: Revision) -> bool:
    """Say whether a carry to a text was taken back (1 query). The text was looked up with an actor."""
    return Carried.objects.filter(revision=revision, review=Review.UNDONE).exists()


def known(row: Carried) -> Annotation:
    """Return the mark as its author last knew it: before the texts that nobody looked it over in.

    1 query for each of these, and one more.
    """
    source = row.source
    rows = Carried.objects.filter(review=Review.PASSED).select_related("source__revision")
    while (before := rows.filter(made=source).first()) is not None:
        source = before.source
    return source


def _waiting(actor: User, whose: Whose) -> QuerySet[Carried]:
    project = "revision__article__project"
    if whose == Whose.MINE:
        of_whom = visible(actor, Action.ANNOTATE, f"{project}__") & Q(source__author=actor)
    else:
        working = Member.objects.filter(
            project=OuterRef(project),
            user=OuterRef("source__author"),
            user__is_active=True,
            removed_at=None,
            role__in=RULES[Action.ANNOTATE],
        ).exclude(Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX) & Q(user__socialaccount=None))
        of_whom = visible(actor, Action.EDIT_OTHERS, f"{project}__") & ~Q(Exists(working.order_by()))
    return _in_sight(actor).filter(of_whom, _ASKED)


def _in_sight(actor: Actor) -> QuerySet[Carried]:
    """Return what became of marks in sight of the actor: of one that was deleted since nothing is asked."""
    return Carried.objects.filter(
        work_seen(actor, "revision__article", "source__author"),
        revision__article__deleted_at=None,
        source__deleted_at=None,
    ).select_related(
        "revision__article__project", "source__revision", "source__layer", "source__author", "made"
    )
