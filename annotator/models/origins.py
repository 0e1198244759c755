"""Origins: what is known of a text by itself, and a person's word on where an account's text is from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotator.models.articles import Article, Revision
from annotator.models.times import ChangedAt


class TextFacts(models.Model):
    """What was counted and read in a revision, once: its words, and the agencies that it credits."""

    revision = models.OneToOneField(
        Revision, primary_key=True, on_delete=models.CASCADE, related_name="facts"
    )
    words = models.PositiveIntegerField()
    agencies = models.JSONField(default=list)  # names, in the order of the text

    class Meta:
        verbose_name_plural = "text facts"

    def __str__(self) -> str:
        return f"{self.words} words in {self.revision_id}"


class OriginChoice(models.Model):
    """What a person said of an account's origin; it stands above what the machine finds.

    With `same_as` it goes back to the same text as that account; without, it was written on its own.
    """

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="origin_choice"
    )
    same_as = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="+")
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    chosen_at = ChangedAt()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(same_as__isnull=True) | ~Q(same_as=F("article")),
                name="an_account_is_no_copy_of_itself",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} as {self.same_as_id}" if self.same_as_id else f"{self.article_id} alone"
