"""Articles: writes of sources, stories, articles and revisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from annotator.errors import Invalid
from annotator.models import Article, Project, Revision, Source, Story
from annotator.models.suggestions import JOB as SUGGESTIONS
from annotator.policies import Action
from annotator.queries import articles as queries
from annotator.queries import projects as project_queries
from annotator.services import history, jobs, joining
from annotator.services.transactions import callers_transaction
from annotator.text.normalise import fingerprint, normalise

if TYPE_CHECKING:
    from datetime import datetime

    from annotator.models import User

INDEXING = joining.INDEXING
_CORRECTED = ("story", "source", "title", "byline", "url", "published_at", "published_precision")


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is known of an article beside its text."""

    title: str
    byline: str = ""
    source_name: str = ""
    url: str = ""
    published_at: datetime | None = None
    published_precision: str = Article.Precision.DAY

    def checked(self) -> ArticleFacts:
        """Return it trimmed. Raises :class:`Invalid` naming the first field that is wrong."""
        made = ArticleFacts(
            title=_line(self.title),
            byline=_line(self.byline),
            source_name=_line(self.source_name),
            url=self.url.strip(),
            published_at=self.published_at,
            published_precision=self.published_precision,
        )
        if not made.title:
            raise Invalid("Give the article a title.", field="title")
        widths = {"title": 300, "byline": 200, "source_name": 160, "url": 2000}
        for name, longest in widths.items():
            if len(getattr(made, name)) > longest:
                raise Invalid("At most %(most)s characters.", field=name.removesuffix("_name"), most=longest)
        if made.url:
            try:
                URLValidator(schemes=["http", "https"])(made.url)
            except ValidationError:
                raise Invalid("This is no address of a web page.", field="url") from None
        return made


def _line(words: str) -> str:
    return " ".join(normalise(words).split())


@transaction.atomic
def create_story(*, actor: User, project_id: int, title: str, description: str = "") -> Story:
    """Make a story (4 queries)."""
    project = project_queries.project_for(actor, project_id).require(Action.ADD_ARTICLES)
    story = Story.objects.create(
        project=project, title=story_title(title), description=description.strip(), created_by=actor
    )
    history.record(
        project_id=project.pk,
        actor=actor,
        verb="story.created",
        subject=story.pk,
        scope=f"story:{story.pk}",
        after={"title": story.title},
    )
    return story


def story_title(title: str) -> str:
    """Return a story's title trimmed. Raises :class:`Invalid`."""
    title = _line(title)
    if not title:
        raise Invalid("Give the story a title.", field="title")
    if len(title) > 200:  # noqa: PLR2004 - the column's width
        raise Invalid("A title has at most 200 characters.", field="title")
    return title


@transaction.atomic
def change_story(*, actor: User, story_id: int, title: str, description: str) -> Story:
    """Rename or describe a story (4 queries)."""
    story = queries.story_for(actor, story_id).require(Action.EDIT_ARTICLES)
    before = {"title": story.title, "description": story.description}
    story.title, story.description = story_title(title), description.strip()
    story.save(update_fields=["title", "description"])
    history.record(
        project_id=story.project_id,
        actor=actor,
        verb="story.changed",
        subject=story.pk,
        scope=f"story:{story.pk}",
        before=before,
        after={"title": story.title, "description": story.description},
    )
    return story


@transaction.atomic
def delete_story(*, actor: User, story_id: int) -> None:
    """Put a story out of sight (5 queries). Its articles stay in the project, without a story."""
    story = queries.story_for(actor, story_id).require(Action.EDIT_ARTICLES)
    story.deleted_at = timezone.now()
    story.save(update_fields=["deleted_at"])
    moved = list(Article.objects.filter(story=story).values_list("pk", flat=True))
    Article.objects.filter(story=story).update(story=None)
    history.record(
        project_id=story.project_id,
        actor=actor,
        verb="story.deleted",
        subject=story.pk,
        scope=f"story:{story.pk}",
        before={"title": story.title, "articles": moved},
    )


@transaction.atomic
def restore_story(*, actor: User, story_id: int) -> Story:
    """Bring a deleted story back, with the articles that have found no other story since (9 queries)."""
    story = queries.story_for(actor, story_id, deleted=True).require(Action.EDIT_ARTICLES)
    if story.deleted_at is None:
        return story
    story.deleted_at = None
    story.save(update_fields=["deleted_at"])
    told = story.project.events.filter(verb="story.deleted", subject=str(story.pk)).last()
    articles = told.before["articles"] if told and told.before else []
    Article.objects.filter(pk__in=articles, project=story.project, story=None).update(story=story)
    joining.joined(project=story.project, story_id=story.pk, actor=actor)
    history.record(
        project_id=story.project_id,
        actor=actor,
        verb="story.restored",
        subject=story.pk,
        scope=f"story:{story.pk}",
    )
    return story


