"""One's own tasks in the browser: the queue, the pool, and the strip on the page of an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.http import signed_in
from annotator.policies import Action
from annotator.queries import assignments as queries
from annotator.queries import carries as carry_queries
from annotator.queries import projects as project_queries
from annotator.queries import trials as trial_queries
from annotator.services import assignments as services
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from annotator.models import Article, Assignment, Project, User
    from annotator.queries.assignments import Place, Queue

_SOON = 6  # days in which a weekday names a date


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task with its due date in words."""

    row: Assignment
    due: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class QueueShown:
    """A person's tasks of a project; `late` says how many are overdue, in words, or is empty."""

    project: Project
    next: Assignment | None
    open: list[TaskShown]
    done: list[Assignment]
    count: int
    late: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Everything `templates/assignments/my_work.html` may use; without a project it is about all of them."""

    project: Project | None
    may: Rights | None
    queues: list[QueueShown]
    pool: list[TaskShown]
    waiting: int  # marks of theirs that a newer text moved from under: to be looked over


@dataclass(frozen=True, slots=True)
class StripShown:
    """What `templates/assignments/strip.html` tells of an article that is one's task."""

    place: Place
    task: TaskShown
    is_told: bool  # whether there is a page that says how it went: it was for training


class ReasonForm(forms.Form):
    """Why a task is given up."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=services.LONGEST_NOTE,
        help_text=gettext_lazy("A few words. Owners and curators of the project read them."),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )


def due_words(day: date | None, *, is_open: bool = True) -> str:
    """Say by when something is to be done, and of what is open that it should be done by now."""
    if day is None:
        return ""
    days = (day - timezone.localdate()).days
    on = date_format(day, _("j M Y"))
    if days < 0 and is_open:
        late = ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": -days}
        return _("%(late)s: was due on %(day)s") % {"late": late, "day": on}
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    if 0 < days <= _SOON:
        return _("due on %(weekday)s, %(day)s") % {"weekday": date_format(day, "l"), "day": on}
    return _("due on %(day)s") % {"day": on}


def spent(seconds: int) -> str:
    """Say how long something took: minutes below two hours, else hours."""
    took = timedelta(seconds=seconds)
    minutes = round(took / timedelta(minutes=1))
    if not minutes:
        return _("less than a minute") if seconds else ""
    if took < timedelta(hours=2):
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = round(took / timedelta(hours=1))
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}


def shown(row: Assignment) -> TaskShown:
    """Put a task into words."""
    is_open = row.state in queries.OPEN
    overdue = queries.is_overdue(row, timezone.localdate())
    return TaskShown(row, due_words(row.due, is_open=is_open), overdue)


def strip(user: User, article: Article) -> StripShown | None:
    """Return what stands above an article that is one's task, or None (1 query, 2 where it is done)."""
    place = queries.place_of(user, article.pk, article.project_id)
    if place is None:
        return None
    is_done = place.assignment.state == "done"
    is_told = is_done and trial_queries.is_told(user, article.pk)
    return StripShown(place, shown(place.assignment), is_told)


def _queue(queue: Queue) -> QueueShown:
    late = len(queue.overdue)
    return QueueShown(
        project=queue.project,
        next=queue.next,
        open=[shown(row) for row in queue.open],
        done=queue.done,
        count=queue.count,
        late=ngettext("%(n)s is overdue.", "%(n)s are overdue.", late) % {"n": late} if late else "",
    )


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what one has to do, over all projects (2 queries)."""
    user = signed_in(request)
    page = WorkPage(
        project=None,
        may=None,
        queues=[_queue(each) for each in queries.queues_of(user)],
        pool=[],
        waiting=carry_queries.waiting_count(user),
    )
    return render(request, "assignments/my_work.html", {"page": page})


@require_safe
def project_work(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show what one has to do in a project, and what one may take (5 queries)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    page = WorkPage(
        project=seen.require(Action.ANNOTATE),
        may=rights(seen),
        queues=[_queue(each) for each in queries.queues_of(user, project_id)],
        pool=[shown(row) for row in queries.pool_of(user, project_id)],
        waiting=carry_queries.waiting_count(user),
    )
    return render(request, "assignments/my_work.html", {"page": page})


def _back(request: HttpRequest, row: Assignment) -> HttpResponse:
    if request.POST.get("back") == "article":
        return redirect("article", article_id=row.article_id)
    return redirect("project-work", project_id=row.article.project_id)


@require_POST
def done(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say that one's own task is done."""
    row = services.done(actor=signed_in(request), assignment_id=assignment_id)
    messages.success(request, _("Done: “%(title)s”.") % {"title": row.article.title})
    if trial_queries.is_told(signed_in(request), row.article_id):
        return redirect("article-feedback", article_id=row.article_id)
    return _back(request, row)


@require_POST
def reopen(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Open what was done again: one's own task, or as a lead anybody's, with a note."""
    user = signed_in(request)
    note = request.POST.get("note", "")
    row = services.reopen(actor=user, assignment_id=assignment_id, note=note)
    messages.success(request, _("“%(title)s” is open again.") % {"title": row.article.title})
    if row.person_id != user.pk:
        return redirect("assignments", project_id=row.article.project_id)
    return _back(request, row)


@require_POST
def pause(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Put one's own task aside."""
    row = services.pause(actor=signed_in(request), assignment_id=assignment_id)
    messages.success(request, _("Put aside. It stays yours; “Next” passes it over."))
    return _back(request, row)


@require_POST
def resume(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Take up what was put aside."""
    return _back(request, services.resume(actor=signed_in(request), assignment_id=assignment_id))


@require_http_methods(["GET", "POST"])
def give_up(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Ask why, say what becomes of it, and give one's own task up."""
    user = signed_in(request)
    row = queries.own_for(user, assignment_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        call = partial(services.abandon, actor=user, assignment_id=assignment_id, **form.cleaned_data)
        if attempt(form, call) is not None:
            messages.success(request, _("Given up. What you marked stays; somebody else can take the rest."))
            return redirect("project-work", project_id=row.article.project_id)
    context = {"form": form, "task": row}
    return render(request, "assignments/give_up.html", context, status=422 if form.errors else 200)


@require_POST
def take(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Take a task from the pool, and go to its article."""
    row = services.take(actor=signed_in(request), assignment_id=assignment_id)
    messages.success(request, _("“%(title)s” is yours now.") % {"title": row.article.title})
    return redirect("article", article_id=row.article_id)
