"""Projects: a team's workspace, its members and invitations."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.jobs import Job


class Role(models.TextChoices):
    """What a member may do; `annotator.policies` is the table."""

    OWNER = "owner", _("owner")
    CURATOR = "curator", _("curator")
    ANNOTATOR = "annotator", _("annotator")
    READER = "reader", _("reader")


class Blindness(models.TextChoices):
    """Whether annotators see each other's work on an article; `policies.opened` is the rule."""

    OFF = "off", _("everybody sees everything at once")
    OWN_DONE = "own_done", _("others' work is hidden until one's own is done")
    REVEALED = "revealed", _("others' work is hidden until the round is revealed")


class Project(models.Model):
    """A team's workspace: members, codebook, stories, articles."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the same wherever it is brought
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)
    suggestions_on = models.BooleanField(default=True)  # whether the machine proposes marks
    blind = models.CharField(max_length=8, choices=Blindness, default=Blindness.OFF)
    names_hidden = models.BooleanField(default=False)  # in adjudication: who marked what is not told
    decisions_shown = models.BooleanField(default=True)  # annotators see what was decided on theirs
    quality_shown = models.BooleanField(default=False)  # annotators see the figures of their own work
    # The number of the newest event. Each change adds one, last in its transaction: it is the
    # cursor of the live feed and the ETag of the project's lists.
    event_seq = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_project_has_a_name"),
            models.CheckConstraint(
                condition=Q(blind__in=Blindness.values), name="a_project_is_blind_in_a_known_way"
            ),
            models.UniqueConstraint(
                fields=["is_demo"], condition=Q(is_demo=True), name="at_most_one_demo_project"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person in a project. Who was removed keeps the row: their work stays attributed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    pseudonym = models.CharField(max_length=40, blank=True)  # in exports; given when first needed
    joined_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["project", "joined_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_membership_a_person_in_a_project"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="a_member_has_a_known_role"),
            models.UniqueConstraint(
                fields=["project", "pseudonym"],
                condition=~Q(pseudonym=""),
                name="one_pseudonym_a_member_of_a_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} of {self.project_id}"


class Invitation(models.Model):
    """A link that lets people join with a role. Only the digest of its secret is kept."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=12, choices=Role)
    digest = models.CharField(max_length=64, unique=True)  # sha256 of the secret in the link
    email = models.EmailField(blank=True)  # to whom it was sent; blank: a link to be passed on by hand
    mail_job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    mailed_at = models.DateTimeField(null=True)  # when a mail server last took it
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    max_uses = models.PositiveIntegerField(default=20)
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values) & ~Q(role=Role.OWNER),
                name="nobody_becomes_owner_by_invitation",
            ),
            models.CheckConstraint(
                condition=Q(uses__lte=F("max_uses")), name="an_invitation_is_not_used_too_often"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.project_id} until {self.expires_at:%Y-%m-%d}"
