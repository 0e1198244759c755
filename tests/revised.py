"""Articles that get a new text: what tests of revisions begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.services import revisions
from annotator.services.revisions import Incoming
from tests.people import TEXT

if TYPE_CHECKING:
    from annotator.models import Article, Revision, User

# Of TEXT: "may" is hardened, the fourth sentence is gone, and a paragraph stands before all.
NEWER = (
    "Updated with the answer of the council.\n\n"
    "The mayor will resign on Monday, officials said.\n\n"
    "It is not clear whether the bridge was closed."
)


def revise(actor: User, article: Article, text: str = NEWER, **told: str) -> Revision:
    """Give an article a new text."""
    return revisions.add(actor=actor, article_id=article.pk, incoming=Incoming(text, **told)).revision


__all__ = ["NEWER", "TEXT", "revise"]
