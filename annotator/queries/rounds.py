"""Rounds: reads. How far the blind work on articles is, what each round found, where people disagree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from annotator.errors import Invalid
from annotator.findings.decisions import Marking, gather
from annotator.models import Annotation, Article, Assignment, Cell, Keeping, Revision, Round, Story, User
from annotator.policies import Action, opened
from annotator.queries import annotations as marks
from annotator.queries import articles as article_queries
from annotator.queries import projects as project_queries
from annotator.queries.people import person
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from annotator.models import Project
    from annotator.policies import Seen

BLIND, REVEALED = 1, 2
"""The two rounds: each for oneself; then with everybody's work in sight."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles of a project are meant: those named, those of a story, or all."""

    articles: Sequence[int] | None = None
    story: int | None = None


def is_revealed(article: Article) -> bool:
    """Say whether the first round of an article has ended (1 query)."""
    return Round.objects.filter(article=article, number__gte=REVEALED).exists()


def blind_in(project: Project, scope: Scope) -> list[int]:
    """Return the articles of a scope that are in their first round (1 query, 2 with names).

    Raises :class:`Invalid` for articles and stories that are not in the project.
    """
    revealed = Round.objects.filter(article=OuterRef("pk"), number__gte=REVEALED)
    return list(_scoped(project, scope).exclude(Exists(revealed)).values_list("pk", flat=True))


def revealed_in(project: Project, scope: Scope) -> list[int]:
    """Return the articles of a scope that are in their second round (as :func:`blind_in`)."""
    second = Round.objects.filter(article=OuterRef("pk"), number=REVEALED, closed_at=None)
    return list(_scoped(project, scope).filter(Exists(second)).values_list("pk", flat=True))


def articles_with(keys: Sequence[int]) -> list[Article]:
    """Return articles that were found here by their ids (1 query)."""
    return list(Article.objects.filter(pk__in=keys))


def _scoped(project: Project, scope: Scope) -> QuerySet[Article]:
    rows = Article.objects.filter(project=project, deleted_at=None).order_by("pk")
    if scope.articles is not None:
        named = set(scope.articles)
        if rows.filter(pk__in=named).count() != len(named):
            raise Invalid("One of these articles is not in this project.", field="articles")
        rows = rows.filter(pk__in=named)
    if scope.story is not None:
        if not Story.objects.filter(pk=scope.story, project=project, deleted_at=None).exists():
            raise Invalid("That story is not in this project.", field="story")
        rows = rows.filter(story=scope.story)
    return rows


# -- what people found


@dataclass(frozen=True, slots=True)
class Work:
    """What one person found in one article, as a keeping has it."""

    annotations: list[dict[str, Any]] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)


def work_on(articles: Sequence[int], *, cells: bool = True) -> dict[tuple[int, int], Work]:
    """Return what everybody found in articles, by article and person (5 queries, 4 without cells).

    For keepings: whoever asks has looked the articles up, and shows it to nobody.
    """
    found: dict[tuple[int, int], Work] = {}
    revisions = dict(Revision.objects.filter(article__in=articles).values_list("pk", "article"))
    rows = Annotation.objects.filter(revision__article__in=articles, deleted_at=None)
    for each in marks.listed(None, rows):
        key = (revisions[each["revision"]], each["author"]["id"])
        found.setdefault(key, Work()).annotations.append(marks.for_everybody(each) or {})
    if not cells:
        return found
    filled = Cell.objects.filter(
        article__in=articles, claim__deleted_at=None, claim__story__deleted_at=None
    ).exclude(status=Cell.Status.UNCHECKED)
    for article, who, claim, status, certainty, note in filled.order_by(
        "claim__position", "claim"
    ).values_list("article", "annotator", "claim", "status", "certainty", "note"):
        told = {"claim": str(claim), "status": status, "certainty": certainty, "note": note}
        found.setdefault((article, who), Work()).cells.append(told)
    return found


# -- how far the rounds are


@dataclass(frozen=True, slots=True)
class Standing:
    """One article: its round, and how far its people are. What they found is not told, nor how much."""

    article: Article
    number: int
    opened_at: Any  # a moment, of the newest round; None while nobody began one
    closed: bool  # whether its newest round has ended
    people: list[Assignment]

    @property
    def state(self) -> str:
        """In one word: `blind`, `revealed` or `closed`."""
        return "blind" if self.number == BLIND else "closed" if self.closed else "revealed"

    @property
    def done(self) -> int:
        """How many of its people are done."""
        return sum(each.state == Assignment.State.DONE for each in self.people)


