"""Links: how one claim stands to another, or one person's quote to another."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models.claims import Claim, Mention
from annotator.models.projects import Project


class Link(models.Model):
    """A link between two claims of a story, or between two mentions, in its author's layer.

    It reads from `from_...` to `to_...`: this one *qualifies* that one. What has no direction, same and
    contradicts, is stored once, from the lower id to the higher.
    """

    class Kind(models.TextChoices):
        """How the first stands to the second."""

        SAME = "same", _("says the same as")
        CONTRADICTS = "contradicts", _("contradicts")
        QUALIFIES = "qualifies", _("qualifies")
        MORE_SPECIFIC = "more_specific", _("is more specific than")
        UPDATES = "updates", _("updates")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=14, choices=Kind)
    from_claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="links_out")
    to_claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="links_in")
    from_mention = models.ForeignKey(Mention, null=True, on_delete=models.CASCADE, related_name="links_out")
    to_mention = models.ForeignKey(Mention, null=True, on_delete=models.CASCADE, related_name="links_in")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["same", "contradicts", "qualifies", "more_specific", "updates"]),
                name="a_link_has_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(
                    from_claim__isnull=False,
                    to_claim__isnull=False,
                    from_mention__isnull=True,
                    to_mention__isnull=True,
                )
                | Q(
                    from_claim__isnull=True,
                    to_claim__isnull=True,
                    from_mention__isnull=False,
                    to_mention__isnull=False,
                ),
                name="a_link_joins_two_claims_or_two_mentions",
            ),
            models.CheckConstraint(
                condition=(Q(from_claim__isnull=True) | ~Q(from_claim=F("to_claim")))
                & (Q(from_mention__isnull=True) | ~Q(from_mention=F("to_mention"))),
                name="nothing_is_linked_to_itself",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["same", "contradicts"])
                # Said of what is there: a check that comes to NULL would hold.
                | Q(from_claim__isnull=False, from_claim__lt=F("to_claim"))
                | Q(from_mention__isnull=False, from_mention__lt=F("to_mention")),
                name="a_link_without_direction_is_stored_one_way",
            ),
            models.UniqueConstraint(
                fields=["kind", "from_claim", "to_claim"],
                condition=Q(deleted_at__isnull=True, from_claim__isnull=False),
                name="two_claims_are_linked_once_a_kind",
            ),
            models.UniqueConstraint(
                fields=["kind", "from_mention", "to_mention", "author"],
                condition=Q(deleted_at__isnull=True, from_mention__isnull=False),
                name="a_person_links_two_mentions_once_a_kind",
            ),
        ]

    def __str__(self) -> str:
        one, other = self.ends
        return f"{one} {self.kind} {other}"

    @property
    def of(self) -> str:
        """What it joins: `"claim"` or `"mention"`."""
        return "claim" if self.from_claim_id else "mention"

    @property
    def ends(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The ids of what it leads from and to."""
        one = self.from_claim_id or self.from_mention_id
        other = self.to_claim_id or self.to_mention_id
        if one is None or other is None:
            raise ValueError("A link joins two things.")
        return one, other


UNDIRECTED = (Link.Kind.SAME, Link.Kind.CONTRADICTS)
ACYCLIC = (Link.Kind.MORE_SPECIFIC, Link.Kind.UPDATES)
# The same, read from the other end.
INVERSE = {
    Link.Kind.SAME: _("says the same as"),
    Link.Kind.CONTRADICTS: _("contradicts"),
    Link.Kind.QUALIFIES: _("is qualified by"),
    Link.Kind.MORE_SPECIFIC: _("is less specific than"),
    Link.Kind.UPDATES: _("is updated by"),
}
# In a word or two, for the row of the matrix.
SHORT = {
    Link.Kind.SAME: (_("same"), _("same")),
    Link.Kind.CONTRADICTS: (_("contradicts"), _("contradicts")),
    Link.Kind.QUALIFIES: (_("qualifies"), _("qualified by")),
    Link.Kind.MORE_SPECIFIC: (_("more specific"), _("less specific")),
    Link.Kind.UPDATES: (_("updates"), _("updated by")),
}
