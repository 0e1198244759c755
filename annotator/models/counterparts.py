"""Counterparts: sentences of other accounts that may mention a claim too, and what people made of them.

They follow from the comparisons; a row is written when one is first shown to somebody.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from annotator.models.annotations import Annotation
from annotator.models.articles import Revision
from annotator.models.claims import Claim


class Counterpart(models.Model):
    """A sentence `[start, end)`, in code points, aligned with one that is quoted for a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="counterparts")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    kind = models.CharField(max_length=10)  # verbatim, paraphrase, differs
    score = models.FloatField()
    engine = models.CharField(max_length=100)  # that compared

    class Meta:
        ordering = ["claim", "revision", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "revision", "start", "end"], name="one_counterpart_a_claim_and_place"
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="a_counterpart_is_not_empty"),
            models.CheckConstraint(
                condition=Exact(Length("quote"), F("end") - F("start")),
                name="a_counterparts_quote_is_as_long_as_its_range",
            ),
        ]

    def __str__(self) -> str:
        return f"[{self.start}, {self.end}) for {self.claim_id}"


class CounterpartAnswer(models.Model):
    """A counterpart was shown to a person; their verdict, once they gave one."""

    class Verdict(models.TextChoices):
        """Nothing yet, accepted as it was, accepted with changes, or not."""

        NONE = "", "shown"
        ACCEPTED = "accepted", "accepted"
        EDITED = "edited", "accepted with changes"
        REJECTED = "rejected", "rejected"

    counterpart = models.ForeignKey(Counterpart, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    annotation = models.ForeignKey(Annotation, null=True, on_delete=models.SET_NULL, related_name="+")
    shown_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["counterpart", "shown_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["counterpart", "person"], name="one_answer_a_person_to_a_counterpart"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "accepted", "edited", "rejected"]),
                name="a_counterpart_has_a_known_verdict",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["accepted", "edited"]) | Q(annotation__isnull=True),
                name="only_an_accepted_counterpart_makes_an_annotation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counterpart_id} {self.verdict or 'shown'} to {self.person_id}"
