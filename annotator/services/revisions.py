"""Revisions: writes. An article's new text; the old one stays, and what was marked on it is carried along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from annotator.errors import Conflict, Invalid, TooMuch
from annotator.formats.mastheads import of_plain_text
from annotator.models import Article, Cell, Project, Revision, Trial
from annotator.models.carries import JOB as CARRY
from annotator.models.suggestions import JOB as SUGGESTIONS
from annotator.policies import Action
from annotator.queries import articles as queries
from annotator.services import history, jobs, joining
from annotator.services.transactions import callers_transaction
from annotator.text.normalise import fingerprint, normalise
from annotator.text.redline import is_trivial

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from annotator.models import User
    from annotator.models.jobs import Job

LONGEST = 2_000_000  # code points of a text
_BETWEEN = " |-\u2013\u2014\u00b7:"  # a headline and its source's name


@dataclass(frozen=True, slots=True)
class Added:
    """An article's newest revision, and whether it is new: the same text, headline and byline make none."""

    revision: Revision
    made: bool
    trivial: bool = False  # it says the same: white space, typography, boilerplate, the time of day


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text as it came, and what is known of it. What is empty stays as the article has it."""

    raw: str
    title: str = ""
    byline: str = ""
    url: str = ""  # where it was fetched from
    archive_url: str = ""
    fetched_at: datetime | None = None


@transaction.atomic
def add(*, actor: User, article_id: int, incoming: Incoming) -> Added:
    """Add a text to an article as its newest revision (15 queries, 19 in a story; 4 where it is unchanged).

    What everybody marked on the one before is carried to it by a job. Raises :class:`Invalid` when there is
    no text in it, :class:`TooMuch` for one that is too long, and :class:`Conflict` for a trial.
    """
    article = queries.article_for(actor, article_id).require(Action.EDIT_ARTICLES)
    return write(actor=actor, article=article, incoming=incoming)


def require_no_trial(article: Article) -> None:
    """Raise :class:`Conflict` for an article that is a trial (1 query)."""
    if Trial.objects.filter(article=article).exists():
        raise Conflict("This article is a trial: its key is about the text that it has. It keeps it.")


@callers_transaction
def write(*, actor: User | None, article: Article, incoming: Incoming, watched: bool = False) -> Added:
    """Write a text as an article's newest revision, inside the caller's transaction (as :func:`add`).

    `watched` says that nobody brought it: a watch found it.
    """
    text = normalise(incoming.raw)
    if not text:
        raise Invalid("There is no text in it.", field="text")
    if len(text) > LONGEST:
        raise TooMuch("A text has at most %(most)s characters.", field="text", most=LONGEST)
    require_no_trial(article)
    # One at a time in a project, so that no two texts get the same number.
    Project.objects.select_for_update().get(pk=article.project_id)
    before = Revision.objects.filter(article=article).order_by("-number")[0]
    title, byline = _above(article, incoming)
    if title == _made_of(text) and article.title != _made_of(before.text):
        title = article.title  # that one was made of the text's first words, and this one was not
    if fingerprint(text) == before.sha256 and (title, byline) == (article.title, article.byline):
        return Added(before, made=False)
    trivial = is_trivial(before.text, text) and is_trivial(article.title, title)
    before.title, before.byline = article.title, article.byline
    before.save(update_fields=["title", "byline"])
    article.title, article.byline = title, byline
    article.save(update_fields=["title", "byline"])
    revision = Revision.objects.create(
        article=article,
        number=before.number + 1,
        text=text,
        raw=incoming.raw.replace("\x00", ""),  # PostgreSQL's text holds no NUL
        sha256=fingerprint(text),
        length=len(text),
        url=incoming.url[:2000],
        archive_url=incoming.archive_url[:2000],
        fetched_at=incoming.fetched_at or timezone.now(),
        created_by=actor,
    )
    if not trivial:
        # That the old text does not report it somebody attested; in this one nobody has looked.
        missing = Cell.objects.filter(article=article, status=Cell.Status.NOT_REPORTED)
        missing.update(look_again=revision)
    joining.indexed(article=article, actor=actor, joins=article.story_id is not None)
    if article.project.suggestions_on:
        params = {"revision": revision.pk}
        jobs.submit(kind=SUGGESTIONS, params=params, project=article.project, actor=actor)
    carry(article=article, actor=actor)
    history.record(
        project_id=article.project_id,
        actor=actor,
        verb="revision.added",
        subject=revision.pk,
        scope=f"revision:{revision.pk}",
        before={"revision": before.pk, "number": before.number},
        after={
            "article": article.pk,
            "revision": revision.pk,
            "number": revision.number,
            "title": article.title,
            "trivial": trivial,
            **({"watched": True} if watched else {}),
        },
    )
    return Added(revision, made=True, trivial=trivial)


def _above(article: Article, incoming: Incoming) -> tuple[str, str]:
    """Return the headline and the byline that stand above a text: where none came, the article's.

    A page's own headline often has its source's name behind it, which nobody put there as news.
    """
    title = " ".join(normalise(incoming.title).split())[:300] or article.title
    byline = " ".join(normalise(incoming.byline).split())[:200] or article.byline
    behind = title.removeprefix(article.title).lstrip(_BETWEEN).casefold()
    source = article.source
    if source and title.startswith(article.title) and behind in {source.name.casefold(), source.domain}:
        title = article.title
    return title, byline


def _made_of(text: str) -> str:
    """Return the title that a text without a headline gets."""
    return " ".join(of_plain_text(text).title.split())[:300]


@callers_transaction
def carry(*, article: Article, actor: User | None) -> Job:
    """Ask for what stands on older texts of an article to be carried to its newest (2 queries).

    While such a job has not ended it is the one that does it: before it ends it looks for more, under the
    lock that each event takes.
    """
    return jobs.submit(
        kind=CARRY,
        params={"article": article.pk},
        project=article.project,
        actor=actor,
        dedupe_key=f"{CARRY}:{article.pk}",
    )


@callers_transaction
def follow(*, texts: Collection[int], actor: User) -> None:
    """Ask for what was done to marks on texts to be carried on, where these have newer ones.

    1 query, and 2 for each article that has. Call it behind the event, whose lock that of a new text takes as
    well: one of the two sees the other.
    """
    newer = Revision.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    behind = Revision.objects.filter(Exists(newer.order_by()), pk__in=texts).order_by()
    for article in Article.objects.filter(pk__in=behind.values("article")).select_related("project"):
        carry(article=article, actor=actor)
