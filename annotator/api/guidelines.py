"""Guidelines over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed, version_asked, versioned
from annotator.errors import NotFound
from annotator.http import signed_in
from annotator.queries import guidelines as queries
from annotator.queries import people
from annotator.services import guidelines as services
from annotator.text.edits import edits

if TYPE_CHECKING:
    from annotator.models import Guidelines


class GuidelinesIn(serializers.Serializer[Any]):
    """Guidelines to save as the next version."""

    body = serializers.CharField(max_length=services.LONGEST, trim_whitespace=False, help_text="Markdown.")
    note = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=services.LONGEST_NOTE,
        default="",
        help_text="What changed.",
    )


class GuidelinesVersionOut(serializers.Serializer[Any]):
    """A version in the list of them. A note `= 3` says that version 3 was made the newest again."""

    version = serializers.IntegerField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()
    created_by = PersonOut(allow_null=True)


class GuidelinesOut(GuidelinesVersionOut):
    """One version of a project's guidelines; `html` is made of `body` and sanitised."""

    body = serializers.CharField()
    html = serializers.CharField()


class PartOut(serializers.Serializer[Any]):
    """A stretch of both versions (`=`), of the one before alone (`-`), or of this one alone (`+`)."""

    sign = serializers.ChoiceField(["=", "-", "+"])
    words = serializers.CharField()


class ReadingIn(serializers.Serializer[Any]):
    """The version that one has read."""

    version = serializers.IntegerField(min_value=1)


class ReadingOut(serializers.Serializer[Any]):
    """Which version somebody has read last; null for none."""

    person = PersonOut()
    version = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


def _version(row: Guidelines) -> dict[str, Any]:
    return {
        "version": row.version,
        "note": row.note,
        "created_at": row.created_at,
        "created_by": people.person(row.created_by) if row.created_by else None,
    }


def _whole(row: Guidelines) -> dict[str, Any]:
    return _version(row) | {"body": row.body, "html": row.html}


class CurrentGuidelines(APIView):
    """A project's newest guidelines."""

    @operation("guidelines_get", gives=GuidelinesOut)
    def get(self, request: Request, project_id: int) -> Response:
        """Return a project's newest guidelines; 404 before there are any."""
        found = queries.current_of(signed_in(request), project_id)
        if found is None:
            raise NotFound("This project has no guidelines yet.")
        return versioned(_whole(found), found.version)

    @operation("guidelines_save", takes=GuidelinesIn, gives=GuidelinesOut, conditional=True)
    def put(self, request: Request, project_id: int) -> Response:
        """Save guidelines as the next version; If-Match is "0" for the first. Owners and curators may."""
        user = signed_in(request)
        base = version_asked(request)
        body = parsed(GuidelinesIn, request)
        row = services.save(actor=user, project_id=project_id, base_version=base, **body)
        return versioned(_whole(row), row.version)


class GuidelinesVersions(APIView):
    """All versions of a project's guidelines."""

    @operation("guidelines_versions", gives=GuidelinesVersionOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """List the versions without their words, newest first."""
        rows = queries.versions_of(signed_in(request), project_id)
        return Response([_version(row) for row in rows])


class GuidelinesVersion(APIView):
    """One version of a project's guidelines."""

    @operation("guidelines_version", gives=GuidelinesOut)
    def get(self, request: Request, project_id: int, version: int) -> Response:
        """Return one version."""
        return Response(_whole(queries.version_of(signed_in(request), project_id, version)))


class GuidelinesChanges(APIView):
    """What a version of the guidelines changed."""

    @operation("guidelines_changes", gives=PartOut(many=True))
    def get(self, request: Request, project_id: int, version: int) -> Response:
        """Return what a version changed against the one before it, word by word, in order."""
        user = signed_in(request)
        shown = queries.version_of(user, project_id, version)
        before = queries.version_of(user, project_id, version - 1).body if version > 1 else ""
        return Response([{"sign": sign, "words": words} for sign, words in edits(before, shown.body)])


class GuidelinesRestore(APIView):
    """An earlier version as the newest."""

    @operation("guidelines_restore", gives=GuidelinesOut)
    def post(self, request: Request, project_id: int, version: int) -> Response:
        """Save the words of an earlier version as the next one. Owners and curators may."""
        row = services.restore(actor=signed_in(request), project_id=project_id, version=version)
        return versioned(_whole(row), row.version)


class GuidelinesReadings(APIView):
    """Who has read a project's guidelines."""

    @operation("guidelines_readings", gives=ReadingOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """List the members and the version that each has read last. Owners and curators may."""
        rows = queries.readings_of(signed_in(request), project_id)
        return Response(
            [
                {"person": people.person(row.user), "version": row.read_version or None, "at": row.read_at}  # type: ignore[attr-defined]
                for row in rows
            ]
        )

    @operation("guidelines_read", takes=ReadingIn, gives=ReadingIn)
    def post(self, request: Request, project_id: int) -> Response:
        """Say that one has read a version; the newest that one has read is returned."""
        body = parsed(ReadingIn, request)
        return Response({"version": services.read(actor=signed_in(request), project_id=project_id, **body)})
