"""Assigning in the browser: a lead sees who has what, gives work by hand, and takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import Invalid
from annotator.http import signed_in
from annotator.policies import Action
from annotator.queries import assigning as queries
from annotator.queries import assignments as reads
from annotator.queries import projects as project_queries
from annotator.queries.people import person_hue
from annotator.services import assigning as services
from annotator.web.assignments import TaskShown, shown, spent
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Assignment, Project, User
    from annotator.policies import Seen
    from annotator.queries.assigning import Board, Worker

POOL = "pool"


@dataclass(frozen=True, slots=True)
class WorkerShown:
    """A person with how far they are."""

    worker: Worker
    hue: int
    count: int
    time: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Everything `templates/assignments/board.html` may use."""

    project: Project
    may: Rights
    board: Board
    workers: list[WorkerShown]
    overdue: list[TaskShown]
    pool: list[TaskShown]
    done: int


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Everything `templates/assignments/task.html` may use."""

    project: Project
    may: Rights
    task: TaskShown
    others: list[User]
    time: str


class DueForm(forms.Form):
    """By when something is to be done, if there is a day."""

    due = forms.DateField(required=False)


@require_http_methods(["GET", "POST"])
def board(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show who has what; give what was ticked (7 queries)."""
    user = signed_in(request)
    seen = project_queries.project_for(user, project_id)
    seen.require(Action.ASSIGN)
    if request.method == "POST":
        due = DueForm(request.POST)
        made = services.assign_pairs(
            actor=user,
            project_id=project_id,
            pairs=[_pair(each) for each in request.POST.getlist("pair")],
            due=due.cleaned_data["due"] if due.is_valid() else None,
        )
        told = ngettext("%(n)s task given.", "%(n)s tasks given.", len(made)) % {"n": len(made)}
        messages.success(request, told)
        return redirect("assignments", project_id=project_id)
    return render(request, "assignments/board.html", {"page": _board_page(user, seen)})


def _pair(said: str) -> tuple[int | None, int]:
    person, _colon, article = said.partition(":")
    if not article.isdecimal() or not (person == POOL or person.isdecimal()):
        raise Invalid("Choose articles of this project.", field="pair")
    return None if person == POOL else int(person), int(article)


def _board_page(user: User, seen: Seen[Project]) -> BoardPage:
    found = queries.board_of(user, seen.it.pk)
    tasks = [shown(row) for row in found.tasks]
    return BoardPage(
        project=seen.it,
        may=rights(seen),
        board=found,
        workers=[
            WorkerShown(each, person_hue(each.person.pk), len(each.tasks), spent(each.seconds))
            for each in found.workers
        ],
        overdue=[each for each in tasks if each.overdue],
        pool=[shown(row) for row in found.pool],
        done=sum(each.done for each in found.workers),
    )


@require_safe
def task(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show one task to a lead, and what can be done with it."""
    user = signed_in(request)
    seen = reads.assignment_for(user, assignment_id)
    row = seen.require(Action.ASSIGN)
    project = row.article.project
    page = TaskPage(
        project=project,
        may=rights(seen),
        task=shown(row),
        others=[each.user for each in queries.workers_of(project) if each.user_id != row.person_id],
        time=spent(row.seconds),
    )
    return render(request, "assignments/task.html", {"page": page})


@require_POST
def reassign(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Give a task to somebody else, or to the pool."""
    to = request.POST.get("person", "")
    if to != POOL and not to.isdecimal():
        raise Invalid("Choose at least one person, or the pool.", field="person")
    row = services.reassign(
        actor=signed_in(request), assignment_id=assignment_id, person=None if to == POOL else int(to)
    )
    if row.person is None:
        messages.success(request, _("The task is in the pool now."))
    else:
        messages.success(request, _("%(name)s has the task now.") % {"name": row.person})
    return redirect("assignments", project_id=row.article.project_id)


@require_POST
def due(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Give a task another due date, or none."""
    user = signed_in(request)
    row: Assignment = reads.assignment_for(user, assignment_id).require(Action.ASSIGN)
    form = DueForm(request.POST)
    if not form.is_valid():
        raise Invalid("Give a day as 2030-05-31, or none.", field="due")
    project_id = row.article.project_id
    day = form.cleaned_data["due"]
    services.set_due(actor=user, project_id=project_id, assignments=[assignment_id], due=day)
    messages.success(request, _("Saved."))
    return redirect("assignments", project_id=project_id)


@require_POST
def withdraw(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Take a task back."""
    user = signed_in(request)
    project_id = reads.assignment_for(user, assignment_id).it.article.project_id
    services.withdraw(actor=user, assignment_id=assignment_id, note=request.POST.get("note", ""))
    messages.success(request, _("The task is taken back. What was marked stays."))
    return redirect("assignments", project_id=project_id)
