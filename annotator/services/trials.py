"""Trials: writes. A lead makes an article one whose gold layer is known; nobody else hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from annotator.errors import Conflict, Invalid
from annotator.models import Trial
from annotator.queries import trials as queries
from annotator.services import history

if TYPE_CHECKING:
    from annotator.models import Article, User


@transaction.atomic
def put(*, actor: User, article_id: int, kind: str) -> Trial:
    """Make an article a trial, or one of another kind (7 queries). The same again changes nothing.

    Raises :class:`Invalid` for a kind that there is not, :class:`Conflict` while nothing was kept of the
    article in adjudication: then there is no key to hold anything against.
    """
    article = queries.article_for(actor, article_id)
    if kind not in Trial.Kind.values:
        raise Invalid("A trial is one of: %(known)s.", field="kind", known=Trial.Kind.values)
    if not queries.has_key(article):
        raise Conflict(
            "This article has no gold layer yet. Adjudicate it and keep at least one passage; "
            "that is the key by which work is tried."
        )
    there, is_new = Trial.objects.get_or_create(article=article, defaults={"kind": kind, "created_by": actor})
    if is_new:
        _record(actor, article, "trial.made", None, kind)
    elif there.kind != kind:
        before, there.kind = there.kind, kind
        there.save(update_fields=["kind"])
        _record(actor, article, "trial.changed", before, kind)
    return there


@transaction.atomic
def end(*, actor: User, article_id: int) -> None:
    """Let an article be none any more (5 queries): its gold layer and all marks stay. Twice is once."""
    article = queries.article_for(actor, article_id)
    there = Trial.objects.filter(article=article).first()
    if there is not None:
        there.delete()
        _record(actor, article, "trial.ended", there.kind, None)


def _record(actor: User, article: Article, verb: str, before: str | None, after: str | None) -> None:
    facts = {"title": article.title, "article": article.pk}
    history.record(
        project_id=article.project_id,
        actor=actor,
        verb=verb,
        subject=article.pk,
        scope=f"article:{article.pk}",
        before=facts | {"kind": before} if before else None,
        after=facts | {"kind": after} if after else None,
    )
