"""Marks of others in the browser: bring a file, map its labels, see how it would go in, take it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import Invalid
from annotator.formats.interchange.mapping import Mapping, parse
from annotator.formats.interchange.readers import READERS
from annotator.http import said, signed_in, streamed
from annotator.models import Intake, Project, Story
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import codebooks as codebook_queries
from annotator.queries import intakes as queries
from annotator.queries import projects as project_queries
from annotator.services import intakes as services
from annotator.web.column_forms import ColumnShown, columns_in, columns_shown
from annotator.web.document_places import PlacesShown, places_shown
from annotator.web.mapping_forms import LabelShown, RelationShown, mapping_in, relations_shown, shown
from annotator.web.previews import PreviewRow, preview
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from annotator.formats.codebook import LayerRecord
    from annotator.models import IntakeDocument, RefusedRow
    from annotator.queries.intakes import Tally

NEW_STORY = "new"
_ON_A_PAGE = 100
_COLUMNS = ("file", "line", "path", "reason")


class FileForm(forms.Form):
    """A file, and its format where it can't be found out."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("One file, or a zip or tar of all that belong together: texts and marks."),
    )
    form = forms.ChoiceField(label=gettext_lazy("Format"), required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:  # noqa: ANN401 - the framework's
        super().__init__(data, files)
        self.fields["form"].choices = _formats()  # type: ignore[attr-defined]


def _formats() -> list[tuple[str, str]]:
    return [("", _("Find it out")), *((each.key, each.name) for each in READERS.values())]


@dataclass(frozen=True, slots=True)
class IntakesPage:
    """Everything `templates/intakes/intakes.html` may use."""

    project: Project
    may: Rights
    form: FileForm
    intakes: list[Intake]
    formats: list[str]


@dataclass(frozen=True, slots=True)
class IntakePage:
    """Everything `templates/intakes/intake.html` may use."""

    project: Project
    intake: Intake
    format: str
    formats: list[tuple[str, str]]
    units: list[tuple[str, str]]
    works: bool  # a worker has it
    twin: Intake | None
    columns: list[ColumnShown]  # of a table
    labels: list[LabelShown]
    relations: list[RelationShown]
    layers: list[LayerRecord]
    preview: list[PreviewRow]
    nobody: str
    stories: list[Story]
    problem: str  # with what was sent
    refused: list[RefusedRow]  # the first ones
    refused_count: int
    documents: list[IntakeDocument]  # the first ones
    places: PlacesShown
    counts: dict[str, int]
    tally: list[Tally]


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """Everything `templates/intakes/refused.html` may use."""

    project: Project
    intake: Intake
    rows: Page[RefusedRow]


@require_http_methods(["GET", "POST"])
def intakes(request: HttpRequest, project_id: int) -> HttpResponse:
    """List the files with marks of others; bring another."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    project = seen.require(Action.TAKE_IN)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form,
            lambda: services.start(
                actor=user,
                project_id=project_id,
                name=given["file"].name,
                file=given["file"],
                form=given["form"],
            ),
        )
        if made is not None:
            return redirect("intake", intake_id=made.pk)
    page = IntakesPage(
        project=project,
        may=rights(seen),
        form=form,
        intakes=list(queries.intakes_of(user, project_id)[:_ON_A_PAGE]),
        formats=[each.name for each in READERS.values()],
    )
    return render(request, "intakes/intakes.html", {"page": page}, status=422 if form.errors else 200)


@require_safe
def intake(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """Show where a file stands: being read, to be mapped, going in, or what became of it."""
    return _shown(request, intake_id)


def _shown(
    request: HttpRequest, intake_id: UUID, tried: Mapping | None = None, problem: str = ""
) -> HttpResponse:
    user = signed_in(request)
    found = queries.intake_for(user, intake_id).it
    codebook = codebook_queries.current_for_project(found.project_id)
    mapping = tried or queries.mapping_of(found, codebook.record())
    refused = queries.refused_of(found)
    is_read = found.state == Intake.State.READ
    page = IntakePage(
        project=found.project,
        intake=found,
        format=READERS[found.format].name if found.format in READERS else found.format,
        formats=_formats(),
        units=[(str(key), str(label)) for key, label in Intake.Unit.choices],
        works=found.job is not None and not found.job.is_final,
        twin=queries.twin_of(found) if is_read else None,
        columns=columns_shown(found) if is_read else [],
        labels=shown(found.found, mapping, codebook.record()) if is_read else [],
        relations=relations_shown(found.found, mapping) if is_read else [],
        layers=codebook.record().layers,
        preview=preview(found.found.get("first", []), mapping, codebook) if is_read else [],
        nobody=mapping.nobody,
        stories=list(article_queries.stories_of(user, found.project_id)),
        problem=problem,
        refused=list(refused[:10]),
        refused_count=refused.count(),
        documents=list(queries.documents_of(found)[:_ON_A_PAGE]),
        places=places_shown(found.found),
        counts=found.report.get("counts", {}),
        tally=queries.tally(found.report.get("counts", {})),
    )
    return render(request, "intakes/intake.html", {"page": page}, status=422 if problem else 200)


@require_POST
def map_labels(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """Keep what the labels become; with the button that says so, take the file in."""
    user = signed_in(request)
    found = queries.intake_for(user, intake_id).it
    codebook = codebook_queries.current_for_project(found.project_id).record()
    sent = request.POST.dict()
    chosen = sent.get("story", "")
    title = sent.get("story_title", "").strip()
    if chosen == services.AS_THE_FILE_SAYS:
        title = services.AS_THE_FILE_SAYS
    mapping = mapping_in(sent, found.found, codebook)
    try:
        if chosen == NEW_STORY and not title:
            raise Invalid("Give the story a title.", field="story_title")  # noqa: TRY301 - told as the others
        services.map_to(
            actor=user,
            intake_id=intake_id,
            mapping=parse(mapping.as_dict()),
            story_id=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None,  # noqa: PLR2004 - an id
            story_title=title if chosen in {NEW_STORY, services.AS_THE_FILE_SAYS} else "",
        )
        if sent.get("act") == "take":
            services.take(actor=user, intake_id=intake_id)
    except Invalid as error:
        return _shown(request, intake_id, mapping, said(error))
    return redirect("intake", intake_id=intake_id)


@require_POST
def read_again(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """Have a file read once more: in another format, or with a unit that a person states."""
    user = signed_in(request)
    found = queries.intake_for(user, intake_id).it
    services.read_again(
        actor=user,
        intake_id=intake_id,
        form=request.POST.get("form", ""),
        unit=request.POST.get("unit", ""),
        columns=columns_in(request.POST.dict(), found.found),
    )
    return redirect("intake", intake_id=intake_id)


@require_POST
def take(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """Go on with a file that stopped on its way."""
    services.take(actor=signed_in(request), intake_id=intake_id)
    return redirect("intake", intake_id=intake_id)


@require_POST
def discard(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """Throw a file away that did not go in."""
    user = signed_in(request)
    project = queries.intake_for(user, intake_id).it.project_id
    services.discard(actor=user, intake_id=intake_id)
    messages.success(request, _("The file is thrown away. Nothing of it went in."))
    return redirect("intakes", project_id=project)


@require_safe
def refused(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """Show every row that did not go in, and why."""
    found = queries.intake_for(signed_in(request), intake_id).it
    rows = Paginator(queries.refused_of(found), _ON_A_PAGE).get_page(request.GET.get("page"))
    page = RefusedPage(project=found.project, intake=found, rows=rows)
    return render(request, "intakes/refused.html", {"page": page})


@require_safe
def refused_csv(request: HttpRequest, intake_id: UUID) -> StreamingHttpResponse:
    """Answer with every row that did not go in, as a table."""
    found = queries.intake_for(signed_in(request), intake_id).it
    rows = (
        {"file": each.file, "line": each.line, "path": each.path, "reason": each.reason}
        for each in queries.refused_of(found).iterator()
    )
    return streamed(rows, _COLUMNS, f"refused-{found.pk}", "csv")
