"""Releases: a row that breaks each of their constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from annotator.models import Release
from tests.models.breaking import again, change

if TYPE_CHECKING:
    from collections.abc import Callable


def draft(w: Any) -> Release:
    return Release.objects.create(
        project=w.team.project, version="1.0", title="The bridge", released_on="2026-05-04", licence="CC0-1.0"
    )


def published(w: Any) -> Release:
    row, now = draft(w), timezone.now()
    written = {"file": "a.zip", "size": 1, "sha256": "ab", "report": {}, "event_seq": 1, "finished_at": now}
    change(row, **written, published_at=now)
    return row


BREAKING: dict[str, Callable[[Any], object]] = {
    "a_release_has_version_and_title": lambda w: change(draft(w), title=""),
    "a_release_calls_people_as_is_known": lambda w: change(draft(w), people="numbers"),
    "a_written_release_has_file_checksum_and_report": lambda w: change(published(w), report=None),
    "only_a_written_release_is_published": lambda w: change(draft(w), published_at=timezone.now()),
    "only_a_published_release_is_withdrawn_with_a_reason": lambda w: change(
        published(w), withdrawn_at=timezone.now()
    ),
    "one_published_release_a_version": lambda w: again(published(w)),
    "at_most_one_draft_a_project": lambda w: again(draft(w)),
}
