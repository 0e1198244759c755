"""Who may do what: one table, as a yes/no and as a filter.

What an actor may not see does not exist for them (`NotFound`); what they may see but not do is `NotAllowed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext_noop

from annotator.errors import NotAllowed, NotFound, NotSignedIn
from annotator.models import Role, User

if TYPE_CHECKING:
    from uuid import UUID

Actor = User | AnonymousUser


class Action(StrEnum):
    """What can be done in a project; the value completes the sentence "You may not ..."."""

    SEE = gettext_noop("see this project")
    EXPORT = gettext_noop("export from this project")
    ANNOTATE = gettext_noop("annotate in this project")
    COMMENT = gettext_noop("comment in this project")
    FILL_MATRIX = gettext_noop("write claims and cells in this project")
    ADD_ARTICLES = gettext_noop("add articles to this project")
    EDIT_ARTICLES = gettext_noop("change articles and stories of this project")
    EDIT_OTHERS = gettext_noop("change what others made in this project")
    EDIT_CODEBOOK = gettext_noop("change the codebook of this project")
    SHARE = gettext_noop("share stories of this project by link")
    INVITE = gettext_noop("invite people to this project")
    MANAGE = gettext_noop("manage this project and its members")


_ANYBODY = frozenset(Role)
_WORKERS = frozenset({Role.OWNER, Role.CURATOR, Role.ANNOTATOR})
_LEADS = frozenset({Role.OWNER, Role.CURATOR})

RULES: dict[Action, frozenset[Role]] = {
    Action.SEE: _ANYBODY,
    Action.EXPORT: _WORKERS,
    Action.ANNOTATE: _WORKERS,
    Action.COMMENT: _WORKERS,
    Action.FILL_MATRIX: _WORKERS,
    Action.ADD_ARTICLES: _WORKERS,
    Action.EDIT_ARTICLES: _LEADS,
    Action.EDIT_OTHERS: _LEADS,
    Action.EDIT_CODEBOOK: _LEADS,
    Action.SHARE: _LEADS,
    Action.INVITE: _LEADS,
    Action.MANAGE: frozenset({Role.OWNER}),
}

T = TypeVar("T", bound=Model)


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """A row that its actor may see, and the role in which they see it."""

    it: T
    role: Role

    def may(self, action: Action) -> bool:
        """Say whether the actor may do this to it (no query)."""
        return self.role in RULES[action]

    def require(self, action: Action) -> T:
        """Return the row. Raises :class:`NotAllowed` when the actor may not do this to it (no query)."""
        if not self.may(action):
            raise NotAllowed("As %(role)s you may not %(action)s.", role=self.role, action=action)
        return self.it


def visible(actor: Actor, action: Action = Action.SEE, path: str = "") -> Q:
    """Return the filter for rows whose project lets `actor` do `action`.

    `path` leads from the row to its project: `""` for projects, `"article__project__"` for revisions.
    Raises :class:`NotSignedIn` for an anonymous actor.
    """
    if not isinstance(actor, User):
        raise NotSignedIn
    return Q(
        **{
            f"{path}deleted_at": None,
            f"{path}members__user": actor,
            f"{path}members__removed_at": None,
            f"{path}members__role__in": RULES[action],
        }
    )


def see(rows: QuerySet[T], actor: Actor, path: str, **lookup: int | str | UUID) -> Seen[T]:
    """Return the one row that `lookup` names, with the actor's role (1 query).

    Raises :class:`NotFound` both when there is none and when the actor may not see it.
    """
    found = (
        rows.filter(visible(actor, path=path), **lookup)
        .annotate(actor_role=F(f"{path}members__role"))
        .first()
    )
    if found is None:
        raise NotFound
    return Seen(it=found, role=Role(found.actor_role))  # type: ignore[attr-defined]
