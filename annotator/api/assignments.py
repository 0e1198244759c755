"""Assignments over the API: one's own queue, the pool, and how far one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.inbox import NamedOut, TitledOut
from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed
from annotator.http import signed_in
from annotator.models import Assignment
from annotator.queries import assignments as queries
from annotator.queries import people
from annotator.services import assignments as services

if TYPE_CHECKING:
    from collections.abc import Callable


_OWN = (
    *("id", "article", "state", "paused", "due", "position", "note", "seconds"),
    *("created_at", "started_at", "done_at"),
)


class AssignmentOut(serializers.Serializer[Any]):
    """A task: one person and one article. Without a person it lies in the pool."""

    id = serializers.IntegerField()
    article = TitledOut()
    story = TitledOut(allow_null=True)
    project = serializers.IntegerField()
    person = PersonOut(allow_null=True)
    state = serializers.ChoiceField(Assignment.State.choices)
    paused = serializers.BooleanField(help_text="Put aside by its person.")
    due = serializers.DateField(allow_null=True, help_text="It tells, and takes nothing away.")
    overdue = serializers.BooleanField(help_text="It asks for work and its day has passed.")
    position = serializers.IntegerField(help_text="Among those of one due date.")
    note = serializers.CharField(help_text="Why it was reopened or given up.")
    seconds = serializers.IntegerField(help_text="Of active work, as pages counted it.")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, row: Assignment) -> Any:  # noqa: ANN401 - as the framework has it
        """Tell a row, read with its article, story and person."""
        told = {name: getattr(row, name) for name in _OWN} | {
            "story": row.article.story,
            "project": row.article.project_id,
            "person": people.person(row.person) if row.person else None,
            "overdue": queries.is_overdue(row, timezone.localdate()),
        }
        return super().to_representation(told)


class QueueOut(serializers.Serializer[Any]):
    """What one has to do in a project, in order, and how much is done."""

    project = NamedOut()
    done = serializers.IntegerField()
    open = AssignmentOut(many=True)


class ReopenIn(serializers.Serializer[Any]):
    """Why; a lead says it to the task's person."""

    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=services.LONGEST_NOTE
    )


class GiveUpIn(serializers.Serializer[Any]):
    """Why; a lead reads it."""

    reason = serializers.CharField(max_length=services.LONGEST_NOTE)


class TimeIn(serializers.Serializer[Any]):
    """Seconds of active work since they were last told."""

    seconds = serializers.IntegerField(min_value=0, max_value=86_400)


class TimeOut(serializers.Serializer[Any]):
    """All that was counted; null where the article is not one's task, or is done."""

    seconds = serializers.IntegerField(allow_null=True)


class MyAssignments(APIView):
    """One's own tasks."""

    @operation("my_assignments", gives=QueueOut(many=True))
    def get(self, request: Request) -> Response:
        """List what one has to do, over all projects, in order."""
        told = [
            {"project": queue.project, "done": len(queue.done), "open": queue.open}
            for queue in queries.queues_of(signed_in(request))
        ]
        return Response(QueueOut(told, many=True).data)


class Pool(APIView):
    """What nobody has taken yet."""

    @operation("assignment_pool", gives=AssignmentOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """List what one may take, an article once."""
        return Response(AssignmentOut(queries.pool_of(signed_in(request), project_id), many=True).data)


def _told(row: Assignment) -> Response:
    return Response(AssignmentOut(row).data)


def _act(request: Request, service: Callable[..., Assignment], assignment_id: int, **said: str) -> Response:
    return _told(service(actor=signed_in(request), assignment_id=assignment_id, **said))


class AssignmentDone(APIView):
    """One's own task, done."""

    @operation("assignment_done", gives=AssignmentOut)
    def post(self, request: Request, assignment_id: int) -> Response:
        """Say that one's own task is done."""
        return _act(request, services.done, assignment_id)


class AssignmentReopen(APIView):
    """A done task that is opened again."""

    @operation("assignment_reopen", takes=ReopenIn, gives=AssignmentOut)
    def post(self, request: Request, assignment_id: int) -> Response:
        """Open what was done again: its person, or a lead with a note."""
        return _act(request, services.reopen, assignment_id, **parsed(ReopenIn, request))


class AssignmentPause(APIView):
    """One's own task, put aside."""

    @operation("assignment_pause", gives=AssignmentOut)
    def post(self, request: Request, assignment_id: int) -> Response:
        """Put one's own task aside: it stays one's own."""
        return _act(request, services.pause, assignment_id)


class AssignmentResume(APIView):
    """One's own task, taken up again."""

    @operation("assignment_resume", gives=AssignmentOut)
    def post(self, request: Request, assignment_id: int) -> Response:
        """Take up what was put aside."""
        return _act(request, services.resume, assignment_id)


class AssignmentGiveUp(APIView):
    """One's own task, given up."""

    @operation("assignment_give_up", takes=GiveUpIn, gives=AssignmentOut)
    def post(self, request: Request, assignment_id: int) -> Response:
        """Give one's own task up: what was marked stays. Return the new task that lies in the pool."""
        return _act(request, services.abandon, assignment_id, **parsed(GiveUpIn, request))


class AssignmentTake(APIView):
    """A task from the pool."""

    @operation("assignment_take", gives=AssignmentOut)
    def post(self, request: Request, assignment_id: int) -> Response:
        """Take a task from the pool. Of two at once one gets it; the other is told so (409)."""
        return _act(request, services.take, assignment_id)


class ArticleDone(APIView):
    """An article that one is done with."""

    @operation("article_done", gives=AssignmentOut)
    def post(self, request: Request, article_id: int) -> Response:
        """Say that one is done with an article, whether one was asked to annotate it or not."""
        return _told(services.done_with(actor=signed_in(request), article_id=article_id))


class ArticleTime(APIView):
    """Time on task."""

    @operation("article_time", takes=TimeIn, gives=TimeOut)
    def post(self, request: Request, article_id: int) -> Response:
        """Count active work. No more is added than has passed since: what is sent twice counts once."""
        seconds = parsed(TimeIn, request)["seconds"]
        there = services.count(actor=signed_in(request), article_id=article_id, seconds=seconds)
        return Response({"seconds": there}, status=status.HTTP_200_OK)
