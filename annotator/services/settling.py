"""Where documents of an intake belong: the article with their text, or a new one; and who marked them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from annotator.errors import Invalid
from annotator.formats.interchange.finding import clean
from annotator.models import Project, Revision, Story
from annotator.services import articles, bringing, members
from annotator.services.articles import ArticleFacts
from annotator.services.imports import moment
from annotator.services.transactions import callers_transaction
from annotator.text.normalise import fingerprint, normalise

if TYPE_CHECKING:
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


@callers_transaction
def revision_of(*, project: Project, document: Incoming) -> Revision | None:
    """Return the project's oldest revision with a document's text, or without text by its address (1 query).

    Of an address it is the newest revision.
    """
    rows = Revision.objects.filter(article__project=project, article__deleted_at=None)
    rows = rows.select_related("article")
    if document.text is not None:
        return rows.filter(sha256=fingerprint(normalise(document.text))).order_by("article", "number").first()
    url = document.facts.get("url", "")
    return rows.filter(article__url=url).order_by("article", "-number").first() if url else None


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
