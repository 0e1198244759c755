"""The past of an annotation over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation
from annotator.http import signed_in
from annotator.queries import past as queries

if TYPE_CHECKING:
    from uuid import UUID


class PastChangeOut(serializers.Serializer[Any]):
    """One thing that was changed, in the words of the codebook of that time."""

    field = serializers.ChoiceField(["layer", "codes", "ranges", "note", "confidence", "codebook", "claim"])
    label = serializers.CharField(  # type: ignore[assignment]  # a field's own name for something else
        help_text="Of the dimension, for codes; else empty."
    )
    old = serializers.CharField()
    new = serializers.CharField()
    parts = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
        allow_null=True,
        help_text="Of a changed note, word by word: '=', '-' or '+', and the words.",
    )


class PastEventOut(serializers.Serializer[Any]):
    """One event of an annotation."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = PersonOut(allow_null=True)
    verb = serializers.CharField()
    undoes = serializers.IntegerField(allow_null=True, help_text="The event that it took back.")
    batch = serializers.UUIDField(allow_null=True, help_text="Shared by the events of one act.")
    changes = PastChangeOut(many=True)
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class PastOut(serializers.Serializer[Any]):
    """What happened to an annotation."""

    results = PastEventOut(many=True)


class AnnotationHistory(APIView):
    """The history of an annotation."""

    @operation("annotation_history", gives=PastOut)
    def get(self, request: Request, annotation_id: UUID) -> Response:
        """Tell who changed what, when, from what into what: oldest first, of a deleted one, too."""
        return Response({"results": queries.past_of(signed_in(request), annotation_id)})
