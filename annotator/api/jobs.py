"""Jobs over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.plumbing import PAGING, operation, page_of, paged
from annotator.http import signed_in
from annotator.models import JobState
from annotator.models.jobs import Lane
from annotator.queries import activity
from annotator.queries import jobs as queries
from annotator.queries import projects as project_queries
from annotator.services import jobs as services

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import Job


class ProgressOut(serializers.Serializer[Any]):
    """How far a job is; a total of 0 is not known yet."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()


class JobOut(serializers.Serializer[Any]):
    """A piece of background work."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(JobState.choices)
    lane = serializers.ChoiceField(
        [lane.queue for lane in Lane],
        help_text="Where it waits: `interactive` first, then `export`, then `compute`.",
    )
    progress = ProgressOut()
    attempts = serializers.IntegerField()
    error = serializers.CharField()
    result = serializers.JSONField(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class FailedOut(JobOut):
    """A job that failed, and its project."""

    project = serializers.IntegerField(allow_null=True)


class _Listed(serializers.BaseSerializer[Any]):
    def to_representation(self, instance: Job) -> dict[str, Any]:
        return queries.as_data(instance)


class ActivityOut(serializers.Serializer[Any]):
    """How much of one's own work is under way, and what of it failed in the last day."""

    running = serializers.IntegerField()
    waiting = serializers.IntegerField()
    failed = FailedOut(many=True)


class Activity(APIView):
    """One's own jobs, over all projects."""

    @operation("activity", gives=ActivityOut)
    def get(self, request: Request) -> Response:
        """Count one's jobs that run and wait, and tell the newest that failed in the last day."""
        return Response(activity.now_of(signed_in(request)))


class Jobs(APIView):
    """A project's jobs."""

    @operation("job_list", gives=page_of(JobOut), parameters=PAGING)
    def get(self, request: Request, project_id: int) -> Response:
        """List a project's jobs, newest first."""
        user = signed_in(request)
        project_queries.project_for(user, project_id)
        return paged(self, queries.jobs_of(user, project_id), ("-created_at", "id"), _Listed)


class JobDetail(APIView):
    """One job."""

    @operation("job_get", gives=JobOut)
    def get(self, request: Request, job_id: UUID) -> Response:
        """Return a job: its state, how far it is, and how it ended."""
        return Response(queries.as_data(queries.job_for(signed_in(request), job_id).it))


class JobCancel(APIView):
    """Stopping a job."""

    @operation("job_cancel", gives=JobOut)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Stop a job: at once when it waits, at its next step when it runs."""
        return Response(queries.as_data(services.cancel(job=queries.steerable(signed_in(request), job_id))))


class JobRetry(APIView):
    """Trying a job again."""

    @operation("job_retry", gives=JobOut)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Try a failed or cancelled job again."""
        return Response(queries.as_data(services.retry(job=queries.steerable(signed_in(request), job_id))))
