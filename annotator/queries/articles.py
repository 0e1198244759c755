"""Articles: reads. No row without an actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotator.errors import Invalid
from annotator.models import Annotation, Article, Assignment, Carried, Claim, Codebook, Revision, Story
from annotator.policies import Action, Actor, Seen, see, shut, visible, work_seen

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from annotator.models import Project

LATEST = Prefetch(
    "revisions",
    queryset=Revision.objects.defer("raw", "text").order_by("-number"),
    to_attr="revisions_newest_first",
)


def story_for(actor: Actor, story_id: int, *, deleted: bool = False) -> Seen[Story]:
    """Return one story with its project (1 query). Raises :class:`NotFound`."""
    rows = Story.objects.select_related("project")
    if not deleted:
        rows = rows.filter(deleted_at=None)
    return see(rows, actor, "project__", pk=story_id)


def stories_of(actor: Actor, project_id: int) -> QuerySet[Story]:
    """Return a project's stories, newest first, with `article_count` and `claim_count` (1 query).

    Both are counted for the stories that are read, not for all: a project may have 100,000.
    """
    return (
        Story.objects.filter(visible(actor, path="project__"), project=project_id, deleted_at=None)
        .annotate(article_count=_counted(Article), claim_count=_counted(Claim))
        .order_by("-created_at", "-id")
    )


def _counted(model: type[Article | Claim]) -> Coalesce:
    rows = model.objects.filter(story=OuterRef("pk"), deleted_at=None).order_by()
    return Coalesce(Subquery(rows.values("story").annotate(n=Count("pk")).values("n")), 0)


def article_for(actor: Actor, article_id: int, *, deleted: bool = False) -> Seen[Article]:
    """Return one article with project, story and source (1 query). Raises :class:`NotFound`."""
    rows = Article.objects.select_related("project", "story", "source")
    if not deleted:
        rows = rows.filter(deleted_at=None)
    return see(rows, actor, "project__", pk=article_id)


def with_article(actor: Actor, story_id: int, article_id: int) -> tuple[Story, Article]:
    """Return a story that the actor may change, and an article of its project (2 queries).

    Raises :class:`Invalid` on `article` for one of another project.
    """
    story = story_for(actor, story_id).require(Action.EDIT_ARTICLES)
    article = article_for(actor, article_id).it
    if article.project_id != story.project_id:
        raise Invalid("That article belongs to another project.", field="article")
    return story, article


def shut_of(actor: Actor, story: Story) -> list[Article]:
    """Return a story's accounts in which others' work is not in sight (1 query; none if not blind)."""
    return list(shut(actor, story.project, story=story.pk).select_related("source"))


def articles_of(actor: Actor, project_id: int, story_id: int | None = None) -> QuerySet[Article]:
    """Return a project's articles by time, with source, story and newest revision (2 queries)."""
    rows = Article.objects.filter(visible(actor, path="project__"), project=project_id, deleted_at=None)
    if story_id is not None:
        rows = rows.filter(story=story_id)
    return rows.select_related("source", "story").prefetch_related(LATEST)


def accounts_of(actor: Actor | None, story: Story) -> list[Article]:
    """Return a story's accounts by time, with source, newest revision and number of marks (2 queries).

    The story was looked up with the actor. Counted are the marks that they see.
    """
    return list(
        Article.objects.filter(story=story, deleted_at=None)
        .select_related("source", "project")
        .annotate(mark_count=marks_counted(actor, story.project))
        .prefetch_related(LATEST)
    )


def standing(annotation: str = "pk") -> Q:
    """Return the filter for annotations that none on a later text stands for, nor that were given up there.

    So of one that was carried from text to text the newest counts. `annotation` leads there from the row.
    """
    return ~Q(left_behind(annotation))


def left_behind(annotation: str = "pk") -> Exists:
    """Return the expression that is true of annotations for which :func:`standing` is not."""
    later = Carried.objects.filter(
        Q(made__isnull=False) | Q(review=Carried.Review.GIVEN_UP), source=OuterRef(annotation)
    )
    return Exists(later.order_by())


