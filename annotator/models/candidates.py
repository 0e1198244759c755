"""Candidates: the index by which accounts of one event find each other, what it found, what people declined.

The index is a project's own. An article's heaviest terms are its postings; how many articles have a term is
counted as articles come and go. `docs/adr/0010-candidates.md` says why.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotator.models.articles import Article, Story
from annotator.models.projects import Project

ALL = ""
"""The term that every article has: its frequency is the number of articles in the index."""


class Term(models.Model):
    """A term of a project's articles, and how many of those in the index have it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.CharField(max_length=64)  # `text.stories` cuts longer ones
    frequency = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "text"], name="one_term_a_text_in_a_project")
        ]

    def __str__(self) -> str:
        return self.text


class Profile(models.Model):
    """What the index keeps of an article; there is none for those out of sight."""

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="profile"
    )
    digest = models.CharField(max_length=64)  # of title, day and text: the same is not indexed twice
    day = models.FloatField(null=True)  # days since 1970, when it is dated
    # {term: weight} of length 1, as JSON; its terms are the postings. As text: jsonb keeps no order, on which
    # sums depend, and the framework's own field takes 10 ms for a hundred of them, orjson 1.
    vector = models.TextField()
    terms = models.JSONField()  # all terms that were counted for it

    def __str__(self) -> str:
        return f"profile of {self.article_id}"


class Posting(models.Model):
    """One of the heaviest terms of one article. The day stands here too: reading 1,000 touches no table."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="+", db_index=False)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="postings")
    day = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["term", "day", "profile"], name="postings_of_a_term_by_day")]

    def __str__(self) -> str:
        return f"{self.term_id} in {self.profile_id}"


class Candidate(models.Model):
    """An article that may tell of the same event as another. Each pair stands in both directions."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="candidates")
    other = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()  # the cosine, above 0

    class Meta:
        ordering = ["-score", "other"]
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="one_candidate_a_pair"),
            models.CheckConstraint(condition=~Q(article=F("other")), name="a_candidate_is_another_article"),
            models.CheckConstraint(
                condition=Q(score__gt=0, score__lte=1), name="a_candidate_scores_above_zero_up_to_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} for {self.article_id}"


class Declined(models.Model):
    """Somebody said that an article does not tell of a story's event: it is not offered there again."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="declined")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["story", "article"], name="declined_once_for_a_story")]

    def __str__(self) -> str:
        return f"{self.article_id} not of {self.story_id}"
