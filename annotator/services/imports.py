"""Imports: bringing documents in. A job reads them; a person looks each over and accepts it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from annotator.errors import AlreadyThere, Conflict, Invalid, Refusal, TooMuch
from annotator.formats import documents
from annotator.models import Article, Import, ImportItem, Project
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import imports as queries
from annotator.queries import projects as project_queries
from annotator.services import articles, candidates, fetching, history, jobs, joining
from annotator.services.transactions import own_transactions
from annotator.text.normalise import fingerprint, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from annotator.models import Story, User
    from annotator.services.articles import ArticleFacts
    from annotator.services.running import Run

KIND = "import"
_READ = (
    "state", "problem", "title", "byline", "source_name", "url", "published_at", "published_precision",
    "raw", "text", "sha256", "same_as", "likely_story_id",
)  # fmt: skip
MOST_AT_ONCE = 100  # documents
LARGEST_FILE = 25_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was uploaded."""

    name: str
    data: bytes


@transaction.atomic
def start(
    *,
    actor: User,
    project_id: int,
    story_id: int | None = None,
    story_title: str = "",
    pasted: Sequence[str] = (),
    files: Sequence[Upload] = (),
    addresses: Sequence[str] = (),
) -> Import:
    """Take documents in, and ask for them to be read (5 queries and one for each document).

    They go into a story, or into one with that title, which is made when the first of them becomes an
    article. Raises :class:`Invalid` when there is nothing to read, :class:`TooMuch` for more than a hundred.
    """
    project = project_queries.project_for(actor, project_id).require(Action.ADD_ARTICLES)
    story = _chosen_story(actor, project, story_id)
    pasted = [each for each in pasted if each.strip()]
    addresses = [each.strip() for each in addresses if each.strip()]
    if not (pasted or files or addresses):
        raise Invalid("Paste a text, choose a file, or give an address.", field="text")
    if len(pasted) + len(files) + len(addresses) > MOST_AT_ONCE:
        raise TooMuch("At most %(most)s documents at once. Bring the others later.", most=MOST_AT_ONCE)
    title = articles.story_title(story_title) if story_title.strip() else ""
    batch = Import.objects.create(
        project=project, story=None if title else story, story_title=title, created_by=actor
    )
    items = [
        *(
            _item(batch, ImportItem.Kind.PASTE, "Pasted text", raw=each.replace("\x00", ""))
            for each in pasted
        ),
        *(_file(batch, each) for each in files),
        *(_item(batch, ImportItem.Kind.ADDRESS, each[:2000], url=each[:2000]) for each in addresses),
    ]
    for position, item in enumerate(items):
        item.position = position
        item.save(force_insert=True)
    batch.job = jobs.submit(kind=KIND, params={"import": str(batch.pk)}, project=project, actor=actor)
    batch.save(update_fields=["job"])
    return batch


def _chosen_story(actor: User, project: Project, story_id: int | None) -> Story | None:
    story = article_queries.story_for(actor, story_id).it if story_id is not None else None
    if story is not None and story.project_id != project.pk:
        raise Invalid("That story belongs to another project.", field="story")
    return story


def _item(batch: Import, kind: str, name: str, *, raw: str = "", url: str = "") -> ImportItem:
    return ImportItem(batch=batch, kind=kind, name=name, raw=raw, url=url)


def _file(batch: Import, upload: Upload) -> ImportItem:
    item = _item(
        batch, ImportItem.Kind.FILE, PurePosixPath(upload.name.replace("\\", "/")).name[:200] or "file"
    )
    if len(upload.data) > LARGEST_FILE:
        item.state = ImportItem.State.UNREADABLE
        item.problem = f"It is larger than {LARGEST_FILE // 1_000_000} MB."
    else:
        # Its name on disk is ours: nothing of what the sender called it becomes a path.
        item.upload.save(f"{batch.pk}", ContentFile(upload.data), save=False)
    return item


@own_transactions("each document is read and kept for itself, so that a killed worker reads none twice")
def run(run: Run) -> None:
    """Read the documents of an import. One that can't be read says why; the others go on."""
    items = list(ImportItem.objects.filter(batch=run.params["import"]).select_related("batch"))
    waiting = [item for item in items if item.state == ImportItem.State.WAITING]
    for number, item in enumerate(waiting):
        run.progress(len(items) - len(waiting) + number, len(items), item.name[:120])
        _read(item)
        with transaction.atomic():
            run.fence(further=True)
            _keep(item)
    with transaction.atomic():
        states = [item.state for item in items]
        run.finish({"read": states.count("read"), "unreadable": states.count("unreadable")})


def _keep(item: ImportItem) -> None:
    """Write down what was read, unless somebody discarded the document meanwhile."""
    waiting = ImportItem.objects.filter(pk=item.pk, state=ImportItem.State.WAITING)
    if not waiting.update(**{name: getattr(item, name) for name in _READ}):
        item.refresh_from_db(fields=["state"])


def _read(item: ImportItem) -> None:
    """Fill an item from its document, or say on it why that can't be done."""
    try:
        document = _document(item)
    except Refusal as refusal:
        item.state, item.problem = ImportItem.State.UNREADABLE, refusal.message
        return
    item.raw = document.raw
    item.text = normalise(document.raw)
    item.sha256 = fingerprint(item.text)
    item.title = document.title or (documents.title_from(item.name) or "Untitled")[:300]
    item.byline, item.source_name = document.byline, document.source
    item.published_at, item.published_precision = moment(document.published)
    item.same_as = article_queries.same_text_in(item.batch.project_id, item.sha256)
    item.likely_story_id = candidates.likely_story(
        item.batch.project_id, title=item.title, text=item.text, published_at=item.published_at
    )
    item.state = ImportItem.State.READ


