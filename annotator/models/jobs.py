"""A piece of background work. The row is the job; a broker's message only says that a row waits."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job is. The last three are final, but for `services.jobs.retry`."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


TRIES = 3  # in which a job gets nowhere until it is given up

FINAL = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class Lane(models.IntegerChoices):
    """The line that a job waits in, the first one first. A worker serves all, or those that it is told."""

    INTERACTIVE = 0, _("somebody waits for it")
    EXPORT = 1, _("whole files, out and in")
    COMPUTE = 2, _("computed in bulk")

    @property
    def queue(self) -> str:
        """What the broker calls it."""
        return self.name.lower()


LANES: dict[str, Lane] = {
    "carry": Lane.INTERACTIVE,
    "import": Lane.INTERACTIVE,
    "intake-reading": Lane.INTERACTIVE,
    "invitation mail": Lane.INTERACTIVE,
    "password mail": Lane.INTERACTIVE,
    "refetch": Lane.INTERACTIVE,
    "export": Lane.EXPORT,
    "intake": Lane.EXPORT,
    "release": Lane.EXPORT,
    "restore": Lane.EXPORT,
}
"""Where each kind of job waits unless it is asked for otherwise; what is not named is computed in bulk."""


class Job(models.Model):
    """One piece of background work: what to do, how far it is, who holds it, how it ended.

    Only `services.jobs` writes here. A worker owns the row while `token` is its own and `lease_until` lies
    ahead; every write of a worker names the token, so one that lost its lease changes nothing any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict, blank=True)
    project = models.ForeignKey(
        "annotator.Project", on_delete=models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dedupe_key = models.CharField(
        max_length=200, unique=True, null=True, blank=True
    )  # held until the job ends
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    lane = models.PositiveSmallIntegerField(choices=Lane, default=Lane.COMPUTE)
    turn = models.PositiveBigIntegerField(default=0)  # its place in the lane's line, see `services.jobs`
    # The job that a burst of its kind began with, by which pages show them as one; none: that one itself.
    first = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="burst")

    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(default=0)  # 0: not known yet
    progress_note = models.CharField(max_length=200, blank=True, default="")

    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=TRIES)  # grows with each step that is kept
    token = models.UUIDField(null=True, blank=True)
    available_at = models.DateTimeField(default=timezone.now)  # not before this
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # when a worker was last asked for
    cancel_requested = models.BooleanField(default=False)

    error = models.TextField(blank=True, default="")  # a sentence for whoever asked for the work
    traceback = models.TextField(blank=True, default="")  # for the owner of the instance only
    result = models.JSONField(null=True, blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="job_state_is_one_of_the_five"
            ),
            models.CheckConstraint(
                condition=Q(progress_total=0) | Q(progress_done__lte=F("progress_total")),
                name="job_progress_is_not_above_its_total",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=F("max_attempts")), name="job_attempts_are_not_above_their_limit"
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, token__isnull=False, lease_until__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(token__isnull=True, lease_until__isnull=True)),
                name="job_has_a_lease_exactly_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINAL, finished_at__isnull=False)
                | (~Q(state__in=FINAL) & Q(finished_at__isnull=True)),
                name="job_has_an_end_exactly_when_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(lane__in=Lane.values), name="job_waits_in_one_of_the_three_lanes"
            ),
        )
        indexes = (
            # The sweeper's two questions, each over the few rows that are not finished.
            models.Index(
                fields=["available_at"], condition=Q(state=JobState.QUEUED), name="job_waiting_by_time"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state=JobState.RUNNING), name="job_running_by_lease"
            ),
            # The next in line, and the last in it of a project: each the first entry of an index.
            models.Index(
                fields=["lane", "turn", "created_at"], condition=Q(state=JobState.QUEUED), name="job_in_line"
            ),
            models.Index(
                fields=["project", "lane", "turn"],
                condition=Q(state__in=UNFINISHED),
                name="job_turns_of_project",
            ),
            models.Index(fields=["project", "-created_at"], name="job_project_newest_first"),
            models.Index(fields=["created_by", "-created_at"], name="job_person_newest_first"),
            # The sweeper's third question: what may go.
            models.Index(
                fields=["finished_at"], condition=Q(finished_at__isnull=False), name="job_ended_by_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.state})"

    @property
    def percent(self) -> int | None:
        """How far it is, from 0 to 100; None while the total is not known."""
        if self.state == JobState.DONE:
            return 100
        return 100 * self.progress_done // self.progress_total if self.progress_total else None

    @property
    def is_final(self) -> bool:
        """Whether it ended, well or not."""
        return self.state in FINAL
