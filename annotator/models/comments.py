"""Comments: what members say to each other about an annotation, and whom that concerns."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from annotator.models.annotations import Annotation

LONGEST_BODY = 5_000  # code points of Markdown


class Thread(models.Model):
    """The talk about one annotation; the row is made with its first comment."""

    annotation = models.OneToOneField(
        Annotation, primary_key=True, on_delete=models.CASCADE, related_name="thread"
    )
    # The number of its newest comment. Counting it up locks the thread, so that numbers have no gap.
    newest = models.PositiveIntegerField(default=0)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["annotation"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="a_thread_is_resolved_by_somebody_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"on {self.annotation_id}"


class Comment(models.Model):
    """One comment, in Markdown. Its id is made by the client, so that sending it twice makes it once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField()  # in its thread: what a person has read goes up to one
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    body = models.TextField()
    # Made of the body when that is written: 1 ms, but 300 for 5,000 hostile characters. Sanitised when read.
    html = models.TextField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["thread", "number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="one_comment_a_number_in_a_thread"),
            models.CheckConstraint(condition=Q(number__gt=0), name="comment_numbers_begin_at_one"),
            models.CheckConstraint(condition=Q(version__gt=0), name="comment_versions_begin_at_one"),
            models.CheckConstraint(condition=~Q(body=""), name="a_comment_says_something"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("body"), LONGEST_BODY), name="a_comment_is_not_too_long"
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True, deleted_by__isnull=True)
                | Q(deleted_at__isnull=False, deleted_by__isnull=False),
                name="a_comment_is_deleted_by_somebody_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} on {self.thread_id} by {self.author_id}"


class InboxItem(models.Model):
    """That a comment concerns a person, and why: the strongest reason counts. Nobody is told of their own."""

    class Why(models.TextChoices):
        """From the strongest reason to the weakest."""

        MENTION = "mention", "mentions them"
        MARK = "mark", "is on an annotation of theirs"
        REPLY = "reply", "stands in a thread they wrote in"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="concerns")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox")
    why = models.CharField(max_length=8, choices=Why)

    class Meta:
        ordering = ["person", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "person"], name="a_comment_stands_once_in_a_persons_inbox"
            ),
            models.CheckConstraint(
                condition=Q(why__in=["mention", "mark", "reply"]), name="an_inbox_item_has_a_known_reason"
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="inbox_of_a_person")]

    def __str__(self) -> str:
        return f"{self.comment_id} for {self.person_id}: {self.why}"


class Reading(models.Model):
    """How far a person has read a thread: up to and including the comment of this number."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["person", "thread"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "person"], name="one_reading_a_person_and_thread")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.thread_id} up to {self.number}"
