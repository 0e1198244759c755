"""Sharing out in the browser: a rule is asked for, its preview looked at, and then just that is done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from annotator.http import signed_in
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import assigning as queries
from annotator.queries import projects as project_queries
from annotator.services import assigning as services
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from annotator.models import Project
    from annotator.queries.assigning import Plan


@dataclass(frozen=True, slots=True)
class LackShown:
    """What a rule cannot do, in a sentence."""

    words: str
    title: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """Everything `templates/assignments/rule.html` may use; the plan is there once it was asked for."""

    project: Project
    may: Rights
    form: RuleForm
    plan: Plan | None
    lacks: list[LackShown]
    given: int
    unit: str
    other: str  # the query of another way to share it out as evenly


class RuleForm(forms.Form):
    """How articles are to be shared out."""

    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    each = forms.IntegerField(
        label=gettext_lazy("People an article"), min_value=1, max_value=queries.MOST_EACH, initial=2
    )
    by_story = forms.ChoiceField(
        label=gettext_lazy("Accounts of one story"),
        choices=[
            ("any", gettext_lazy("as it comes")),
            ("together", gettext_lazy("one person sees all accounts of a story")),
            ("apart", gettext_lazy("never two accounts of one story for one person")),
        ],
        widget=forms.RadioSelect,
        initial="any",
    )
    weigh = forms.ChoiceField(
        label=gettext_lazy("Share evenly"),
        choices=[("words", gettext_lazy("by words")), ("articles", gettext_lazy("by articles"))],
        widget=forms.RadioSelect,
        initial="words",
        help_text=gettext_lazy("What somebody has still to do counts."),
    )
    stories = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Stories"),
        coerce=int,
        required=False,
        help_text=gettext_lazy("None chosen: all articles of the project."),
    )
    due = forms.DateField(
        label=gettext_lazy("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    pool = forms.BooleanField(
        label=gettext_lazy("What nobody can get goes to the pool, for whoever takes it"), required=False
    )
    seed = forms.IntegerField(min_value=0, max_value=2**31, required=False, widget=forms.HiddenInput)

    def __init__(
        self, people: list[tuple[int, str]], stories: list[tuple[int, str]], data: QueryDict | None
    ) -> None:
        super().__init__(data, initial={"people": [key for key, _name in people], "seed": 1})
        self.fields["people"].choices = people  # type: ignore[attr-defined]
        self.fields["stories"].choices = stories  # type: ignore[attr-defined]

    def asked(self) -> queries.Asked:
        """Return the rule of a valid form."""
        return queries.Asked(**self.cleaned_data | {"seed": self.cleaned_data["seed"] or 0})


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, project_id: int) -> HttpResponse:
    """Ask for a rule, show what it would give to whom (GET), and do just that (POST)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    project = seen.require(Action.ASSIGN)
    people = [(row.user_id, str(row.user)) for row in queries.workers_of(project)]
    stories = [(row.pk, row.title) for row in article_queries.stories_of(user, project_id)]
    given = request.POST if request.method == "POST" else request.GET
    form = RuleForm(people, stories, given or None)
    plan = None
    if form.is_bound and form.is_valid():
        if request.method == "POST":
            mark = request.POST.get("mark", "")
            asked = form.asked()
            done = services.share_out(actor=user, project_id=project_id, asked=asked, mark=mark)
            count = sum(len(each.articles) for each in done.shares) + sum(n for _row, n in done.pooled)
            messages.success(
                request, ngettext("%(n)s task given.", "%(n)s tasks given.", count) % {"n": count}
            )
            return redirect("assignments", project_id=project_id)
        plan = attempt(form, partial(queries.plan_for, user, project_id, form.asked()))
    again = request.GET.copy()
    again["seed"] = (
        str((form.cleaned_data.get("seed") or 0) + 1) if form.is_bound and form.is_valid() else "1"
    )
    page = RulePage(
        project=project,
        may=rights(seen),
        form=form,
        plan=plan,
        lacks=[LackShown(_lack(each), each.article.title) for each in plan.lacks] if plan else [],
        given=sum(len(each.articles) for each in plan.shares) if plan else 0,
        unit=plan.asked.weigh if plan else "",
        other=again.urlencode(),
    )
    return render(request, "assignments/rule.html", {"page": page}, status=422 if form.errors else 200)


def _lack(lack: queries.Lack) -> str:
    n = lack.missing
    if lack.why == "together":
        words = ngettext(
            "%(n)s person who sees other accounts of the story does not see this one: it has its people.",
            "%(n)s people who see other accounts of the story do not see this one: it has its people.",
            n,
        )
    elif lack.why == "apart":
        words = ngettext(
            "lacks %(n)s person: all others have another account of the story.",
            "lacks %(n)s people: all others have another account of the story.",
            n,
        )
    else:
        words = ngettext(
            "lacks %(n)s person: too few were chosen.", "lacks %(n)s people: too few were chosen.", n
        )
    return words % {"n": n}