def standing_in(
    actor: User, project_id: int, story: int | None = None
) -> tuple[Seen[Project], list[Standing]]:
    """Return a project and how far each article of it is, or of one of its stories (4 queries).

    Needs the right to reveal.
    """
    seen = project_queries.project_for(actor, project_id)
    seen.require(Action.REVEAL)
    articles = article_queries.articles_of(actor, project_id, story).order_by("story__title", "story", "pk")
    return seen, _standing(list(articles))


def standing_of(actor: User, article_id: int) -> Standing:
    """Return how far one article is (3 queries). Raises :class:`NotFound`."""
    return _standing([article_queries.article_for(actor, article_id).it])[0]


def _standing(articles: list[Article]) -> list[Standing]:
    newest: dict[int, Round] = {}
    for row in Round.objects.filter(article__in=articles).order_by("number"):
        newest[row.article_id] = row
    people: dict[int, list[Assignment]] = {}
    tasks = Assignment.objects.filter(article__in=articles, person__isnull=False)
    for task in tasks.exclude(state=Assignment.State.ABANDONED).select_related("person").order_by("pk"):
        people.setdefault(task.article_id, []).append(task)
    return [
        Standing(
            article=each,
            number=newest[each.pk].number if each.pk in newest else BLIND,
            opened_at=newest[each.pk].opened_at if each.pk in newest else None,
            closed=each.pk in newest and newest[each.pk].closed_at is not None,
            people=people.get(each.pk, []),
        )
        for each in articles
    ]


def as_data(standing: Standing) -> dict[str, Any]:
    """Return how far an article is, as the API tells it (no query)."""
    return {
        "article": standing.article.pk,
        "title": standing.article.title,
        "round": standing.number,
        "state": standing.state,
        "opened_at": standing.opened_at,
        "people": [
            {"person": person(each.person), "state": each.state} for each in standing.people if each.person
        ],
    }


def keepings_of(actor: User, article_id: int) -> list[Keeping]:
    """Return what was kept of an article's rounds: one's own, and the others' where it is open (3 queries).

    Raises :class:`NotFound`.
    """
    article = article_queries.article_for(actor, article_id).it
    rows = Keeping.objects.filter(round__article=article)
    if not opened(actor, article):
        rows = rows.filter(person=actor)
    return list(rows.select_related("round", "person"))


# -- what there is to talk about


@dataclass(frozen=True, slots=True)
class Disputed:
    """A passage on which people say different things: who said what, and who left it unmarked."""

    layer: str
    start: int
    end: int
    quote: str
    said: list[dict[str, Any]]  # annotations, as they are told
    missed: list[str]  # names of those who worked on the article and did not mark it
    kinds: tuple[str, ...]  # of `borders`, `codes`, `missed`


def disputed(cards: Sequence[dict[str, Any]], text: str) -> list[Disputed]:
    """Return where the people who marked a text disagree, in its order (no query).

    `cards` are the annotations that the reader sees. Who marked nothing at all is not counted as missing one.
    """
    told = {each["id"]: each for each in cards}
    names = {each["author"]["id"]: each["author"]["name"] for each in cards}
    if len(names) < 2:  # noqa: PLR2004 - it takes two
        return []
    found = []
    for cluster in gather(_marking(each) for each in cards if each["ranges"]):
        people = {each.person for each in cluster.markings}
        kinds = {
            "missed": len(people) < len(names),
            "borders": len({each.ranges for each in cluster.markings}) > 1,
            "codes": len({_answered(each) for each in cluster.markings}) > 1,
        }
        if any(kinds.values()):
            found.append(
                Disputed(
                    layer=cluster.layer,
                    start=cluster.start,
                    end=cluster.end,
                    quote=text[cluster.start : cluster.end],
                    said=[told[each.id] for each in cluster.markings],
                    missed=[names[key] for key in sorted(names.keys() - people)],
                    kinds=tuple(kind for kind, is_so in kinds.items() if is_so),
                )
            )
    return found


def counted(found: Iterable[Disputed]) -> dict[str, int]:
    """Return how many passages are disputed in which way (no query)."""
    return dict(Counter(kind for each in found for kind in each.kinds))


def _answered(marking: Marking) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted((key, tuple(sorted(said))) for key, said in marking.answers.items()))


def _marking(card: dict[str, Any]) -> Marking:
    answers: dict[str, list[str]] = {}
    for each in card["codes"]:
        answers.setdefault(each["dimension"], []).append(each.get("code") or each.get("words", ""))
    return Marking(
        id=card["id"],
        person=card["author"]["id"],
        layer=card["layer"],
        ranges=tuple(Span(each["start"], each["end"]) for each in card["ranges"]),
        answers={key: tuple(said) for key, said in answers.items()},
    )
