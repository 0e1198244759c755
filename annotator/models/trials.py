"""Trials: articles whose gold layer is known, by which an annotator's work is tried."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotator.models.articles import Article


class Trial(models.Model):
    """That an article is a trial. Its key is its gold layer: what was adjudicated on it."""

    class Kind(models.TextChoices):
        """To what end, and who is told how it went."""

        TRAINING = "training", _("training: the annotator is told at once")
        GOLD = "gold", _("gold: counted, and told to the leads")
        ATTENTION = "attention", _("attention: looks like any other article; told to the leads only")

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="trial")
    kind = models.CharField(max_length=9, choices=Kind)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["article"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["training", "gold", "attention"]), name="a_trial_has_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} is {self.kind}"
