"""Trials in the browser: which articles they are, and how one did on a training article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.http import number_in, signed_in
from annotator.models import Trial
from annotator.queries import articles as article_queries
from annotator.queries import assignments as assignment_queries
from annotator.queries import trials as queries
from annotator.queries.codebooks import current_for_project
from annotator.queries.figures import score
from annotator.services import trials as services
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from annotator.agreement.counting import Answered
    from annotator.models import Article, Assignment, Project, User
    from annotator.queries.codebooks import CodebookIndex
    from annotator.queries.figures import Plain
    from annotator.queries.trials import Result


class TrialForm(forms.Form):
    """Which article is made a trial, and to what end."""

    article = forms.TypedChoiceField(label=gettext_lazy("Article"), coerce=int)
    kind = forms.ChoiceField(
        label=gettext_lazy("To what end"),
        choices=[
            (Trial.Kind.TRAINING, gettext_lazy("training: who is done is told at once how it went, and why")),
            (Trial.Kind.GOLD, gettext_lazy("gold: only owners and curators are told")),
            (
                Trial.Kind.ATTENTION,
                gettext_lazy("attention: as gold; given now and then to see whether work is careful"),
            ),
        ],
        initial=Trial.Kind.TRAINING,
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True, slots=True)
class TrialsPage:
    """Everything `templates/quality/trials.html` may use."""

    project: Project
    may: Rights
    trials: list[Trial]
    could_be: list[Article]
    form: TrialForm
    kinds: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """What the key and the person say to one question, and what the codebook says of the key's answer."""

    question: str
    key: list[str]
    own: list[str]
    differs: bool
    definition: str


@dataclass(frozen=True, slots=True)
class PassageShown:
    """A passage: what the key has, what the person marked, and why it was decided so."""

    layer: str
    definition: str  # of the layer
    start: int
    quote: str
    own_quote: str  # where the person's borders are others
    answers: list[AnswerShown]
    reason: str
    annotation: str  # the person's mark


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """Everything `templates/quality/feedback.html` may use."""

    project: Project
    may: Rights
    article: Article
    person: User | None  # where a lead looks at somebody else's
    task: Assignment | None  # to be opened again
    overlap: Plain | None
    alike: int  # answers
    answers: int
    right: list[PassageShown]
    differing: list[PassageShown]
    missed: list[PassageShown]
    extra: list[PassageShown]


