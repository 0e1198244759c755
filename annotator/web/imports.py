"""Importing in the browser: bring documents in, look them over, accept them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import AlreadyThere, Conflict
from annotator.formats.documents import SUFFIXES
from annotator.http import signed_in
from annotator.models import Import, ImportItem, Project, Story
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import imports as queries
from annotator.queries import projects as project_queries
from annotator.services import articles as article_services
from annotator.services import imports as services
from annotator.web.articles import ArticleForm, facts_from, facts_in, story_choices
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.utils.datastructures import MultiValueDict

NEW_STORY = "new"


class ManyFiles(forms.ClearableFileInput):
    """A chooser of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401 - the framework's
        """Return the files, which may be none."""
        single = super().clean
        return [single(each, initial) for each in data] if isinstance(data, list | tuple) else []


class AddForm(forms.Form):
    """One box for pasted text, one for addresses, one for files; any mixture."""

    story = forms.ChoiceField(label=gettext_lazy("Story"), required=False)
    story_title = forms.CharField(
        label=gettext_lazy("Title of the new story"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("What happened, in a few words. A title here makes a new story."),
    )
    text = forms.CharField(
        label=gettext_lazy("Paste an article"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Title, byline and date are found where the text says so."),
    )
    documents = FilesField(
        label=gettext_lazy("Or choose files"),
        required=False,
        help_text=gettext_lazy("Several at once: text, Markdown, HTML, PDF or Word."),
    )
    addresses = forms.CharField(
        label=gettext_lazy("Or give addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://"}),
        help_text=gettext_lazy("One a line. Each page is fetched once."),
    )

    def __init__(self, stories: list[Story], data: Any = None, files: Any = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(data, files, **kwargs)
        self.fields["story"].choices = [  # type: ignore[attr-defined]
            (NEW_STORY, _("A new story")),
            *[(str(story.pk), story.title) for story in stories],
            ("", _("No story yet")),
        ]
        self.fields["documents"].widget.attrs["accept"] = ",".join(SUFFIXES)

    def clean(self) -> dict[str, Any]:
        """Let a title that was typed mean a new story, and a new story have a title."""
        given = super().clean() or {}
        if given.get("story_title", "").strip():
            given["story"] = NEW_STORY
        elif given.get("story") == NEW_STORY:
            self.add_error("story_title", _("Say what the new story is about, or choose another one above."))
        return given


@dataclass(frozen=True, slots=True)
class AddPage:
    """Everything `templates/imports/add.html` may use."""

    project: Project
    form: AddForm


@dataclass(frozen=True, slots=True)
class ItemShown:
    """A document of an import with the form in which it is looked over."""

    item: ImportItem
    form: ArticleForm | None
    words: int


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
    asked = request.GET.get("story", NEW_STORY)
    files: MultiValueDict[str, Any] | None = request.FILES if request.method == "POST" else None
    form = AddForm(stories, request.POST or None, files, initial={"story": asked})
    if request.method == "POST" and form.is_valid():
        batch = attempt(form, partial(_start, request, project_id, form))
        if batch is not None:
            return redirect("import", import_id=batch.pk)
    page = AddPage(project=project, form=form)
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


def _review(
    request: HttpRequest, import_id: UUID, tried: tuple[int, ArticleForm] | None = None
) -> HttpResponse:
    user = signed_in(request)
    seen = queries.import_for(user, import_id)
    batch = seen.require(Action.ADD_ARTICLES)
    stories = story_choices(user, batch.project_id)
    items = []
    for item in queries.items_of(batch):
        form = None
        if item.state == ImportItem.State.READ:
            form = ArticleForm(
                stories, initial=facts_in(item) | {"story": batch.story_id or ""}, prefix=str(item.pk)
            )
            if tried is not None and tried[0] == item.pk:
                form = tried[1]
        items.append(ItemShown(item, form, len(item.text.split())))
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
    form = ArticleForm(story_choices(user, item.batch.project_id), request.POST, prefix=str(item.pk))
    if not form.is_valid():
        return _review(request, item.batch_id, (item.pk, form))
    try:
        article = attempt(form, partial(_accept, request, item, form))
    except Conflict as error:
        # The same text is here already; or this very document is, after a second click or a way back.
        messages.warning(request, error.message)
        return redirect("import", import_id=item.batch_id)
    if article is None:
        return _review(request, item.batch_id, (item.pk, form))
    return _onwards(request, item)


def _accept(request: HttpRequest, item: ImportItem, form: ArticleForm) -> object:
    return services.accept(
        actor=signed_in(request),
        item_id=item.pk,
        facts=facts_from(form),
        story_id=form.cleaned_data["story"],
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
                    story_id=batch.story_id,
                )
                made += 1
            except AlreadyThere as error:
                messages.warning(request, error.message)
    messages.success(request, _("Added: %(count)s.") % {"count": made})
    return _after(batch)


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


def _onwards(request: HttpRequest, item: ImportItem) -> HttpResponse:
    """Go back to the import while documents wait there, else on to the story."""
    batch = queries.import_for(signed_in(request), item.batch_id).it
    return _after(batch)


def _after(batch: Import) -> HttpResponse:
    waiting = (ImportItem.State.READ, ImportItem.State.WAITING)
    if any(each.state in waiting for each in queries.items_of(batch)):
        return redirect("import", import_id=batch.pk)
    if batch.story_id is not None:
        return redirect("story", story_id=batch.story_id)
    return redirect("project", project_id=batch.project_id)
