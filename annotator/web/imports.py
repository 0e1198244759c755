"""Importing in the browser: bring documents in, look them over, accept them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import AlreadyThere, Conflict
from annotator.http import said, signed_in
from annotator.models import Import, ImportItem, Project
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import imports as queries
from annotator.queries import projects as project_queries
from annotator.services import articles as article_services
from annotator.services import imports as services
from annotator.text.words import words
from annotator.web.articles import facts_from
from annotator.web.import_forms import NEW_STORY, AddForm, ItemForm
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.utils.datastructures import MultiValueDict

    from annotator.models import Story, User


@dataclass(frozen=True, slots=True)
class AddPage:
    """Everything `templates/imports/add.html` may use."""

    project: Project
    form: AddForm
    may_take_in: bool


@dataclass(frozen=True, slots=True)
class ItemShown:
    """A document of an import with the form in which it is looked over."""

    item: ImportItem
    form: ItemForm | None
    words: int
    like: Story | None  # with `article_count`: it may be an account of that one, and goes elsewhere so far


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Everything `templates/imports/import.html` may use."""

    project: Project
    batch: Import
    items: list[ItemShown]
    waiting: bool
    readable: int


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, project_id: int) -> HttpResponse:
    """Bring documents in."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    project = seen.require(Action.ADD_ARTICLES)
    stories = list(article_queries.stories_of(user, project_id))
    asked = {"story": request.GET.get("story", NEW_STORY), "story_title": request.GET.get("title", "")}
    files: MultiValueDict[str, Any] | None = request.FILES if request.method == "POST" else None
    form = AddForm(stories, request.POST or None, files, initial=asked)
    if request.method == "POST" and form.is_valid():
        batch = attempt(form, partial(_start, request, project_id, form))
        if batch is not None:
            return redirect("import", import_id=batch.pk)
    page = AddPage(project=project, form=form, may_take_in=seen.may(Action.TAKE_IN))
    return render(request, "imports/add.html", {"page": page}, status=422 if form.errors else 200)


def _start(request: HttpRequest, project_id: int, form: AddForm) -> Import:
    user = signed_in(request)
    given = form.cleaned_data
    pasted = [given["text"]] if given["text"].strip() else []
    uploads = [services.Upload(each.name, each.read()) for each in given["documents"]]
    addresses = [line.strip() for line in given["addresses"].splitlines() if line.strip()]
    return services.start(
        actor=user,
        project_id=project_id,
        story_id=int(given["story"]) if given["story"] not in {"", NEW_STORY} else None,
        story_title=given["story_title"] if given["story"] == NEW_STORY else "",
        pasted=pasted,
        files=uploads,
        addresses=addresses,
    )


@require_safe
def review(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Show how far the reading is, then the documents to look over."""
    return _review(request, import_id)


def _review(request: HttpRequest, import_id: UUID, tried: tuple[int, ItemForm] | None = None) -> HttpResponse:
    user = signed_in(request)
    seen = queries.import_for(user, import_id)
    batch = seen.require(Action.ADD_ARTICLES)
    stories = {story.pk: story for story in article_queries.stories_of(user, batch.project_id)}
    items = []
    for item in queries.items_of(batch):
        form = None
        if item.state == ImportItem.State.READ:
            form = ItemForm(item, list(stories.values()))
            if tried is not None and tried[0] == item.pk:
                form = tried[1]
        like = item.likely_story_id if item.likely_story_id != batch.story_id else None
        items.append(ItemShown(item, form, len(words(item.text)), stories.get(like) if like else None))
    page = ImportPage(
        project=batch.project,
        batch=batch,
        items=items,
        waiting=batch.job is not None and not batch.job.is_final,
        readable=sum(each.form is not None for each in items),
    )
    return render(request, "imports/import.html", {"page": page}, status=422 if tried else 200)


@require_POST
def accept(request: HttpRequest, item_id: int) -> HttpResponse:
    """Make an article of a document."""
    user = signed_in(request)
    item = queries.item_for(user, item_id).require(Action.ADD_ARTICLES)
    form = _filled(request, user, item)
    if not form.is_valid():
        return _review(request, item.batch_id, (item.pk, form))
    try:
        article = attempt(form, partial(_accept, request, item, form))
    except Conflict as error:
        # The same text is here already; or this very document is, after a second click or a way back.
        messages.warning(request, said(error))
        return redirect("import", import_id=item.batch_id)
    if article is None:
        return _review(request, item.batch_id, (item.pk, form))
    return _onwards(request, item)


def _filled(request: HttpRequest, user: User, item: ImportItem) -> ItemForm:
    """Return the form as it was sent.

    The button that names a story is that story's choice. The new story of a page from before it was made is
    the one that was made.
    """
    data = request.POST.dict()
    chosen = f"{item.pk}-story"
    if "into" in data:
        data[chosen] = data["into"]
    elif data.get(chosen) == NEW_STORY and item.batch.open_story is not None:
        data[chosen] = str(item.batch.open_story.pk)
    return ItemForm(item, list(article_queries.stories_of(user, item.batch.project_id)), data)


def _accept(request: HttpRequest, item: ImportItem, form: ItemForm) -> object:
    story = form.cleaned_data["story"]
    return services.accept(
        actor=signed_in(request),
        item_id=item.pk,
        facts=facts_from(form),
        story_id=None if story == NEW_STORY else story,
        as_meant=story == NEW_STORY,
        again="again" in request.POST,
    )


@require_POST
def accept_all(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Make articles of all documents that are ready, as they are."""
    user = signed_in(request)
    batch = queries.import_for(user, import_id).require(Action.ADD_ARTICLES)
    made = 0
    for item in queries.items_of(batch):
        if item.state == ImportItem.State.READ:
            try:
                services.accept(
                    actor=user,
                    item_id=item.pk,
                    facts=article_services.ArticleFacts(
                        title=item.title,
                        byline=item.byline,
                        source_name=item.source_name,
                        url=item.url,
                        published_at=item.published_at,
                        published_precision=item.published_precision,
                    ),
                    story_id=None,
                    as_meant=True,
                )
                made += 1
            except AlreadyThere as error:
                messages.warning(request, said(error))
    messages.success(request, _("Added: %(count)s.") % {"count": made})
    return _after(queries.import_for(user, import_id).it)


@require_POST
def adopt(request: HttpRequest, item_id: int) -> HttpResponse:
    """Use the article that has the same text."""
    user = signed_in(request)
    item = queries.item_for(user, item_id).it
    services.adopt(actor=user, item_id=item_id)
    return _onwards(request, item)


@require_POST
def discard(request: HttpRequest, item_id: int) -> HttpResponse:
    """Leave a document out."""
    item = services.discard(actor=signed_in(request), item_id=item_id)
    return _onwards(request, item)


@require_POST
def dismiss(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Leave out all documents that are still to be looked over."""
    batch = services.dismiss(actor=signed_in(request), import_id=import_id)
    messages.success(request, _("They are left out. What was added before stays."))
    return redirect("project", project_id=batch.project_id)


def _onwards(request: HttpRequest, item: ImportItem) -> HttpResponse:
    """Go back to the import while documents wait there, else on to the story."""
    batch = queries.import_for(signed_in(request), item.batch_id).it
    return _after(batch)


def _after(batch: Import) -> HttpResponse:
    if any(each.state in queries.OPEN for each in queries.items_of(batch)):
        return redirect("import", import_id=batch.pk)
    if batch.open_story is not None:
        return redirect("story", story_id=batch.open_story.pk)
    return redirect("project", project_id=batch.project_id)
