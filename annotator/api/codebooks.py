"""Codebooks over the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, version_asked, versioned
from annotator.formats import codebook as records
from annotator.http import signed_in
from annotator.queries import codebooks as queries
from annotator.queries import people
from annotator.services import codebooks as services


class CodeData(serializers.Serializer[Any]):
    """An answer to a dimension."""

    key = serializers.SlugField()
    label = serializers.CharField()  # type: ignore[assignment]  # declared fields leave the class
    definition = serializers.CharField(required=False)
    use_when = serializers.CharField(required=False)
    not_when = serializers.CharField(required=False)
    examples = serializers.ListField(child=serializers.CharField(), required=False)
    counterexamples = serializers.ListField(child=serializers.CharField(), required=False)
    shortcut = serializers.CharField(required=False, max_length=1)
    colour = serializers.ChoiceField(records.COLOURS, required=False)
    pattern = serializers.ChoiceField(records.PATTERNS, required=False)
    level = serializers.IntegerField(required=False, allow_null=True)
    maps_to = serializers.DictField(child=serializers.CharField(), required=False)


class DimensionData(serializers.Serializer[Any]):
    """A question that a layer asks."""

    key = serializers.SlugField()
    label = serializers.CharField()  # type: ignore[assignment]  # declared fields leave the class
    kind = serializers.ChoiceField(records.KINDS)
    definition = serializers.CharField(required=False)
    required = serializers.BooleanField(required=False)  # type: ignore[assignment]
    counts_for_agreement = serializers.BooleanField(required=False)
    codes = CodeData(many=True, required=False)


class LayerData(serializers.Serializer[Any]):
    """A kind of passage."""

    key = serializers.SlugField()
    label = serializers.CharField()  # type: ignore[assignment]  # declared fields leave the class
    colour = serializers.ChoiceField(records.COLOURS)
    pattern = serializers.ChoiceField(records.PATTERNS)
    definition = serializers.CharField(required=False)
    shortcut = serializers.CharField(required=False, max_length=1)
    dimensions = DimensionData(many=True, required=False)


class CodebookIn(serializers.Serializer[Any]):
    """A codebook to save as the next version."""

    layers = LayerData(many=True)
    note = serializers.CharField(required=False, help_text="What changed.")


class _Note(serializers.Serializer[Any]):
    note = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class CodebookOut(serializers.Serializer[Any]):
    """One version of a codebook."""

    version = serializers.IntegerField()
    note = serializers.CharField()
    layers = LayerData(many=True)


class CodebookVersionOut(serializers.Serializer[Any]):
    """A version in the list of them."""

    version = serializers.IntegerField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()
    created_by = PersonOut(allow_null=True)


def codebook_data(index: queries.CodebookIndex) -> dict[str, Any]:
    """Return a codebook as the API and the pages' scripts have it."""
    return {"version": index.row.version, "note": index.row.note, **index.record().as_dict()}


class CurrentCodebook(APIView):
    """A project's newest codebook."""

    @operation("codebook_get", gives=CodebookOut)
    def get(self, request: Request, project_id: int) -> Response:
        """Return a project's newest codebook."""
        index = queries.current_of(signed_in(request), project_id)
        return versioned(codebook_data(index), index.row.version)

    @operation("codebook_save", takes=CodebookIn, gives=CodebookOut, conditional=True)
    def put(self, request: Request, project_id: int) -> Response:
        """Save a codebook as the next version. Owners and curators may."""
        user = signed_in(request)
        base = version_asked(request)
        note = _Note(data=request.data)  # `records.parse` says what else there may be
        note.is_valid(raise_exception=True)
        index = services.save(
            actor=user,
            project_id=project_id,
            record=records.parse(request.data),
            base_version=base,
            note=note.validated_data["note"],
        )
        return versioned(codebook_data(index), index.row.version)


class CodebookVersions(APIView):
    """All versions of a project's codebook."""

    @operation("codebook_versions", gives=CodebookVersionOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """List the versions, newest first."""
        return Response(
            [
                {
                    "version": row.version,
                    "note": row.note,
                    "created_at": row.created_at,
                    "created_by": people.person(row.created_by) if row.created_by else None,
                }
                for row in queries.versions_of(signed_in(request), project_id)
            ]
        )
