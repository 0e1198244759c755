"""Deeds: what was done to accounts. What is done in a project is an event there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeedVerb(models.TextChoices):
    """What can be done."""

    MADE = "made", _("made an account")
    PASSWORD_CHANGED = "password-changed", _("changed the password")
    PASSWORD_RESET = "password-reset", _("chose a new password by a mailed link")
    SIGNED_OUT = "signed-out", _("signed out everywhere")
    FACTOR_ON = "factor-on", _("turned two-factor on")
    FACTOR_OFF = "factor-off", _("turned two-factor off")
    CODES_MADE = "codes-made", _("made new recovery codes")
    CONNECTED = "connected", _("connected single sign-on")
    DISCONNECTED = "disconnected", _("took single sign-on off")
    HELD_OFF = "held-off", _("was held off after too many wrong passwords")
    LINK_MADE = "link-made", _("made a link for a new password")
    CLOSED = "closed", _("closed the account")
    OPENED = "opened", _("opened the account again")


class Deed(models.Model):
    """One thing done: by whom (nobody: the operator's shell, or a stranger), to whose account."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=20, choices=DeedVerb)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verb__in=DeedVerb.values),
                name="a_deed_is_one_of_those_that_can_be_done",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="deeds_newest_first")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.verb} {self.person_id}"
