"""Rounds: an article is annotated blind, revealed, discussed and revised; what each round found is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.models.articles import Article


class Round(models.Model):
    """A round of work on an article. Number 1 is the blind one; the second begins when it is revealed.

    An article without a row is in its first round. To open the next round is to close the one before.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_round_a_number_of_an_article"),
            models.CheckConstraint(condition=Q(number__gt=0), name="round_numbers_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"round {self.number} of {self.article_id}"


class Keeping(models.Model):
    """What a person had found by the end of a round: a copy, which later work does not touch.

    In a project where one sees the others' work once one's own is done, it is made at that moment, and
    stays the first round's even if the person goes on; else when the round is closed.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="keepings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # As `queries.annotations.AnnotationData`, and {"claim", "status", "certainty", "note"}.
    annotations = models.JSONField(default=list)
    cells = models.JSONField(default=list)

    class Meta:
        ordering = ["round", "person"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="one_keeping_a_person_and_round"),
        ]

    def __str__(self) -> str:
        return f"of {self.person_id} in {self.round_id}"
