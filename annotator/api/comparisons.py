"""Comparisons over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.jobs import JobOut
from annotator.api.plumbing import operation, parsed
from annotator.http import signed_in
from annotator.queries import articles as article_queries
from annotator.queries import comparisons as queries
from annotator.queries import jobs as job_queries
from annotator.services import comparisons as services

if TYPE_CHECKING:
    from annotator.models import Comparison


class PairIn(serializers.Serializer[Any]):
    """Two articles of a project."""

    left = serializers.IntegerField()
    right = serializers.IntegerField()


class ComparisonOut(serializers.Serializer[Any]):
    """What two revisions share; `result` is null until its job is done. Ranges are code points."""

    id = serializers.IntegerField()
    left = serializers.IntegerField(help_text="A revision; the lower number of the two.")
    right = serializers.IntegerField()
    engine = serializers.CharField()
    job = JobOut(allow_null=True)
    result = serializers.JSONField(allow_null=True)


def comparison_data(row: Comparison) -> dict[str, Any]:
    """Return a comparison as the API and the pages' scripts have it."""
    return {
        "id": row.pk,
        "left": row.left_id,
        "right": row.right_id,
        "engine": row.engine,
        "job": job_queries.as_data(row.job) if row.job else None,
        "result": row.result,
    }


class PairOut(serializers.Serializer[Any]):
    """Two accounts that are compared, or wait for it; what was found stands in the comparison."""

    id = serializers.IntegerField()
    left = serializers.IntegerField(help_text="A revision; the lower number of the two.")
    right = serializers.IntegerField()
    ready = serializers.BooleanField()


class StoryComparisonsOut(serializers.Serializer[Any]):
    """How far the comparisons of a story's accounts are."""

    pairs = serializers.IntegerField(help_text="How many there are to be.")
    ready = serializers.IntegerField(help_text="How many are computed.")
    job = JobOut(allow_null=True, help_text="What the others wait for.")
    comparisons = PairOut(many=True)


class StoryComparisons(APIView):
    """All pairs of a story's accounts."""

    @operation(
        "comparison_list",
        gives=StoryComparisonsOut,
        parameters=[OpenApiParameter("accounts", str, description="Articles of the story: `3,5,9`.")],
    )
    def get(self, request: Request, story_id: int) -> Response:
        """Tell how far the comparisons of a story's accounts are, or of some; nothing is asked for."""
        user = signed_in(request)
        story = article_queries.story_for(user, story_id).it
        asked = {int(each) for each in request.GET.get("accounts", "").split(",") if each.isdecimal()}
        accounts = [
            each for each in article_queries.accounts_of(user, story) if not asked or each.pk in asked
        ]
        rows = queries.standing(article_queries.newest_revisions(accounts))
        waiting = [row for row in rows if not row.is_ready]
        return Response(
            {
                "pairs": len(accounts) * (len(accounts) - 1) // 2,
                "ready": len(rows) - len(waiting),
                "job": next((job_queries.as_data(row.job) for row in waiting if row.job), None),
                "comparisons": [
                    {"id": row.pk, "left": row.left_id, "right": row.right_id, "ready": row.is_ready}
                    for row in rows
                ],
            }
        )

    @operation("comparison_ask", gives=ComparisonOut(many=True), code=202)
    def post(self, request: Request, story_id: int) -> Response:
        """Ask for all pairs of a story's accounts; those that stand come at once."""
        rows = services.ask_for_story(actor=signed_in(request), story_id=story_id)
        return Response([comparison_data(row) for row in rows], status=status.HTTP_202_ACCEPTED)


class Comparisons(APIView):
    """Two articles."""

    @operation("comparison_ask_pair", takes=PairIn, gives=ComparisonOut, code=202)
    def post(self, request: Request) -> Response:
        """Ask for the comparison of two articles' newest revisions."""
        user = signed_in(request)
        body = parsed(PairIn, request)
        one = article_queries.article_for(user, body["left"]).it
        other = article_queries.article_for(user, body["right"]).it
        row = services.ask_for_pair(actor=user, one=one, other=other)
        return Response(comparison_data(row), status=status.HTTP_202_ACCEPTED)


class ComparisonDetail(APIView):
    """One comparison."""

    @operation("comparison_get", gives=ComparisonOut)
    def get(self, request: Request, comparison_id: int) -> Response:
        """Return a comparison."""
        return Response(comparison_data(queries.comparison_for(signed_in(request), comparison_id).it))
