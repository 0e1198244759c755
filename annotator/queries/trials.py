"""Trials: reads. Which articles they are, and how a person did against their key, the gold layer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from annotator.agreement.against import Held, Outcome, against
from annotator.agreement.counting import Answered, Dimension
from annotator.agreement.records import Marking
from annotator.agreement.spans import Kind
from annotator.errors import NotFound
from annotator.models import Annotation, Article, Assignment, Decision, Trial, User
from annotator.policies import Action, Actor, Seen, opened, work_seen
from annotator.queries import annotations as marks
from annotator.queries import articles as article_queries
from annotator.queries import projects as project_queries
from annotator.queries import rated
from annotator.queries.assignments import OPEN
from annotator.queries.codebooks import current_for_project

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from annotator.models import Project
    from annotator.queries.annotations import AnnotationData

KINDS = Trial.Kind
EXACT = Kind.EXACT


@dataclass(frozen=True, slots=True)
class Result:
    """How a person did on a trial: passages by whether they and the key have them, and the sums.

    `gold` and `own` tell the passages by the ids of their markings; `dropped` has, by a mark of the
    person's, why it was decided that this is none.
    """

    article: Article
    kind: str
    person: User
    held: Held
    gold: dict[str, Decision]
    own: dict[str, AnnotationData]
    dropped: dict[str, str]
    dimensions: list[Dimension]


def keys() -> QuerySet[Decision]:
    """Return what makes keys: what was kept (no query)."""
    return Decision.objects.filter(kept=True, deleted_at=None, revision__article__deleted_at=None)


def has_key(article: Article) -> bool:
    """Say whether anything was kept when an article was adjudicated (1 query)."""
    return keys().filter(revision__article=article).exists()


def project_for(actor: Actor, project_id: int) -> Seen[Project]:
    """Return a project whose trials the actor leads (1 query). Raises :class:`NotAllowed` else."""
    seen = project_queries.project_for(actor, project_id)
    seen.require(Action.MEASURE)
    return seen


def article_for(actor: Actor, article_id: int) -> Article:
    """Return an article of a project whose trials the actor leads (1 query), else :class:`NotAllowed`."""
    return article_queries.article_for(actor, article_id).require(Action.MEASURE)


def trials_of(project: Project) -> list[Trial]:
    """Return the trials of a project that was looked up with a lead (1 query).

    Each with `passages`, how many its key has, and `done`, how many people are done with it.
    """
    kept = keys().filter(revision__article=OuterRef("article")).order_by()
    passages = kept.values("revision__article").annotate(n=Count("pk")).values("n")
    is_done = Q(article__assignments__state=Assignment.State.DONE)
    return list(
        Trial.objects.filter(article__project=project, article__deleted_at=None)
        .select_related("article__story")
        .annotate(
            passages=Subquery(passages),
            done=Count("article__assignments__person", filter=is_done, distinct=True),
        )
        .order_by("kind", "article__title", "pk")
    )


def could_be(project: Project) -> list[Article]:
    """Return the articles of a project that have a key and are no trial (1 query)."""
    kept = keys().filter(revision__article=OuterRef("pk")).order_by()
    rows = Article.objects.filter(Exists(kept), project=project, deleted_at=None, trial=None)
    return list(rows.order_by("title", "pk"))


def is_told(actor: User, article_id: int) -> bool:
    """Say whether the actor is told at once how they did on an article (1 query): done, and for training."""
    return Trial.objects.filter(
        _own_done(actor), article=article_id, article__deleted_at=None, kind=KINDS.TRAINING
    ).exists()


def _own_done(actor: User) -> Q:
    own = Assignment.objects.filter(article=OuterRef("article"), person=actor, state=Assignment.State.DONE)
    return Q(Exists(own.order_by()))


def result_for(actor: User, article_id: int, person_id: int | None = None) -> Result:
    """Return how the actor did on a training article that they are done with; a lead may ask about anybody.

    Cost: 16 queries. Raises :class:`NotFound` for all that is not told to the actor: an annotator does not
    learn from the answer whether an article is a trial.
    """
    seen = article_queries.article_for(actor, article_id)
    trial = Trial.objects.filter(article=article_id).first()
    if trial is None:
        raise NotFound
    if person_id is None and not is_told(actor, article_id):
        raise NotFound
    if person_id is not None and not (seen.may(Action.MEASURE) and opened(actor, seen.it)):
        raise NotFound
    person = actor if person_id is None else _worker(seen.it, person_id)
    return _result(seen.it, trial.kind, person)


def _worker(article: Article, person_id: int) -> User:
    found = User.objects.filter(pk=person_id, memberships__project=article.project_id).first()
    if found is None:
        raise NotFound
    return found


def _result(article: Article, kind: str, person: User) -> Result:
    decided = Decision.objects.filter(revision__article=article, deleted_at=None)
    newest = decided.filter(kept=True).order_by("-revision__number").values("revision")[:1]
    rows = list(
        decided.filter(revision=Subquery(newest))
        .select_related("layer")
        .prefetch_related("ranges", "codes__dimension", "codes__code", "basis")
    )
    revision = rows[0].revision_id if rows else None
    found = Annotation.objects.filter(revision=revision, author=person, deleted_at=None)
    own = {each["id"]: each for each in marks.listed(person, found)}
    gold = {str(each.pk): each for each in rows if each.kept}
    reasons = {
        str(basis.annotation_id): each.reason for each in rows if not each.kept for basis in each.basis.all()
    }
    _, dimensions = rated.asked_in(current_for_project(article.project_id))
    return Result(
        article=article,
        kind=kind,
        person=person,
        held=against(
            [_decided(each) for each in gold.values()],
            [rated.answered(article.pk, person.pk, each) for each in own.values() if each["ranges"]],
            dimensions,
        ),
        gold=gold,
        own=own,
        dropped={key: reasons[key] for key in own if key in reasons},
        dimensions=dimensions,
    )


def _decided(row: Decision) -> Answered:
    answers: defaultdict[str, list[str]] = defaultdict(list)
    for each in row.codes.all():
        if each.code is not None:
            answers[each.dimension.key].append(each.code.key)
    ranges = tuple(sorted((each.start, each.end) for each in row.ranges.all()))
    return Answered(Marking(row.revision_id, "", row.layer.key, ranges, str(row.pk)), answers)


# -- all at once, for the figures of a project


@dataclass(frozen=True, slots=True)
class Tried:
    """How one person did on the trials of one kind that they are through with."""

    kind: str
    articles: int
    outcome: Outcome


_PASSAGE = ("ranges__start", "ranges__end", "codes__dimension__key", "codes__code__key")


def tried_in(
    actor: Actor, project: Project, dimensions: list[Dimension], done: Collection[tuple[int, int]]
) -> dict[int, list[Tried]]:
    """Return by person how they did on the trials of a project that was looked up with the actor (2 queries).

    Of those who marked anything and have nothing left to do on the article, and of those in `done` (person
    and article), who say by it that nothing else is there. Work that is not in the actor's sight is left
    out. An article of several revisions counts with the newest that has a key.
    """
    on_trial = {"revision__article__project": project, "revision__article__trial__isnull": False}
    gold = keys().filter(**on_trial).order_by("revision__number", "pk")
    kinds: dict[int, tuple[int, str]] = {}
    newest: dict[int, int] = {}
    told = list(
        gold.values_list(
            "revision__article", "revision__article__trial__kind", "revision", "pk", "layer__key", *_PASSAGE
        )
    )
    for article, kind, revision, *_ in told:
        newest[article] = revision
        kinds[revision] = (article, kind)
    given: dict[int, dict[object, Any]] = defaultdict(dict)
    for article, _kind, revision, *passage in told:
        if newest[article] == revision:
            _put(given[revision], *passage)
    open_to_them = Assignment.objects.filter(
        article=OuterRef("revision__article"), person=OuterRef("author"), state__in=OPEN
    )
    rows = (
        Annotation.objects.filter(
            work_seen(actor, "revision__article", "author", project=project),
            ~Exists(open_to_them.order_by()),
            revision__in=list(given),
            deleted_at=None,
        )
        .order_by()
        .values_list("author", "revision", "pk", "layer__key", *_PASSAGE)
    )
    found: dict[tuple[int, int], dict[object, Any]] = defaultdict(dict)
    for author, revision, *passage in rows:
        _put(found[author, revision], *passage)
    for author, article in done:
        if article in newest:
            found.setdefault(
                (author, newest[article]), {}
            )  # whoever is done and marked nothing has missed all of it
    results: dict[tuple[int, str], list[Outcome]] = defaultdict(list)
    for (author, revision), own in found.items():
        held = against(_answered(given[revision]), _answered(own), dimensions)
        results[author, kinds[revision][1]].append(held.outcome)
    by_person: dict[int, list[Tried]] = defaultdict(list)
    for (author, kind), outcomes in sorted(results.items(), key=lambda each: KINDS.values.index(each[0][1])):
        by_person[author].append(Tried(kind, len(outcomes), sum(outcomes, Outcome())))
    return dict(by_person)


def _put(
    passages: dict[object, Any],
    key: object,
    layer: str,
    start: int | None,
    end: int | None,
    dimension: str | None,
    code: str | None,
) -> None:
    """Add a row to its passage: rows are ranges times codes, so each comes several times."""
    _, ranges, codes = passages.setdefault(key, (layer, set(), set()))
    if start is not None:
        ranges.add((start, end))
    if code is not None:
        codes.add((dimension, code))


def _answered(passages: dict[object, Any]) -> list[Answered]:
    found = []
    for key, (layer, ranges, codes) in passages.items():
        answers: defaultdict[str, list[str]] = defaultdict(list)
        for dimension, code in sorted(codes):
            answers[dimension].append(code)
        if ranges:
            found.append(Answered(Marking(0, 0, layer, tuple(sorted(ranges)), str(key)), answers))
    return found
