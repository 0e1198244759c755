"""The form of an export: as what, what of the project, and how people are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from annotator.models import Export
from annotator.services.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.models import Member, Story
    from annotator.queries.codebooks import CodebookIndex

PURPOSES = {
    Export.Format.JSONL: gettext_lazy("Everything, a record a line. Can be brought in again as it was."),
    Export.Format.STAND_OFF: gettext_lazy(
        "As JSONL, but for each text its address, checksum and short quotes: to be passed on."
    ),
    Export.Format.CSV: gettext_lazy("Everything, a file for each table: for spreadsheets and statistics."),
    Export.Format.PARQUET: gettext_lazy("The same tables with types, small and fast: for pandas, R, DuckDB."),
    Export.Format.SQLITE: gettext_lazy("The same tables in one file that can be queried."),
    Export.Format.HUGGING_FACE: gettext_lazy("The same tables as a folder with a card, for load_dataset."),
    Export.Format.MATRIX: gettext_lazy("The table of each story to read and print, and as a long list."),
    Export.Format.WEB_ANNOTATION: gettext_lazy("Marks in the W3C's form, for other annotation programs."),
    Export.Format.BRAT: gettext_lazy("Texts and marks beside them, with a configuration for brat."),
    Export.Format.CONLL: gettext_lazy("A word a line with a column for each layer: for training taggers."),
    Export.Format.LABEL_STUDIO: gettext_lazy("Tasks with their marks, and the page to show them."),
    Export.Format.DOCCANO: gettext_lazy("Texts with labelled spans, a document a line."),
    Export.Format.CAS: gettext_lazy("Texts, marks and a type system: for INCEpTION and UIMA."),
    Export.Format.TEI: gettext_lazy("Texts as TEI documents with their marks: for editions."),
}
"""What each format is for, in a sentence."""


class ScopeForm(forms.Form):
    """What of a project is to be in a dataset. Left empty it is everything."""

    stories = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Only these stories"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: everything in the project."),
    )
    layers = forms.MultipleChoiceField(
        label=gettext_lazy("Only these layers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of marks, suggestions and decisions."),
    )
    annotators = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Only the work of"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What was decided is nobody's own, and stays."),
    )
    newest = forms.BooleanField(label=gettext_lazy("Of each article only the newest text"), required=False)
    adjudicated = forms.BooleanField(label=gettext_lazy("Only what was decided on"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Only work from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Only work to"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    NARROWS = ("stories", "layers", "annotators", "newest", "adjudicated", "since", "until")

    def __init__(
        self,
        data: object = None,
        *,
        stories: Iterable[Story],
        codebook: CodebookIndex,
        people: Iterable[Member],
        leads: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self._offer("stories", ((each.pk, each.title) for each in stories))
        self._offer("layers", ((key, each.row.label) for key, each in codebook.layers.items()))
        self._offer("annotators", ((each.user_id, each.user.shown_name) for each in people))
        if not leads:
            del self.fields["adjudicated"]

    def _offer(self, field: str, choices: Iterable[tuple[object, str]]) -> None:
        self.fields[field].choices = [(str(key), label) for key, label in choices]  # type: ignore[attr-defined]

    @property
    def what(self) -> list[forms.BoundField]:
        """The fields that narrow it, without those that have nothing to choose from."""
        there = [self[name] for name in self.NARROWS if name in self.fields]
        return [field for field in there if getattr(field.field, "choices", True)]

    @property
    def is_narrowed(self) -> bool:
        """Whether a part is asked for, or was asked for wrongly: that part of the form is open then."""
        return any(field.value() or field.errors for field in self.what)

    def scope(self) -> Scope:
        """Return what of the project is asked for, of a form that is valid."""
        told = self.cleaned_data
        return Scope(
            stories=told["stories"],
            layers=told["layers"],
            annotators=told["annotators"],
            adjudicated=told.get("adjudicated", False),
            newest=told["newest"],
            since=told["since"],
            until=told["until"],
        )


class ExportForm(ScopeForm):
    """What to export, as what. Left empty it is everything, as JSONL."""

    form = forms.ChoiceField(label=gettext_lazy("As"), widget=forms.RadioSelect, initial="jsonl")
    people = forms.ChoiceField(
        label=gettext_lazy("People stand in it by"),
        choices=Export.People.choices,
        widget=forms.RadioSelect,
        initial="names",
        required=False,
        help_text=gettext_lazy("Pseudonyms stay the same in all exports. Names in what people wrote stay."),
    )
    fail_on_loss = forms.BooleanField(
        label=gettext_lazy("Rather none than one that can't hold everything"),
        required=False,
        help_text=gettext_lazy("Else it is written, and says what it could not hold."),
    )
    HOW = ("form", "people", "fail_on_loss")
    """The fields that say how it is written; the others narrow it."""

    def __init__(self, data: object = None, **offered: Any) -> None:  # noqa: ANN401 - as the form above has it
        super().__init__(data, **offered)
        self._offer("form", ((form.value, _told(form)) for form in Export.Format))

    def clean_people(self) -> str:
        """Take names where nothing was chosen."""
        return self.cleaned_data["people"] or Export.People.NAMES

    @property
    def how(self) -> list[forms.BoundField]:
        """The fields that say how it is written."""
        return [self[name] for name in self.HOW]


def _told(form: Export.Format) -> str:
    return format_html('<span>{}<span class="choice-purpose">{}</span></span>', form.label, PURPOSES[form])
