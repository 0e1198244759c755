"""Overviews: what a story's accounts share and where they differ, kept for its page."""

from __future__ import annotations

from django.db import models

from annotator.models.articles import Story
from annotator.models.jobs import Job


class Overview(models.Model):
    """What a job found in a story's accounts. All of it can be made again from them."""

    story = models.OneToOneField(Story, primary_key=True, on_delete=models.CASCADE, related_name="overview")
    asked = models.CharField(max_length=64, blank=True)  # the mark of what was last asked for
    mark = models.CharField(max_length=64, blank=True)  # of what `facts` were made of: revisions and engines
    facts = models.JSONField(default=dict)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"overview of {self.story_id}"