@callers_transaction
def write_article(
    *,
    actor: User | None,
    project: Project,
    story: Story | None,
    facts: ArticleFacts,
    raw: str,
    fetched_at: datetime | None = None,
) -> Article:
    """Write an article and its first revision, inside the caller's transaction (6 queries, 9 in a story).

    Raises :class:`Invalid` when nothing is left of `raw` once it is normalised.
    """
    facts = facts.checked()
    text = normalise(raw)
    if not text:
        raise Invalid("There is no text in it.", field="text")
    article = Article.objects.create(
        project=project,
        story=story,
        source=_source(project, facts),
        title=facts.title,
        byline=facts.byline,
        url=facts.url,
        published_at=facts.published_at,
        published_precision=facts.published_precision,
        created_by=actor,
    )
    revision = Revision.objects.create(
        article=article,
        number=1,
        text=text,
        raw=raw.replace("\x00", ""),  # PostgreSQL's text holds no NUL
        sha256=fingerprint(text),
        length=len(text),
        fetched_at=fetched_at or timezone.now(),
        created_by=actor,
    )
    joining.indexed(article=article, actor=actor, joins=story is not None)
    if project.suggestions_on:
        jobs.submit(kind=SUGGESTIONS, params={"revision": revision.pk}, project=project, actor=actor)
    history.record(
        project_id=project.pk,
        actor=actor,
        verb="article.created",
        subject=article.pk,
        scope=f"story:{story.pk}" if story else "",
        after=_facts(article),
    )
    return article


def _source(project: Project, facts: ArticleFacts) -> Source | None:
    """Find the publisher by name, whatever its case, or write it down; the domain comes from the address."""
    domain = (urlsplit(facts.url).hostname or "").removeprefix("www.")
    name = facts.source_name or domain[:160]
    if not name:
        return None
    source, _ = Source.objects.get_or_create(
        project=project, name__iexact=name, defaults={"name": name, "domain": domain}
    )
    return source


@transaction.atomic
def change_article(*, actor: User, article_id: int, facts: ArticleFacts, story_id: int | None) -> Article:
    """Correct what is known of an article, or put it into another story (9 queries); never the text."""
    article = queries.article_for(actor, article_id).require(Action.EDIT_ARTICLES)
    facts = facts.checked()
    story = queries.story_for(actor, story_id).it if story_id is not None else None
    if story is not None and story.project_id != article.project_id:
        raise Invalid("That story belongs to another project.", field="story")
    before = _facts(article)
    article.story = story
    article.source = _source(article.project, facts)
    article.title, article.byline, article.url = facts.title, facts.byline, facts.url
    article.published_at, article.published_precision = facts.published_at, facts.published_precision
    article.save(update_fields=_CORRECTED)
    joining.indexed(article=article, actor=actor, joins=before["story"] != article.story_id)
    history.record(
        project_id=article.project_id,
        actor=actor,
        verb="article.changed",
        subject=article.pk,
        scope=f"story:{article.story_id}" if article.story_id else "",
        before=before,
        after=_facts(article),
    )
    return article


@transaction.atomic
def delete_article(*, actor: User, article_id: int) -> None:
    """Put an article out of sight, with all that was marked on it (4 queries)."""
    article = queries.article_for(actor, article_id).require(Action.EDIT_ARTICLES)
    article.deleted_at = timezone.now()
    article.save(update_fields=["deleted_at"])
    joining.indexed(article=article, actor=actor)
    history.record(
        project_id=article.project_id,
        actor=actor,
        verb="article.deleted",
        subject=article.pk,
        scope=f"story:{article.story_id}" if article.story_id else "",
        before=_facts(article),
    )


@transaction.atomic
def restore_article(*, actor: User, article_id: int) -> Article:
    """Bring a deleted article back, with all that was marked on it (7 queries)."""
    article = queries.article_for(actor, article_id, deleted=True).require(Action.EDIT_ARTICLES)
    if article.deleted_at is None:
        return article
    article.deleted_at = None
    article.save(update_fields=["deleted_at"])
    joining.indexed(article=article, actor=actor, joins=True)
    scope = f"story:{article.story_id}" if article.story_id else ""
    history.record(
        project_id=article.project_id, actor=actor, verb="article.restored", subject=article.pk, scope=scope
    )
    return article


def _facts(article: Article) -> dict[str, object]:
    """Return an article's facts as an event tells them."""
    return {
        "title": article.title,
        "byline": article.byline,
        "source": article.source.name if article.source else "",
        "url": article.url,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "story": article.story_id,
    }
