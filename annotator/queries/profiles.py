"""Profiles: reads. What a team found in a source's articles across stories: counts, never a score."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery

from annotator.models import Annotation, Article, Source, Suggestion, TextFacts
from annotator.policies import Actor, Seen, see, work_seen
from annotator.queries import claims as claim_queries
from annotator.queries import projects as project_queries
from annotator.queries.ladders import Around
from annotator.text.suggesting import engine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import User

_MOST_CUES = 20


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a bias code was put, and how often that is in 1,000 words."""

    code: str
    count: int
    per_thousand: float | None


@dataclass(frozen=True, slots=True)
class CueUsed:
    """Words that leave something open: how often people marked them, how often they are suggested."""

    words: str
    marked: int
    suggested: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What this team found in a source's articles. Each count stands beside what it is a part of."""

    articles: int
    stories: int
    words: int  # of all articles that were counted
    statuses: dict[str, int]  # findings by status, of `findings`
    findings: int  # cells that somebody settled
    finders: int  # people
    claims: int
    levels: dict[int, int]  # of `levelled` findings, by step
    levelled: int
    attributed: int  # of `quoted` passages
    quoted: int
    biases: list[Rate]
    bias_marks: int
    marked_articles: int  # in which somebody marked anything
    marked_words: int  # in these
    cues: list[CueUsed]

    @property
    def hedged(self) -> int:
        """Findings of less than certain."""
        return self.levelled - self.levels.get(4, 0)


def sources_of(actor: Actor, project_id: int) -> QuerySet[Source]:
    """Return a project's sources with `article_count`, `story_count`, `finding_count` (2 queries)."""
    project = project_queries.project_for(actor, project_id).it
    shown = Q(articles__deleted_at=None)
    findings = (
        claim_queries.findings_seen_by(actor)
        .filter(article__source=OuterRef("pk"))
        .order_by()
        .values("article__source")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        Source.objects.filter(project=project)
        .annotate(
            article_count=Count("articles", filter=shown, distinct=True),
            story_count=Count("articles__story", filter=shown, distinct=True),
            finding_count=Subquery(findings),
        )
        .filter(article_count__gt=0)
    )


def source_for(actor: Actor, source_id: int) -> Seen[Source]:
    """Return one source with its project (1 query). Raises :class:`NotFound`."""
    return see(Source.objects.select_related("project"), actor, "project__", pk=source_id)


def profile_of(actor: User, source: Source) -> Profile:
    """Return the profile of a source that was looked up with the actor (9 queries)."""
    newest = TextFacts.objects.filter(revision__article=OuterRef("pk")).order_by("-revision__number")
    rows = (
        Article.objects.filter(source=source, deleted_at=None)
        .annotate(words=Subquery(newest.values("words")[:1]))
        .values_list("pk", "words", "story")
    )
    articles, stories = {}, set()
    for pk, count, story in rows:
        articles[pk] = count
        stories.add(story)
    cells = list(
        claim_queries.findings_seen_by(actor)
        .filter(article__in=list(articles))
        .values_list("status", "certainty", "annotator", "claim")
    )
    levels = Counter(certainty for _, certainty, _, _ in cells if certainty)
    attributed, quoted = _attributed(actor, source)
    marks = _marks(actor, source)
    marked = {each.article for each in marks}
    words = sum(articles.get(pk) or 0 for pk in marked)
    biases = [each for each in marks if each.layer == "bias"]
    tags = Counter(tag for each in biases for tag in each.tags)
    return Profile(
        articles=len(articles),
        stories=len(stories - {None}),
        words=sum(each or 0 for each in articles.values()),
        statuses=dict(Counter(status for status, _, _, _ in cells)),
        findings=len(cells),
        finders=len({who for _, _, who, _ in cells}),
        claims=len({claim for _, _, _, claim in cells}),
        levels=dict(levels),
        levelled=levels.total(),
        attributed=attributed,
        quoted=quoted,
        biases=[Rate(tag, n, n * 1000 / words if words else None) for tag, n in tags.most_common()],
        bias_marks=len(biases),
        marked_articles=len(marked),
        marked_words=words,
        cues=_cues(source, marks),
    )


def _attributed(actor: User, source: Source) -> tuple[int, int]:
    """Return how many quoted passages name who says so, and how many passages are quoted (5 queries)."""
    quotes = claim_queries.quoted_seen_by(actor).filter(annotation__revision__article__source=source)
    revision_of: dict[UUID, int] = dict(quotes.values_list("annotation", "annotation__revision"))
    around = Around(actor, revision_of)
    return sum(around.is_attributed(each) for each in revision_of), len(revision_of)


@dataclass(slots=True)
class _Mark:
    article: int
    layer: str
    quotes: dict[int, str]
    tags: set[str]


def _marks(actor: User, source: Source) -> list[_Mark]:
    """Return the marks that the actor sees on a source's articles, with quotes and tags of bias (1 query)."""
    found: dict[UUID, _Mark] = {}
    rows = Annotation.objects.filter(
        work_seen(actor, "revision__article", "author", project=source.project),
        revision__article__source=source,
        revision__article__deleted_at=None,
        deleted_at=None,
    )
    for pk, article, layer, position, quote, dimension, code in rows.values_list(
        "pk",
        "revision__article",
        "layer__key",
        "ranges__position",
        "ranges__quote",
        "codes__dimension__key",
        "codes__code__key",
    ):
        mark = found.setdefault(pk, _Mark(article, layer, {}, set()))
        mark.quotes[position] = quote
        if dimension == "tag" and code:
            mark.tags.add(code)
    return list(found.values())


def _cues(source: Source, marks: Iterable[_Mark]) -> list[CueUsed]:
    """Return the words that leave something open, most marked first (1 query)."""
    suggested: defaultdict[str, int] = defaultdict(int)
    rows = Suggestion.objects.filter(
        revision__article__source=source, revision__article__deleted_at=None, layer="cue", engine=engine()
    )
    for quote, count in rows.order_by().values_list("quote").annotate(n=Count("pk")):
        suggested[_folded(quote)] += count
    marked = Counter(_folded(" ".join(each.quotes.values())) for each in marks if each.layer == "cue")
    words = sorted({*marked, *suggested}, key=lambda each: (-marked[each], -suggested[each], each))
    return [CueUsed(each, marked[each], suggested[each]) for each in words[:_MOST_CUES]]


def _folded(quote: str) -> str:
    return " ".join(quote.casefold().split())
