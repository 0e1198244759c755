"""Origins: a person's word on where an account's text is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from annotator.errors import Invalid
from annotator.models import OriginChoice
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import origins as queries
from annotator.services import history
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from annotator.models import Article, User

Told = dict[str, int | None]  # what an event keeps: {"same_as": article or None}


@own_transactions("it is one, opened by what both ways in share")
def choose(*, actor: User, article_id: int, same_as: int | None) -> int:
    """Say that an account prints the same text as another, or (None) that it is written on its own.

    It stands above what the machine finds, until it is said otherwise. Returns the event's number (at most 7
    queries). Raises :class:`Invalid` for an account of another story, or the account itself.
    """
    return _choose(actor, article_id, {"same_as": same_as})


@own_transactions("it is one, opened by what both ways in share")
def leave_to_machine(*, actor: User, article_id: int) -> int:
    """Take back what anybody said of an account's origin; return the event's number (5 queries)."""
    return _choose(actor, article_id, None)


@transaction.atomic
def _choose(actor: User, article_id: int, said: Told | None) -> int:
    article = article_queries.article_for(actor, article_id).require(Action.FILL_MATRIX)
    if article.story_id is None:
        raise Invalid("This article is an account of no story.", field="article")
    if said is not None and said["same_as"] is not None:
        _check(actor, article, said["same_as"])
    before = queries.choice_of(article)
    told = {"same_as": before.same_as_id} if before else None
    write(article_id=article.pk, said=said, actor=actor)
    return history.record(
        project_id=article.project_id,
        actor=actor,
        verb="origin.chosen",
        subject=article.pk,
        scope=f"story:{article.story_id}",
        before={"title": article.title, "said": told},
        after={"title": article.title, "said": said},
    )


def _check(actor: User, article: Article, same_as: int) -> None:
    other = article_queries.article_for(actor, same_as).it
    if other.pk == article.pk:
        raise Invalid("An account is no copy of itself.", field="same_as")
    if other.story_id != article.story_id:
        raise Invalid("That article is an account of another story.", field="same_as")


@transaction.atomic
def write(*, article_id: int, said: Told | None, actor: User) -> None:
    """Keep what was said of an account, or nothing (1 or 2 queries). For services: it writes no event."""
    if said is None:
        OriginChoice.objects.filter(article=article_id).delete()
        return
    OriginChoice.objects.update_or_create(
        article_id=article_id, defaults={"same_as_id": said["same_as"], "chosen_by": actor}
    )
