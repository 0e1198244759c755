"""The form of a release: what it is called, who made it, what is in it, and what only people know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.formats.interchange.releasing.cards import LICENCES, Author
from annotator.formats.interchange.releasing.splits import SHARES
from annotator.models import Export
from annotator.queries.releases import following
from annotator.services.releases import Asked
from annotator.web.export_forms import ScopeForm

if TYPE_CHECKING:
    from annotator.models import Project, Release

OTHER: Final = "other"
_ANSWER: Final = "answer-"

QUESTIONS: Final = {
    "purpose": gettext_lazy("For what purpose was the dataset created?"),
    "funding": gettext_lazy("Who funded it?"),
    "sample": gettext_lazy("Is it all there is, or a sample of something larger? Is it representative?"),
    "errors": gettext_lazy("Are there errors, sources of noise, or redundancies?"),
    "confidential": gettext_lazy("Does it contain data that might be confidential?"),
    "offensive": gettext_lazy("Does it contain data that might offend, insult, threaten or cause anxiety?"),
    "acquired": gettext_lazy("How were the articles acquired, and checked?"),
    "sampling": gettext_lazy("If it is a sample, how was it drawn?"),
    "annotators": gettext_lazy("How were the annotators chosen, and how were they paid?"),
    "ethics": gettext_lazy("Was there an ethical review?"),
    "consent": gettext_lazy("Were the people that it is about told of it, and did they consent?"),
    "raw": gettext_lazy("Was the raw data kept beside it?"),
    "used": gettext_lazy("Has it been used already?"),
    "tasks": gettext_lazy("What other tasks could it be used for?"),
    "impact": gettext_lazy("Does anything about how it was made limit its uses?"),
    "unsuited": gettext_lazy("Are there tasks that it should not be used for?"),
    "distributed": gettext_lazy("How and to whom is it distributed?"),
    "export_controls": gettext_lazy("Do export controls or other rules apply?"),
    "maintainer": gettext_lazy("Who supports and hosts it, and how can they be reached?"),
    "updates": gettext_lazy("Will it be updated, and are older versions kept?"),
    "retention": gettext_lazy("If it relates to people, are there limits on how long it is kept?"),
    "contributions": gettext_lazy("Can others extend it, or contribute?"),
}
"""What a datasheet asks and no dataset can say of itself, by the key of the question."""


def _choice(words: Any, purpose: Any) -> str:  # noqa: ANN401 - lazy words
    return format_html('<span>{}<span class="choice-purpose">{}</span></span>', words, purpose)


class ReleaseForm(ScopeForm):
    """What a lead says of a release before it is written."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    version = forms.CharField(
        label=gettext_lazy("Version"),
        max_length=20,
        help_text=gettext_lazy("One to three numbers, higher than the last: 2, 1.1 or 0.3.1."),
    )
    released_on = forms.DateField(
        label=gettext_lazy("Day of release"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The only date that is in it."),
    )
    note = forms.CharField(
        label=gettext_lazy("What it is"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For whoever finds it: a few sentences."),
    )
    authors = forms.CharField(
        label=gettext_lazy("Authors"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: Lovelace, Ada. A group is a name without a comma."),
    )
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence"),
        choices=[*((each, each) for each in LICENCES), (OTHER, gettext_lazy("another"))],
        initial="CC-BY-4.0",
        help_text=gettext_lazy("Of the annotations. It never covers the articles' texts."),
    )
    licence_url = forms.CharField(
        label=gettext_lazy("Address of another licence"), required=False, max_length=300
    )
    url = forms.CharField(
        label=gettext_lazy("Where it will be found"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("A DOI or page, as an address, where there is one already."),
    )
    texts = forms.ChoiceField(
        label=gettext_lazy("The articles' texts"),
        widget=forms.RadioSelect,
        initial="without",
    )
    people = forms.ChoiceField(
        label=gettext_lazy("People stand in it by"),
        choices=reversed(Export.People.choices),
        widget=forms.RadioSelect,
        initial=Export.People.PSEUDONYMS,
        help_text=gettext_lazy("Names only where everybody agreed. Names in what people wrote stay."),
    )
    train = forms.IntegerField(label=gettext_lazy("to learn from (train)"), min_value=0, max_value=100)
    dev = forms.IntegerField(label=gettext_lazy("to tune with (dev)"), min_value=0, max_value=100)
    test = forms.IntegerField(label=gettext_lazy("to test with (test)"), min_value=0, max_value=100)
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        initial=1,
        min_value=0,
        max_value=2**31 - 1,
        help_text=gettext_lazy("Another number deals the stories out otherwise."),
    )

    def __init__(self, data: object = None, **offered: Any) -> None:  # noqa: ANN401 - as ScopeForm has it
        super().__init__(data, **offered)
        self._offer("texts", [
            ("without", _choice(_("without"), _("Addresses, checksums and short quotes: may be passed on."))),
            ("with", _choice(_("with"), _("Only where you have the rights to pass them on."))),
        ])  # fmt: skip
        for part, share in SHARES.items():
            self.fields[part].initial = share
        for key, question in QUESTIONS.items():
            self.fields[_ANSWER + key] = forms.CharField(
                label=question, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def clean(self) -> dict[str, Any]:
        """Take the address of a licence that is none of those known, and add the parts up."""
        told = super().clean() or self.cleaned_data
        if told.get("licence") == OTHER:
            told["licence"] = told.get("licence_url", "").strip()
            if not told["licence"].startswith(("https://", "http://")):
                self.add_error(
                    "licence_url", _("The address of the licence begins with https:// or http://.")
                )
        if not self.errors and sum(told[part] for part in SHARES) != sum(SHARES.values()):
            self.add_error("train", _("The three parts are a hundred together."))
        return told

    @property
    def parts(self) -> list[forms.BoundField]:
        """How many of a hundred go to each part."""
        return [self[part] for part in SHARES]

    @property
    def questions(self) -> list[forms.BoundField]:
        """The questions of the datasheet."""
        return [self[_ANSWER + key] for key in QUESTIONS]

    @property
    def answered(self) -> int:
        """How many of them have an answer."""
        return sum(bool(each.value()) for each in self.questions)

    def asked(self) -> Asked:
        """Return what is asked for, of a form that is valid."""
        told = self.cleaned_data
        lines = filter(str.strip, told["authors"].splitlines())
        return Asked(
            version=told["version"].strip(),
            title=told["title"],
            released_on=told["released_on"],
            licence=told["licence"],
            authors=[_author(line) for line in lines],
            note=told["note"],
            url=told["url"].strip(),
            with_texts=told["texts"] == "with",
            people=told["people"],
            scope=self.scope(),
            seed=told["seed"],
            shares={part: told[part] for part in SHARES},
            answers={key: told[_ANSWER + key] for key in QUESTIONS},
        )


def _author(line: str) -> Author:
    family, _comma, given = line.partition(",")
    return Author(family.strip(), given.strip())


def begun(
    project: Project, draft: Release | None, newest: Release | None, versions: list[str]
) -> dict[str, Any]:
    """Return what the form begins with: the draft that it is to replace, else what was said the last time."""
    told: dict[str, Any] = {
        "title": project.name, "note": project.description, "version": following(versions),
        "released_on": timezone.localdate(),
    }  # fmt: skip
    like = draft or newest
    if like is None:
        return told
    told |= {
        "title": like.title, "note": like.note, "url": like.url if draft else "", "people": like.people,
        "texts": "with" if like.with_texts else "without", "seed": like.seed, **like.shares, **like.scope,
        "authors": "\n".join(
            ", ".join(filter(None, (each["family"], each["given"]))) for each in like.authors
        ),
    }  # fmt: skip
    known = like.licence in LICENCES
    told |= {"licence": like.licence} if known else {"licence": OTHER, "licence_url": like.licence}
    told |= {_ANSWER + key: answer for key, answer in like.answers.items()}
    if draft:
        told |= {"version": draft.version, "released_on": draft.released_on}
    return told