@require_http_methods(["GET", "POST"])
def trials(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show which articles are trials; make one, or one of another kind (6 queries)."""
    user = signed_in(request)
    seen = queries.project_for(user, project_id)
    found, could_be = queries.trials_of(seen.it), queries.could_be(seen.it)
    form = TrialForm(request.POST or None)
    field = form.fields["article"]
    field.choices = [  # type: ignore[attr-defined]  # of a choice field
        *((each.pk, each.title) for each in could_be),
        *((each.article_id, each.article.title) for each in found),
    ]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def save() -> Trial:
            return services.put(actor=user, article_id=given["article"], kind=given["kind"])

        made = attempt(form, save)
        if made is not None:
            told = _("“%(title)s” is a trial now: %(kind)s.")
            messages.success(request, told % {"title": made.article.title, "kind": _KINDS[made.kind]})
            return redirect("trials", project_id=project_id)
    page = TrialsPage(
        project=seen.it,
        may=rights(seen),
        trials=found,
        could_be=could_be,
        form=form,
        kinds=[(key, str(word)) for key, word in _KINDS.items()],
    )
    return render(request, "quality/trials.html", {"page": page}, status=422 if form.errors else 200)


_KINDS = {
    str(Trial.Kind.TRAINING): gettext_lazy("training"),
    str(Trial.Kind.GOLD): gettext_lazy("gold"),
    str(Trial.Kind.ATTENTION): gettext_lazy("attention"),
}


def kind_word(kind: str) -> str:
    """Say a kind of trials in a word."""
    return str(_KINDS[kind])


@require_POST
def end(request: HttpRequest, article_id: int) -> HttpResponse:
    """Let an article be no trial any more."""
    user = signed_in(request)
    article = queries.article_for(user, article_id)
    services.end(actor=user, article_id=article_id)
    told = _("“%(title)s” is an article like any other again. Its gold layer stays.")
    messages.success(request, told % {"title": article.title})
    return redirect("trials", project_id=article.project_id)


@require_safe
def feedback(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show how one did on a training article, or to a lead how somebody did on any trial (20 queries)."""
    user = signed_in(request)
    named = number_in(request.GET.get("person", ""))
    result = queries.result_for(user, article_id, named)
    seen = article_queries.article_for(user, article_id)
    project = seen.it.project
    book = current_for_project(project.pk)
    both = [_gold(result, book, each.key, each.own, each.differing) for each in result.held.both]
    alike, answers = result.held.outcome.answers
    page = FeedbackPage(
        project=project,
        may=rights(seen),
        article=result.article,
        person=result.person if named is not None else None,
        task=assignment_queries.own_of_article(user, article_id) if named is None else None,
        overlap=score(result.held.outcome.all_spans.score()),
        alike=alike,
        answers=answers,
        right=_sorted(shown for shown in both if not any(each.differs for each in shown.answers)),
        differing=_sorted(shown for shown in both if any(each.differs for each in shown.answers)),
        missed=_sorted(_gold(result, book, each) for each in result.held.missed),
        extra=_sorted(_extra(result, book, each) for each in result.held.extra),
    )
    return render(request, "quality/feedback.html", {"page": page})


def _sorted(passages: Iterable[PassageShown]) -> list[PassageShown]:
    return sorted(passages, key=lambda each: each.start)


def _gold(
    result: Result,
    book: CodebookIndex,
    key: Answered,
    own: Answered | None = None,
    differing: tuple[str, ...] = (),
) -> PassageShown:
    decision = result.gold[str(key.marking.id)]
    quote = " … ".join(each.quote for each in decision.ranges.all())
    theirs = result.own[str(own.marking.id)] if own is not None else None
    own_quote = " … ".join(each["quote"] for each in theirs["ranges"]) if theirs else ""
    return PassageShown(
        layer=_layer(book, str(key.marking.label))[0],
        definition=_layer(book, str(key.marking.label))[1],
        start=key.marking.ranges[0][0],
        quote=quote,
        own_quote=own_quote if own_quote != quote else "",
        answers=_answers(book, str(key.marking.label), key, own, differing),
        reason=decision.reason,
        annotation=theirs["id"] if theirs else "",
    )


def _extra(result: Result, book: CodebookIndex, own: Answered) -> PassageShown:
    theirs = result.own[str(own.marking.id)]
    return PassageShown(
        layer=_layer(book, theirs["layer"])[0],
        definition=_layer(book, theirs["layer"])[1],
        start=own.marking.ranges[0][0],
        quote=" … ".join(each["quote"] for each in theirs["ranges"]),
        own_quote="",
        answers=[],
        reason=result.dropped.get(theirs["id"], ""),
        annotation=theirs["id"],
    )


def _layer(book: CodebookIndex, key: str) -> tuple[str, str]:
    there = book.layers.get(key)
    return (there.row.label, there.row.definition) if there else (key, "")


def _answers(
    book: CodebookIndex, layer: str, key: Answered, own: Answered | None, differing: tuple[str, ...]
) -> list[AnswerShown]:
    there = book.layers.get(layer)
    told = []
    for name, said in key.answers.items():
        dimension = there.dimensions.get(name) if there else None
        if dimension is None:
            continue
        codes = dimension.codes
        right = [codes[each] for each in said if each in codes]
        given = own.answers.get(name, ()) if own is not None else ()
        told.append(
            AnswerShown(
                question=dimension.row.label,
                key=[each.label for each in right],
                own=[codes[each].label if each in codes else each for each in given],
                differs=name in differing,
                definition=" ".join(each.definition for each in right if each.definition),
            )
        )
    return told
