"""Assignments: who is to annotate which article, by when, and how far they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.articles import Article


class Assignment(models.Model):
    """One person's task with one article; without a person it lies in the pool, for whoever takes it.

    Who has no assignment may annotate all the same: an assignment asks for work, it never hides any.
    """

    class State(models.TextChoices):
        """How far it is. Who gives a task up keeps the row and the work; the pool gets a new one."""

        TO_DO = "to_do", _("to do")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")
        REOPENED = "reopened", _("reopened")
        ABANDONED = "abandoned", _("given up")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="assignments"
    )
    state = models.CharField(max_length=11, choices=State, default=State.TO_DO)
    due = models.DateField(null=True)  # tells, and never takes anything away
    position = models.PositiveIntegerField(default=0)  # the order of a person's queue
    paused = models.BooleanField(default=False)  # put aside by its person; next/previous pass it over
    note = models.CharField(max_length=300, blank=True)  # why it was reopened, or given up
    seconds = models.PositiveIntegerField(default=0)  # of active work, as the page counted it
    seen_at = models.DateTimeField(null=True)  # when the page last counted
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["person", "position", F("due").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person"],
                condition=Q(person__isnull=False) & ~Q(state="abandoned"),
                name="one_assignment_a_person_and_article",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["to_do", "in_progress", "done", "reopened", "abandoned"]),
                name="an_assignment_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(state="to_do"), name="the_pool_holds_what_is_to_do"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="what_is_done_was_done_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="assignment_by_person")]

    def __str__(self) -> str:
        return f"{self.article_id} for {self.person_id}: {self.state}"
