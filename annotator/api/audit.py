"""The log of a project over the API: searched, and as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation
from annotator.errors import Invalid
from annotator.http import signed_in, streamed
from annotator.queries import audit as queries
from annotator.queries import people

if TYPE_CHECKING:
    from django.http import StreamingHttpResponse

    from annotator.models import Event

_LONGEST = 60  # characters: the widest of the columns
_NO_ID = 2**63  # no database has ids from here on

WANTED = [
    OpenApiParameter("scope", str, description="Only these, such as revision:12 or story:3."),
    OpenApiParameter("person", int, description="Who did it."),
    OpenApiParameter("noun", str, description="The first half of the verb: annotation, cell, member."),
    OpenApiParameter("verb", str, description="Such as annotation.created."),
    OpenApiParameter("subject", str, description="The id of the thing; say its noun as well."),
    OpenApiParameter("article", int, description="What happened to an article."),
    OpenApiParameter("story", int, description="What happened to a story and its accounts."),
    OpenApiParameter("since", OpenApiTypes.DATETIME, description="From this moment."),
    OpenApiParameter("until", OpenApiTypes.DATETIME, description="Before this moment."),
]


class EventOut(serializers.Serializer[Any]):
    """A change: who, when, what, old and new."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = PersonOut(allow_null=True)
    verb = serializers.CharField()
    subject = serializers.CharField()
    scope = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class EventsOut(serializers.Serializer[Any]):
    """Events after a number, oldest first; ask again after the last one for more.

    With `before` in the question newest first, and `older` is the number to ask before next, or null.
    """

    seq = serializers.IntegerField(help_text="The number of the project's newest event.")
    results = EventOut(many=True)
    older = serializers.IntegerField(required=False, allow_null=True)


def _event(row: Event) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": row.at,
        "actor": people.person(row.actor) if row.actor else None,
        "verb": row.verb,
        "subject": row.subject,
        "scope": row.scope,
        "before": row.before,
        "after": row.after,
    }


def _number(request: Request, name: str) -> int | None:
    """Return what is asked for by number; events are asked for after any, however large."""
    raw = request.query_params.get(name)
    if raw is None:
        return None
    digits = raw.isascii() and raw.removeprefix("-").isdigit()
    found = int(raw[:30]) if digits else _NO_ID
    if not digits or (found >= _NO_ID and name not in {"after", "before"}):
        raise Invalid("`%(name)s` is a number.", field=name, name=name)
    return min(max(found, 0), _NO_ID - 1)


def _words(request: Request, name: str) -> str:
    raw = request.query_params.get(name, "")
    if len(raw) > _LONGEST or not raw.isprintable():
        raise Invalid("`%(name)s` has at most 60 characters.", field=name, name=name)
    return raw


def _moment(request: Request, name: str) -> datetime | None:
    raw = request.query_params.get(name, "")
    if not raw:
        return None
    try:
        found = datetime.fromisoformat(raw)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Invalid("`%(name)s` is a moment, such as 2026-05-04T10:00Z.", field=name, name=name) from None


def _wanted(request: Request) -> queries.Wanted:
    return queries.Wanted(
        person=_number(request, "person"),
        noun=_words(request, "noun"),
        verb=_words(request, "verb"),
        subject=_words(request, "subject"),
        scope=_words(request, "scope"),
        article=_number(request, "article"),
        story=_number(request, "story"),
        since=_moment(request, "since"),
        until=_moment(request, "until"),
    )


class Events(APIView):
    """A project's log."""

    @operation(
        "event_list",
        gives=EventsOut,
        parameters=[
            OpenApiParameter("after", int, description="The number of the last event that one has."),
            OpenApiParameter("before", int, description="Newest first, below this number; 0 for the newest."),
            *WANTED,
        ],
    )
    def get(self, request: Request, project_id: int) -> Response:
        """List a project's events after a number, at most 200; or, with `before`, the newest, at most 50."""
        user, wanted = signed_in(request), _wanted(request)
        before = _number(request, "before")
        if before is not None:
            page = queries.page_for(user, project_id, wanted, before=before or None)
            told = [_event(row) for row in page.events]
            return Response({"seq": page.project.event_seq, "results": told, "older": page.older})
        after = _number(request, "after") or 0
        project, rows = queries.events_after(user, project_id, wanted, after=after)
        return Response({"seq": project.event_seq, "results": [_event(row) for row in rows]})


class EventsCsv(APIView):
    """A project's log as a table."""

    @operation("event_csv", gives=OpenApiTypes.BINARY, media="text/csv", parameters=WANTED)
    def get(self, request: Request, project_id: int) -> StreamingHttpResponse:
        """Send the events as CSV, oldest first, `before` and `after` as JSON. Owners and curators may."""
        return _file(request, project_id, "csv")


class EventsJsonl(APIView):
    """A project's log as records."""

    @operation("event_jsonl", gives=OpenApiTypes.BINARY, media="application/x-ndjson", parameters=WANTED)
    def get(self, request: Request, project_id: int) -> StreamingHttpResponse:
        """Send the events as JSONL, oldest first. Owners and curators may."""
        return _file(request, project_id, "jsonl")


def _file(request: Request, project_id: int, form: str) -> StreamingHttpResponse:
    records = queries.records_for(signed_in(request), project_id, _wanted(request))
    return streamed(records, queries.COLUMNS, f"history-{project_id}", form)
