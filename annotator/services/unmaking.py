"""Undo of what was done to a story: by the number of the event, once, and only while nothing builds on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotator.errors import Conflict, NotFound
from annotator.models import Article, Claim, Event, Story
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.services import history, joining, origins, stories
from annotator.services.stories import Changed

if TYPE_CHECKING:
    from annotator.models import User

VERBS = ("account.added", "account.removed", "story.merged", "story.split", "origin.chosen")


@transaction.atomic
def undo(*, actor: User, story_id: int, seq: int) -> Changed:
    """Take back what was done to a story's accounts (at most 19 queries); return the story that it leads to.

    Who may do such a thing may take it back, whoever did it. Raises :class:`NotFound` for an event that is
    none of them, :class:`Conflict` when it was taken back already or something has been built on it since.
    """
    seen = article_queries.story_for(actor, story_id)
    story = seen.it
    done = Event.objects.filter(
        project=story.project_id, scope=f"story:{story.pk}", seq=seq, verb__in=VERBS
    ).first()
    if done is None:
        raise NotFound
    seen.require(Action.FILL_MATRIX if done.verb == "origin.chosen" else Action.EDIT_ARTICLES)
    if done.undoes is not None or Event.objects.filter(project=story.project_id, undoes=seq).exists():
        raise Conflict("This was undone already.")
    if done.verb.startswith("account."):
        return _moved(actor, story, done)
    if done.verb == "origin.chosen":
        return _chosen(actor, story, done)
    return _merged(actor, story, done) if done.verb == "story.merged" else _split(actor, story, done)


def _facts(done: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    return done.before or {}, done.after or {}


def _moved(actor: User, story: Story, done: Event) -> Changed:
    before, after = _facts(done)
    article = article_queries.article_for(actor, int(done.subject)).it
    if article.story_id != after["story"]:
        raise Conflict("The article was moved again since. Look where it is now.")
    was = before["story"]
    back = article_queries.story_for(actor, was).it if was is not None else None
    return Changed(story, stories.move(actor=actor, article=article, to=back, scope=story, undoes=done.seq))


def _chosen(actor: User, story: Story, done: Event) -> Changed:
    before, after = _facts(done)
    article = article_queries.article_for(actor, int(done.subject)).it
    choice = getattr(article, "origin_choice", None)
    stands = {"same_as": choice.same_as_id} if choice else None
    if stands != after["said"] or article.story_id != story.pk:
        raise Conflict("Something else was said of its origin since.")
    origins.write(article_id=article.pk, said=before["said"], actor=actor)
    return Changed(story, _record(actor, story, done, "origin.chosen", before=after, after=before))


def _merged(actor: User, story: Story, done: Event) -> Changed:
    before, after = _facts(done)
    other = article_queries.story_for(actor, before["other"], deleted=True).it
    articles = Article.objects.filter(pk__in=after["articles"], story=story)
    claims = Claim.objects.filter(pk__in=after["claims"], story=story)
    gone = articles.count() != len(after["articles"]) or claims.count() != len(after["claims"])
    if other.deleted_at is None or gone:
        raise Conflict("Accounts or claims of it were moved on since. Split the story instead.")
    articles.update(story=other)
    # Which of its claims somebody merged since with others, or moved, stays as it is now.
    claims.update(story=other, position=F("position") - after["shift"])
    other.deleted_at = None
    other.save(update_fields=["deleted_at"])
    return Changed(story, _record(actor, story, done, "story.unmerged", after={"title": other.title}))


def _split(actor: User, story: Story, done: Event) -> Changed:
    _, after = _facts(done)
    new = article_queries.story_for(actor, int(done.subject)).it
    copies = {UUID(old): UUID(copy) for old, copy in after["claims"].items()}
    now = set(Article.objects.filter(story=new).values_list("pk", flat=True))
    claims = set(Claim.objects.filter(story=new).values_list("pk", flat=True))
    if now != set(after["articles"]) or claims != set(copies.values()):
        raise Conflict("The new story has been worked on since. Merge the two stories instead.")
    for old, copy in copies.items():
        stories.carry(old=copy, to=old, articles=after["articles"])
    Article.objects.filter(story=new).update(story=story)
    joining.joined(project=story.project, story_id=story.pk, actor=actor)
    Claim.objects.filter(story=new).update(deleted_at=timezone.now())
    new.deleted_at = timezone.now()
    new.save(update_fields=["deleted_at"])
    return Changed(story, _record(actor, story, done, "story.unsplit", after={"title": new.title}))


def _record(
    actor: User,
    story: Story,
    done: Event,
    verb: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> int:
    return history.record(
        project_id=story.project_id,
        actor=actor,
        verb=verb,
        subject=done.subject,
        scope=f"story:{story.pk}",
        before=before,
        after=after,
        undoes=done.seq,
    )
