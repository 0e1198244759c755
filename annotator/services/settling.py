"""Where documents of an intake belong: the article with their text, or a new one; and who marked them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from annotator.errors import Invalid
from annotator.formats.interchange.incoming import Refused
from annotator.formats.interchange.keeping import clean, keepable
from annotator.formats.interchange.naming import another
from annotator.formats.interchange.standing import too_long
from annotator.models import IntakeDocument, Project, Revision, Story
from annotator.services import articles, bringing, members
from annotator.services.articles import ArticleFacts
from annotator.services.imports import moment
from annotator.services.transactions import callers_transaction, own_transactions
from annotator.text.normalise import fingerprint, normalise

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from annotator.formats.interchange.incoming import Incoming
    from annotator.models import Article, Intake, User

_LONGEST = {"title": 300, "byline": 200, "source": 160, "url": 2000}  # code points


@callers_transaction
def stand_in(*, project: Project, name: str) -> User:
    """Return the member who stands for somebody of a file: always the same one (1 query, 10 for a new one).

    They go by a pseudonym: neither pages nor datasets tell what the file called them.
    """
    word = "~" + hashlib.sha256(name.encode()).hexdigest()[:32]
    user = bringing.pseudonymous(project=project, word=word, name="")
    if not user.name:
        members.give_pseudonyms(project_id=project.pk)
        user.name = project.members.get(user=user).pseudonym
        user.save(update_fields=["name"])
    return user


@dataclass(frozen=True, slots=True)
class Found:
    """The revision that a document is about, and what told it; or that there is none yet, or why not."""

    by: str  # of IntakeDocument.FoundBy
    revision: Revision | None = None
    refused: Refused | None = None


@own_transactions("nothing is written")
def whereabouts(*, project: Project, document: Incoming) -> Found:
    """Find the revision that a document's marks go on (1 query; at most 8 without text).

    By its text, of the oldest article that has it the newest revision; a document without text by its id,
    else by its address, else by a title that one article alone has: of those it is the newest revision.
    """
    by = IntakeDocument.FoundBy
    rows = Revision.objects.filter(article__project=project, article__deleted_at=None)
    rows = rows.select_related("article")
    if document.text is not None:
        why = too_long(document)
        if why is not None:
            return Found(by.NOTHING, refused=why)
        same = (
            rows.filter(sha256=fingerprint(normalise(document.text))).order_by("article", "-number").first()
        )
        return Found(by.TEXT, same) if same else Found(by.NEW)
    names = [each for each in (document.facts.get("title", ""), document.name) if each and keepable(each)]
    url = document.facts.get("url", "") or next((each for each in names if "://" in each), "")
    newest = rows.order_by("article", "-number")
    ids = _ids(project, document.name)
    if ids:
        found = newest.filter(Q(uid__in=ids) | Q(article__uid__in=ids)).first()
        if found is not None:
            return Found(by.ID, found)
    found = newest.filter(article__url=url).first() if url and keepable(url) else None
    return Found(by.ADDRESS, found) if found else _called(document, newest, url, names)


def _ids(project: Project, name: str) -> list[UUID]:
    """Return the ids that a document's name may be, as they are here too where they were brought."""
    with suppress(ValueError):
        own = UUID(name.strip())
        return [own, another(project.uid, own)]
    return []


def _called(document: Incoming, newest: QuerySet[Revision], url: str, names: list[str]) -> Found:
    by = IntakeDocument.FoundBy
    for name in names:
        for title in dict.fromkeys([" ".join(name.split()), " ".join(_stem(name).split())]):
            rows = newest.filter(article__title__iexact=title).order_by()
            found = list(rows.values_list("article", flat=True).distinct())
            if len(found) == 1:
                return Found(by.TITLE, newest.filter(article=found[0]).first())
            if found:
                why = Refused(
                    document.place,
                    "%(count)s articles of the project are called \u201c%(title)s\u201d. "
                    "Give the address or the id in the file.",
                    {"count": len(found), "title": title},
                )
                return Found(by.NOTHING, refused=why)
    tried = list(dict.fromkeys([each for each in (url, *names) if each]))
    return Found(
        by.NOTHING,
        refused=Refused(
            document.place,
            "The project has no article with this address, title or id (%(tried)s). "
            "Add it, then bring the file again.",
            {"tried": tried or "-"},
        ),
    )


def _stem(name: str) -> str:
    """Return a file's name without its folder and its ending."""
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    return stem if dot and ending.isalnum() and len(ending) <= 5 else name  # noqa: PLR2004 - .jsonl


@callers_transaction
def new_article(*, actor: User, project: Project, story: Story | None, document: Incoming) -> Article:
    """Make an article of a document (10 queries in a story). Raises :class:`Invalid` where that can't be."""
    told = {key: clean(document.facts.get(key, ""))[:most] for key, most in _LONGEST.items()}
    published_at, precision = moment(document.facts.get("published_at", ""))
    title = told["title"] or clean(document.name.rpartition("/")[2]) or document.name
    facts = ArticleFacts(
        title=title[:300].strip() or "?",
        byline=told["byline"],
        source_name=told["source"],
        url=told["url"],
        published_at=published_at,
        published_precision=precision,
    )
    try:
        facts.checked()
    except Invalid:  # a file may call anything its address: that is no reason to leave the text out
        facts = replace(facts, url="")
    return articles.write_article(
        actor=actor, project=project, story=story, facts=facts, raw=document.text or ""
    )


@transaction.atomic
def story_of(*, actor: User, intake: Intake, document: Incoming | None = None) -> Story | None:
    """Return the story that new articles and claims go into (at most 1 query, 5 for a new one).

    A title that is chosen makes it once; `*` takes that of the document.
    """
    title = intake.story_title
    if not title:
        return intake.open_story
    by_file = title == "*"
    if by_file:
        title = " ".join(clean(document.facts.get("story", "")).split())[:200] if document else ""
        if not title:
            return None
    story = Story.objects.filter(project=intake.project, title=title, deleted_at=None).order_by("pk").first()
    if story is None:
        story = articles.create_story(actor=actor, project_id=intake.project_id, title=title)
    return story
