"""What was decided on one's own marks, over the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.annotations import AnswerData
from annotator.api.plumbing import PAGING, operation, page_of, paged
from annotator.http import signed_in
from annotator.queries import verdicts as queries


class VerdictOut(serializers.Serializer[Any]):
    """What was decided on a mark of one's own."""

    annotation = serializers.UUIDField()
    article = serializers.IntegerField()
    title = serializers.CharField()
    quote = serializers.CharField()
    layer = serializers.CharField()
    kept = serializers.BooleanField()
    borders = serializers.BooleanField(help_text="Kept with other borders.")
    codes = serializers.ListField(
        child=serializers.CharField(), help_text="Dimensions on which it was decided otherwise."
    )
    reason = serializers.CharField()
    decided_quote = serializers.CharField()
    decided_codes = AnswerData(many=True)
    at = serializers.DateTimeField()

    def to_representation(self, instance: Any) -> dict[str, Any]:  # noqa: ANN401 - a row, or a verdict
        """Return a verdict; of a row of a list it is told here."""
        told = instance if isinstance(instance, dict) else queries.verdict(instance)
        return super().to_representation(told)


class VerdictsOut(serializers.Serializer[Any]):
    """What was decided on one's marks of a text."""

    results = VerdictOut(many=True)


class TextVerdicts(APIView):
    """What was decided on one's marks of a text."""

    @operation("verdict_list_of_revision", gives=VerdictsOut)
    def get(self, request: Request, revision_id: int) -> Response:
        """List what was decided on one's own marks of a text, as far as the project shows it."""
        return Response({"results": queries.on_text(signed_in(request), revision_id)})


class ProjectVerdicts(APIView):
    """What was decided on one's marks in a project."""

    @operation("verdict_list", gives=page_of(VerdictOut), parameters=PAGING)
    def get(self, request: Request, project_id: int) -> Response:
        """List what was decided on one's own marks, newest first, as far as the project shows it."""
        _, rows = queries.of_project(signed_in(request), project_id)
        return paged(self, rows, ("-pk",), VerdictOut)
