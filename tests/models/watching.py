"""Watches: a row that breaks each of their constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from annotator.models import Robots, Watch, WatchedHost
from tests.models.breaking import change

if TYPE_CHECKING:
    from collections.abc import Callable


def watch(w: Any) -> Watch:
    host = WatchedHost.objects.create(name="news.example")
    return Watch.objects.create(article=w.team.article, host=host, due_at=timezone.now())


def robots(_: Any) -> Robots:
    return Robots.objects.create(origin="https://news.example", found="none", stale_at=timezone.now())


BREAKING: dict[str, Callable[[Any], object]] = {
    "a_watched_host_has_a_name": lambda _: WatchedHost.objects.create(name=""),
    "robots_have_rules_only_where_they_were_found": lambda w: change(robots(w), rules="Disallow: /"),
    "a_watch_has_a_next_look_exactly_while_it_is_on": lambda w: change(watch(w), due_at=None),
    "a_watch_has_a_reason_exactly_when_it_ended_by_itself": lambda w: change(
        watch(w), state="ended", due_at=None
    ),
    "a_watch_looks_at_a_known_pace": lambda w: change(watch(w), every=2),
    "a_watch_that_looked_says_what_came_of_it": lambda w: change(watch(w), looked_at=timezone.now()),
}
