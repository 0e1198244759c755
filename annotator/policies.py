"""Who may do what: one table, as a yes/no and as a filter.

What an actor may not see does not exist for them (`NotFound`); what they may see but not do is `NotAllowed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop

from annotator.errors import NotAllowed, NotFound, NotSignedIn
from annotator.models import Article, Assignment, Blindness, Member, Role, Round, User

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from annotator.models import Project

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
    TAKE_IN = gettext_noop("take marks of others into this project")
    EDIT_CODEBOOK = gettext_noop("change the codebook of this project")
    ADJUDICATE = gettext_noop("adjudicate in this project")
    MEASURE = gettext_noop("read figures on everybody's work in this project")
    REVEAL = gettext_noop("reveal and close rounds in this project")
    RELEASE = gettext_noop("release datasets of this project")
    SHARE = gettext_noop("share stories of this project by link")
    ASSIGN = gettext_noop("assign work in this project")
    AUDIT = gettext_noop("export the history of this project")
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
    Action.TAKE_IN: _LEADS,
    Action.EDIT_CODEBOOK: _LEADS,
    Action.ADJUDICATE: _LEADS,
    Action.MEASURE: _LEADS,
    Action.REVEAL: _LEADS,
    Action.RELEASE: _LEADS,
    Action.SHARE: _LEADS,
    Action.ASSIGN: _LEADS,
    Action.AUDIT: _LEADS,
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


# -- blind mode (docs/adr/0013): while an article is not open to a viewer, others' work on it is not there

LEADS = _LEADS
_UNFINISHED = (Assignment.State.TO_DO, Assignment.State.IN_PROGRESS, Assignment.State.REOPENED)
_NOBODY = 0  # the viewer who is nobody in particular: sees what is revealed to all


def _open(viewer: int | OuterRef) -> Q:
    """Return the filter for articles that are open to a viewer: others' work on them is in sight.

    In a project that is not blind; once revealed; once one's own is done, where that is enough; and to
    leads who do not annotate it themselves.
    """
    of_article = {"article": OuterRef("pk"), "person": viewer}
    return (
        Q(project__blind=Blindness.OFF)
        | Q(Exists(Round.objects.filter(article=OuterRef("pk"), number__gte=2).order_by()))
        | Q(
            Exists(Assignment.objects.filter(state=Assignment.State.DONE, **of_article).order_by()),
            project__blind=Blindness.OWN_DONE,
        )
        | Q(
            _leads(viewer, "project"),
            ~Exists(Assignment.objects.filter(state__in=_UNFINISHED, **of_article).order_by()),
        )
    )


def _leads(viewer: int | OuterRef, project: str) -> Exists:
    rows = Member.objects.filter(project=OuterRef(project), user=viewer, removed_at=None, role__in=_LEADS)
    return Exists(rows.order_by())


def lead(viewer: Actor, project: str) -> Q:
    """Return the filter for rows of projects that the viewer leads; `project` leads from the row to one."""
    return Q(_leads(_key(viewer), project))


def _key(viewer: Actor | None) -> int:
    return viewer.pk if isinstance(viewer, User) else _NOBODY


def work_seen(viewer: Actor | None, article: str, *authors: str, project: Project | None = None) -> Q:
    """Return the filter for rows of work on an article: one's own, and all where the article is open.

    `article` leads from the row to its article, each of `authors` to one whose work it is. With a `project`
    that was read and is not blind the filter is empty and costs nothing. A viewer of None is nobody in
    particular. It is about one project: whether the viewer may see that is another filter's.
    """
    if project is not None and project.blind == Blindness.OFF:
        return Q()
    opened = Article.objects.filter(_open(_key(viewer)), pk=OuterRef(article)).order_by()
    return Q(**dict.fromkeys(authors, _key(viewer))) | Q(Exists(opened))


def story_work_seen(viewer: Actor | None, story: str, author: str, *, project: Project | None = None) -> Q:
    """Return the filter for rows of work on a whole story: one's own, and all where each account is open."""
    if project is not None and project.blind == Blindness.OFF:
        return Q()
    shut = Article.objects.filter(~_open(_key(viewer)), story=OuterRef(story), deleted_at=None).order_by()
    return Q(**{author: _key(viewer)}) | ~Q(Exists(shut))


def talk_seen(viewer: Actor | None, annotation: str, author: str, *, project: Project | None = None) -> Q:
    """Return the filter for comments: all on what is open; on one's own mark one's own and what leads say.

    `annotation` leads from the row to the annotation, `author` to who wrote.
    """
    if project is not None and project.blind == Blindness.OFF:
        return Q()
    path = f"{annotation}__revision__article"
    by_lead = Q(_leads(OuterRef(author), f"{path}__project"))
    on_mine = Q(**{f"{annotation}__author": _key(viewer)})
    return work_seen(viewer, path, author, f"{annotation}__author") | (on_mine & by_lead)


def gold_seen(viewer: Actor, article: str) -> Q:
    """Return the filter for what was decided on articles, as its gold layer is shown to a viewer.

    To leads always. To others where the project shows it and the article is open to them; of a trial for
    training once they are done, of other trials never: a key that is known tries nobody.
    """
    own_done = Assignment.objects.filter(
        article=OuterRef("pk"), person=_key(viewer), state=Assignment.State.DONE
    )
    shown = Article.objects.filter(
        _open(_key(viewer)),
        Q(trial=None) | (Q(trial__kind="training") & Q(Exists(own_done.order_by()))),
        project__decisions_shown=True,
        pk=OuterRef(article),
    )
    return lead(viewer, f"{article}__project") | Q(Exists(shown.order_by()))


def opened(viewer: Actor | None, article: Article) -> bool:
    """Say whether others' work on an article is in sight (no query unless its project is blind, then 1)."""
    if article.project.blind == Blindness.OFF:
        return True
    return Article.objects.filter(_open(_key(viewer)), pk=article.pk).exists()


def shut(viewer: Actor | None, project: Project, **among: object) -> QuerySet[Article]:
    """Return the articles of a project that are not open to the viewer; without a query unless it is blind.

    `among` says of which articles one wants to know; else of all.
    """
    if project.blind == Blindness.OFF:
        return Article.objects.none()
    return Article.objects.filter(~_open(_key(viewer)), project=project, deleted_at=None, **among)


def shut_in(viewer: Actor | None, project: Project, **among: object) -> bool:
    """Say whether a project has an article that is not open to the viewer (as :func:`shut`, 1 query)."""
    return shut(viewer, project, **among).order_by().exists()


def shut_to(viewers: Collection[int], articles: Collection[int]) -> set[tuple[int, int]]:
    """Return which articles are not open to which members of their project: (member, article) (1 query)."""
    rows = Article.objects.filter(
        pk__in=articles, project__members__user__in=viewers, project__members__removed_at=None
    ).annotate(viewer=F("project__members__user"))
    return set(rows.filter(~_open(OuterRef("viewer"))).order_by().values_list("viewer", "pk"))