def marks_counted(actor: Actor | None, project: Project) -> Subquery:
    """Return what counts the marks that an actor sees on each article of a project that was read."""
    shown = work_seen(actor, "revision__article", "author", project=project)
    return Subquery(
        Annotation.objects.filter(shown, standing(), revision__article=OuterRef("pk"), deleted_at=None)
        .order_by()
        .values("revision__article")
        .annotate(n=Count("pk"))
        .values("n")
    )


def revision_for(actor: Actor, revision_id: int) -> Seen[Revision]:
    """Return one revision with article, story, source and project (1 query). Raises :class:`NotFound`."""
    return see(_revisions(), actor, "article__project__", pk=revision_id)


def newest_revision_for(actor: Actor, article_id: int) -> Seen[Revision]:
    """Return an article's newest revision, as :func:`revision_for` does (1 query)."""
    return see(_revisions().order_by("-number"), actor, "article__project__", article=article_id)


def is_behind(revision: Revision) -> bool:
    """Say whether its article has a newer text (1 query)."""
    return Revision.objects.filter(article=revision.article_id, number__gt=revision.number).exists()


def newest_revisions(articles: list[Article]) -> list[Revision]:
    """Return the newest revision of each article, in the articles' order (1 query, without the texts)."""
    newest = Revision.objects.filter(article=OuterRef("article")).order_by("-number").values("pk")[:1]
    rows = Revision.objects.filter(article__in=articles, pk=Subquery(newest)).defer("raw", "text")
    by_article = {row.article_id: row for row in rows}
    return [by_article[article.pk] for article in articles]


def texts_of(articles: list[Article]) -> list[Revision]:
    """Return the newest revision of each article with its text, in the articles' order (1 query).

    The articles were looked up with an actor.
    """
    newest = Revision.objects.filter(article=OuterRef("article")).order_by("-number").values("pk")[:1]
    rows = Revision.objects.filter(article__in=articles, pk=Subquery(newest)).defer("raw")
    by_article = {row.article_id: row for row in rows}
    return [by_article[article.pk] for article in articles]


def _revisions() -> QuerySet[Revision]:
    return (
        Revision.objects.filter(article__deleted_at=None)
        .select_related("article__project", "article__story", "article__source")
        .defer("raw")
    )


@dataclass(frozen=True, slots=True)
class Marking:
    """What writing an annotation needs to know of its revision, read at once."""

    seen: Seen[Revision]
    codebook_id: int
    codebook_made: datetime
    existing: UUID | None  # the annotation's id, when it is there already
    is_behind: bool  # whether its article has a newer text
    has_task: bool  # whether the article is a task of the actor's that nothing was done on yet


def marking_for(actor: Actor, revision_id: int, annotation_id: UUID) -> Marking:
    """Return a revision with what an annotation on it needs (1 query). Raises :class:`NotFound`."""
    newest = Codebook.objects.filter(project=OuterRef("article__project")).order_by("-version")
    rows = _revisions().annotate(
        codebook_id=Subquery(newest.values("pk")[:1]),
        codebook_made=Subquery(newest.values("created_at")[:1]),
        is_behind=Exists(
            Revision.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number")).order_by()
        ),
        existing=Subquery(Annotation.objects.filter(pk=annotation_id).values("pk")[:1]),
        has_task=Exists(
            Assignment.objects.filter(
                article=OuterRef("article"), person=actor.pk, state=Assignment.State.TO_DO
            )
        ),
    )
    seen = see(rows, actor, "article__project__", pk=revision_id)
    found: Any = seen.it  # with the annotations from above
    return Marking(
        Seen(found, seen.role),
        found.codebook_id,
        found.codebook_made,
        found.existing,
        found.is_behind,
        found.has_task,
    )


def same_text_in(project_id: int, sha256: str) -> Article | None:
    """Return the article of a project that has this very text in one of its revisions (1 query)."""
    return (
        Article.objects.filter(project=project_id, deleted_at=None, revisions__sha256=sha256)
        .select_related("story", "source")
        .order_by(F("id"))
        .first()
    )