def _document(item: ImportItem) -> documents.Document:
    if item.kind == ImportItem.Kind.PASTE:
        return documents.pasted(item.raw)
    if item.kind == ImportItem.Kind.FILE:
        with item.upload.open("rb") as file:
            return documents.read(item.name, file.read())
    page = fetching.fetch(item.url)
    item.url = page.url[:2000]
    return fetching.read(page)


def moment(iso: str) -> tuple[datetime | None, str]:
    """Return a time and its precision from ISO 8601; `(None, "day")` for what is no date."""
    try:
        found = datetime.fromisoformat(iso)
        # Some hours around the first and the last day of the calendar have no time in UTC.
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None, Article.Precision.DAY
    return found, Article.Precision.MINUTE if len(iso) > len("2026-01-31") else Article.Precision.DAY


@transaction.atomic
def accept(
    *,
    actor: User,
    item_id: int,
    facts: ArticleFacts,
    story_id: int | None,
    as_meant: bool = False,
    again: bool = False,
) -> Article:
    """Make an article of a document that was read (12 queries, 7 more where that makes the story).

    `as_meant` puts it where the import was meant to go, whatever `story_id` says. Raises
    :class:`AlreadyThere`, with the article's id, when the project has this very text, unless `again`
    says that it is meant.
    """
    item = _held(actor, item_id)
    project = item.batch.project
    if item.state != ImportItem.State.READ:
        raise Conflict("This document is not waiting to be accepted any more.")
    same = article_queries.same_text_in(project.pk, item.sha256)
    if same is not None and not again:
        raise AlreadyThere(
            "This text is here already, as \u201c%(article)s\u201d. Use it, or import it once more.",
            article=same.title,
            id=same.pk,
        )
    story = _meant_story(actor, item.batch) if as_meant else _chosen_story(actor, project, story_id)
    article = articles.write_article(actor=actor, project=project, story=story, facts=facts, raw=item.raw)
    _done(item, ImportItem.State.ACCEPTED, article)
    return article


@transaction.atomic
def adopt(*, actor: User, item_id: int) -> Article:
    """Use the article that has the same text instead; without a story it joins the import's (14 queries)."""
    item = _held(actor, item_id)
    same = article_queries.same_text_in(item.batch.project_id, item.sha256) if item.sha256 else None
    if same is None or item.state != ImportItem.State.READ:
        raise Conflict("The project has no article with this text.")
    story = _meant_story(actor, item.batch) if same.story_id is None else None
    if story is not None:
        same.story = story
        same.save(update_fields=["story"])
        joining.joined(project=same.project, story_id=story.pk, actor=actor)
        history.record(
            project_id=same.project_id,
            actor=actor,
            verb="article.changed",
            subject=same.pk,
            scope=f"story:{story.pk}",
            before={"story": None},
            after={"story": story.pk},
        )
    _done(item, ImportItem.State.ACCEPTED, same)
    return same


@transaction.atomic
def discard(*, actor: User, item_id: int) -> ImportItem:
    """Leave a document out (4 queries)."""
    item = _held(actor, item_id)
    if item.state == ImportItem.State.ACCEPTED:
        raise Conflict("This document is an article already. Delete the article instead.")
    _done(item, ImportItem.State.DISCARDED, None)
    return item


@transaction.atomic
def dismiss(*, actor: User, import_id: UUID) -> Import:
    """Leave out all documents of an import that are still to be looked over (6 queries).

    Its job is told to stop. Done again it changes nothing.
    """
    batch = queries.import_for(actor, import_id).require(Action.ADD_ARTICLES)
    Project.objects.select_for_update().get(pk=batch.project_id)
    still_open = ImportItem.objects.filter(batch=batch, state__in=queries.OPEN)
    still_open.update(state=ImportItem.State.DISCARDED, raw="", text="")
    if batch.job is not None and not batch.job.is_final:
        # A worker may have ended it since it was looked up: then there is nothing to stop.
        with suppress(Conflict):
            batch.job = jobs.cancel(job=batch.job)
    return batch


def _meant_story(actor: User, batch: Import) -> Story | None:
    """Return the story an import was meant to go into, made by its first article (1 query, 6 for a new one).

    `None` when there is none, or it was deleted. For callers that hold the project.
    """
    batch.refresh_from_db(fields=["story", "story_title"])
    if batch.story_title:
        batch.story = articles.create_story(actor=actor, project_id=batch.project_id, title=batch.story_title)
        batch.story_title = ""
        batch.save(update_fields=["story", "story_title"])
    return batch.open_story


def _held(actor: User, item_id: int) -> ImportItem:
    """Return a document of an import; one person at a time settles documents of a project (3 queries)."""
    item = queries.item_for(actor, item_id).require(Action.ADD_ARTICLES)
    # Two people who accept the same text meet here.
    Project.objects.select_for_update().get(pk=item.batch.project_id)
    item.refresh_from_db(fields=["state"])
    return item


def _done(item: ImportItem, state: str, article: Article | None) -> None:
    item.state, item.article = state, article
    if state == ImportItem.State.DISCARDED:
        # The constraint wants a text of what was read; what was discarded needs none.
        item.raw = item.text = ""
    item.save(update_fields=["state", "article", "raw", "text"])
