"""Watches: addresses of articles that are looked at again by themselves, and the hosts that are asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models.articles import Article
from annotator.models.jobs import Job


class WatchedHost(models.Model):
    """A host that is watched. One asks it at a time, and nobody before `free_at`, over all processes."""

    name = models.CharField(max_length=260, primary_key=True)
    free_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="a_watched_host_has_a_name")]

    def __str__(self) -> str:
        return self.name


class Robots(models.Model):
    """What an origin's robots.txt said when it was last asked for; kept until `stale_at` (RFC 9309)."""

    class Found(models.TextChoices):
        """What there was of it."""

        RULES = "rules", "rules"
        NONE = "none", "none: everything may be looked at"
        AWAY = "away", "it could not be read: nothing is looked at"

    origin = models.CharField(max_length=270, primary_key=True)  # https://example.org:8443
    found = models.CharField(max_length=5, choices=Found)
    rules = models.TextField(blank=True)
    stale_at = models.DateTimeField()

    class Meta:
        ordering = ["origin"]
        verbose_name_plural = "robots"
        constraints = [
            models.CheckConstraint(
                condition=Q(found="rules") | Q(found__in=["none", "away"], rules=""),
                name="robots_have_rules_only_where_they_were_found",
            )
        ]

    def __str__(self) -> str:
        return self.origin


class Watch(models.Model):
    """That an article's address is looked at again and again. One row an article: it is started anew."""

    class State(models.TextChoices):
        """Whether it looks; it ends by itself for a reason (`ended`)."""

        ON = "on", _("on")
        STOPPED = "stopped", _("stopped")
        ENDED = "ended", _("ended by itself")

    class Every(models.IntegerChoices):
        """How often, in hours, while the text changes; once it rests, ever more seldom."""

        HOUR = 1, _("every hour")
        SIX_HOURS = 6, _("every six hours")
        DAY = 24, _("every day")

    class Outcome(models.TextChoices):
        """What came of the last look."""

        NONE = "", _("Nobody has looked yet.")
        CHANGED = "changed", _("The text had changed: there is a new revision.")
        TRIVIAL = "trivial", _("The text had changed in trifles: there is a new revision that says so.")
        SAME = "same", _("The text was the same.")
        NOT_MODIFIED = "not_modified", _("The server said that nothing had changed.")
        MISSING = "missing", _("There was no page at this address.")
        GONE = "gone", _("The server said that the page is gone for good.")
        WAIT = "wait", _("The server asked for patience.")
        FORBIDDEN = "forbidden", _("The site asks programs not to read this page (robots.txt).")
        FAILED = "failed", _("The page could not be read.")

    class Why(models.TextChoices):
        """Why it ended by itself."""

        NONE = "", ""
        QUIET = "quiet", _("The text did not change for so long that nobody looks any more.")
        FAILING = "failing", _("The page could not be read for so long that nobody looks any more.")
        GONE = "gone", _("The page is gone for good.")
        STARTER = "starter", _("Whoever started it may not change articles here any more.")
        ARTICLE = "article", _("The article or its project was deleted, or the article has no address.")
        TRIAL = "trial", _("The article was made a trial: it keeps its text.")

    RESTS = 6  # looks that find the same, after which one waits twice as long

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="watch")
    host = models.ForeignKey(WatchedHost, on_delete=models.PROTECT, related_name="watches")
    state = models.CharField(max_length=7, choices=State, default=State.ON)
    why = models.CharField(max_length=8, choices=Why, blank=True)
    every = models.PositiveSmallIntegerField(choices=Every, default=Every.SIX_HOURS)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)  # when it looks next
    changed_at = models.DateTimeField(default=timezone.now)  # when the text last changed, or it was started
    quiet = models.PositiveIntegerField(default=0)  # looks in a row that found the same, or trifles
    failures = models.PositiveIntegerField(default=0)  # looks in a row that did not come to a text

    looked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    sentence = models.TextField(blank=True)  # a refusal's, in English, with holes for the facts
    facts = models.JSONField(default=dict, blank=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")  # the last look's

    # What the next look is asked with, and what it is held against.
    seen_url = models.URLField(max_length=2000, blank=True)  # the address that the next three are of
    etag = models.CharField(max_length=400, blank=True)
    last_modified = models.CharField(max_length=80, blank=True)
    seen_sha256 = models.CharField(max_length=64, blank=True)  # of headline, byline and text

    class Meta:
        ordering = ["article"]
        verbose_name_plural = "watches"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="on", due_at__isnull=False)
                | Q(state__in=["stopped", "ended"], due_at__isnull=True),
                name="a_watch_has_a_next_look_exactly_while_it_is_on",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="ended", why__in=["quiet", "failing", "gone", "starter", "article", "trial"]
                )
                | (~Q(state="ended") & Q(why="")),
                name="a_watch_has_a_reason_exactly_when_it_ended_by_itself",
            ),
            models.CheckConstraint(condition=Q(every__in=[1, 6, 24]), name="a_watch_looks_at_a_known_pace"),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, outcome="")
                | Q(
                    looked_at__isnull=False,
                    outcome__in=[
                        "changed", "trivial", "same", "not_modified", "missing", "gone", "wait",
                        "forbidden", "failed",
                    ],
                ),
                name="a_watch_that_looked_says_what_came_of_it",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["due_at"], condition=Q(state="on"), name="watches_by_next_look")]

    def __str__(self) -> str:
        return f"{self.article_id} ({self.state})"

    @property
    def rests(self) -> bool:
        """Whether it looks more seldom by now, because the text did not change."""
        return self.state == Watch.State.ON and self.quiet >= self.RESTS
