"""Stories: which accounts belong together. Add one, take one out, merge, split; `unmaking` takes it back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from annotator.errors import Conflict, Invalid
from annotator.models import Article, Cell, Claim, Mention, Story
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.services import history, joining
from annotator.services.articles import story_title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from annotator.models import User


@dataclass(frozen=True, slots=True)
class Changed:
    """A story that was changed, and the number of the event, by which it can be undone."""

    story: Story
    seq: int


@transaction.atomic
def add_account(*, actor: User, story_id: int, article_id: int) -> Changed:
    """Bring an article of the project into a story, out of another if it was in one (9 queries).

    What was found in it while it was an account of the story before stands again.
    """
    story, article = article_queries.with_article(actor, story_id, article_id)
    if article.story_id == story.pk:
        raise Conflict("It is an account of this story already.")
    return Changed(story, move(actor=actor, article=article, to=story, scope=story))


@transaction.atomic
def remove_account(*, actor: User, story_id: int, article_id: int) -> Changed:
    """Take an account out of a story (6 queries). It stays in the project, with its marks.

    Its cells and quotes are kept out of sight, and stand again when it comes back.
    """
    story, article = article_queries.with_article(actor, story_id, article_id)
    if article.story_id != story.pk:
        raise Conflict("It is no account of this story.")
    return Changed(story, move(actor=actor, article=article, to=None, scope=story))


@transaction.atomic
def move(*, actor: User, article: Article, to: Story | None, scope: Story, undoes: int | None = None) -> int:
    """Put an article, looked up for changing, into a story or none; return the event's number (7 queries).

    Raises :class:`Conflict` when somebody moved it meanwhile.
    """
    before = article.story_id
    moved = Article.objects.filter(pk=article.pk, story=before).update(story=to)
    if not moved:
        raise Conflict("Somebody moved this article meanwhile. Look again.")
    if to is not None:
        joining.joined(project=scope.project, story_id=to.pk, actor=actor)
    return history.record(
        project_id=scope.project_id,
        actor=actor,
        verb="account.added" if to is not None and to.pk == scope.pk else "account.removed",
        subject=article.pk,
        scope=f"story:{scope.pk}",
        before={"story": before, "title": article.title},
        after={"story": to.pk if to else None, "title": article.title},
        undoes=undoes,
    )


@transaction.atomic
def merge(*, actor: User, story_id: int, other_id: int) -> Changed:
    """Bring all of another story into this one: accounts, claims with cells and quotes (15 queries).

    The other story goes out of sight. Its claims stand behind those of this one; two that say the same stay
    two rows, to be merged by a person.
    """
    story = article_queries.story_for(actor, story_id).require(Action.EDIT_ARTICLES)
    other = article_queries.story_for(actor, other_id).require(Action.EDIT_ARTICLES)
    if story.pk == other.pk:
        raise Invalid("Choose another story.", field="story")
    if story.project_id != other.project_id:
        raise Invalid("That story belongs to another project.", field="story")
    articles = list(Article.objects.filter(story=other).values_list("pk", flat=True))
    claims = list(Claim.objects.filter(story=other).values_list("pk", flat=True))
    last = Claim.objects.filter(story=story).aggregate(last=Max("position"))["last"]
    shift = 0 if last is None else last + 1
    Article.objects.filter(pk__in=articles).update(story=story)
    joining.joined(project=story.project, story_id=story.pk, actor=actor)
    Claim.objects.filter(pk__in=claims).update(story=story, position=F("position") + shift)
    other.deleted_at = timezone.now()
    other.save(update_fields=["deleted_at"])
    seq = history.record(
        project_id=story.project_id,
        actor=actor,
        verb="story.merged",
        subject=story.pk,
        scope=f"story:{story.pk}",
        before={"other": other.pk, "other_title": other.title},
        after={
            "title": story.title,
            "other_title": other.title,
            "articles": articles,
            "claims": [str(each) for each in claims],
            "shift": shift,
        },
    )
    return Changed(story, seq)


@transaction.atomic
def split(
    *, actor: User, story_id: int, title: str, articles: Sequence[int], claims: Sequence[UUID] = ()
) -> Changed:
    """Put accounts of a story into a new one; return the new story (at most 19 queries).

    Claims stay with the old story. Those that are named are copied to the new one, and what was found of them
    in the accounts that go, cells and quotes, goes with the copies. What was found of the others in those
    accounts is kept out of sight, and stands again should an account come back.
    """
    story = article_queries.story_for(actor, story_id).require(Action.EDIT_ARTICLES)
    of_story = Article.objects.filter(story=story, deleted_at=None).values_list("pk", flat=True)
    there = set(of_story)
    going = sorted(set(articles))
    if not going or not set(going) <= there:
        raise Invalid("Choose one or more accounts of this story.", field="articles")
    if len(going) == len(there):
        raise Invalid("Leave at least one account in this story.", field="articles")
    chosen = list(Claim.objects.filter(story=story, deleted_at=None, pk__in=claims))
    if len(chosen) != len(set(claims)):
        raise Invalid("Choose claims of this story.", field="claims")
    new = Story.objects.create(project=story.project, title=story_title(title), created_by=actor)
    Article.objects.filter(pk__in=going).update(story=new)
    joining.joined(project=story.project, story_id=new.pk, actor=actor)
    copies = {
        each.pk: Claim(
            id=uuid.uuid4(),
            story=new,
            wording=each.wording,
            position=number,
            created_by_id=each.created_by_id,
        )
        for number, each in enumerate(chosen)
    }
    Claim.objects.bulk_create(copies.values())
    for old, copy in copies.items():
        carry(old=old, to=copy.pk, articles=going)
    seq = history.record(
        project_id=story.project_id,
        actor=actor,
        verb="story.split",
        subject=new.pk,
        scope=f"story:{story.pk}",
        before={"story": story.pk, "other_title": story.title},
        after={
            "title": new.title,
            "articles": going,
            "claims": {str(old): str(copy.pk) for old, copy in copies.items()},
        },
    )
    return Changed(new, seq)


@transaction.atomic
def carry(*, old: UUID, to: UUID, articles: Sequence[int]) -> None:
    """Let what was found of one claim in some articles, cells and quotes, stand on another (2 queries)."""
    Cell.objects.filter(claim=old, article__in=articles).update(claim=to)
    Mention.objects.filter(claim=old, annotation__revision__article__in=articles).update(claim=to)
