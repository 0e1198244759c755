"""Refetching: an article's page is fetched again, and a text that changed becomes its newest revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from annotator.errors import Invalid, NotFound
from annotator.formats.archives import archive_of
from annotator.policies import Action
from annotator.queries import articles as queries
from annotator.services import fetching, jobs, revisions
from annotator.services.revisions import Incoming
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from annotator.models import User
    from annotator.models.jobs import Job
    from annotator.services.fetching import Page
    from annotator.services.running import Run

KIND = "refetch"


@transaction.atomic
def start(*, actor: User, article_id: int) -> Job:
    """Ask for an article's page to be fetched again now (4 queries). Raises :class:`Invalid`."""
    article = queries.article_for(actor, article_id).require(Action.EDIT_ARTICLES)
    if not article.url:
        raise Invalid("This article has no address. Paste its new text instead.", field="url")
    return jobs.submit(
        kind=KIND,
        params={"article": article.pk},
        project=article.project,
        actor=actor,
        dedupe_key=f"{KIND}:{article.pk}",
    )


@own_transactions("the page is fetched outside of a transaction; then one writes its text")
def run(run: Run) -> None:
    """Fetch an article's page and add its text. Whoever asked must still be allowed to."""
    actor = run.job.created_by
    if actor is None:
        raise NotFound
    article = queries.article_for(actor, run.params["article"]).require(Action.EDIT_ARTICLES)
    incoming = incoming_of(fetching.fetch(article.url))
    with transaction.atomic():
        added = revisions.add(actor=actor, article_id=article.pk, incoming=incoming)
        run.fence()
        run.finish({"made": added.made, "number": added.revision.number})


def incoming_of(page: Page) -> Incoming:
    """Return a page's text with what is known of it. Raises :class:`Refusal` for what is no text."""
    document = fetching.read(page)
    return Incoming(
        document.raw,
        title=document.title,
        byline=document.byline,
        url=page.url,
        archive_url=archive_of(page.url, page.headers, page.body, page.content_type),
    )
