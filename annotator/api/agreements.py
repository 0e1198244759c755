"""Agreement over the API: asking for a report, the newest one, and the passages behind its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.jobs import JobOut
from annotator.api.plumbing import operation, parsed
from annotator.errors import Invalid, NotFound
from annotator.http import number_in, signed_in
from annotator.queries import agreements as queries
from annotator.queries import jobs as job_queries
from annotator.queries.behind import behind
from annotator.queries.codebooks import current_for_project
from annotator.services import agreements as services

if TYPE_CHECKING:
    from annotator.agreement.records import Rating
    from annotator.queries.behind import Behind

_MOST = 500  # disagreements in one answer

SCOPE = [
    OpenApiParameter("round", int, description="0: as it stands; 1: each for oneself; 2: after the reveal."),
    OpenApiParameter("story", int, description="Only this story."),
]


class FiguresIn(serializers.Serializer[Any]):
    """Of what the figures are to be."""

    round = serializers.IntegerField(min_value=0, max_value=2, default=0, help_text="0: as it stands.")
    story = serializers.IntegerField(min_value=1, allow_null=True, default=None, help_text="null: all.")


class ReportOut(serializers.Serializer[Any]):
    """Figures of agreement as they were when the report was made; docs/agreement.md says what they mean."""

    id = serializers.UUIDField()
    round = serializers.IntegerField()
    story = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField()
    since = serializers.IntegerField(help_text="How many events the project has had since.")
    figures = serializers.JSONField(help_text="{layers, dimensions, cells, mentions, links, people, ...}")


class BehindOut(serializers.Serializer[Any]):
    """Who gave what. `confusion` is there for a pair: the first gave `row` where the other gave `column`."""

    dimension = serializers.CharField()
    scale = serializers.ListField(child=serializers.CharField())
    confusion = serializers.ListField(
        child=serializers.JSONField(), allow_null=True, help_text="{row, column, items: [Item]}"
    )
    disagreements = serializers.ListField(
        child=serializers.JSONField(), help_text="Those of the most differing pairs first: {differing, item}."
    )
    count = serializers.IntegerField(help_text="Of all disagreements; at most 500 are in the answer.")
    hidden = serializers.IntegerField(
        help_text="Articles left out: one is to annotate them without seeing others' work."
    )


class Agreement(APIView):
    """Agreement in a project."""

    @operation("agreement_ask", takes=FiguresIn, gives=JobOut, code=status.HTTP_202_ACCEPTED)
    def post(self, request: Request, project_id: int) -> Response:
        """Ask for a report. While one on the same scope is at work, that job is the answer."""
        scope = queries.Scope(**parsed(FiguresIn, request))
        job = services.ask(actor=signed_in(request), project_id=project_id, scope=scope)
        return Response(job_queries.as_data(job), status=status.HTTP_202_ACCEPTED)

    @operation("agreement_get", gives=ReportOut, parameters=SCOPE)
    def get(self, request: Request, project_id: int) -> Response:
        """Return the newest report on a scope; there is none until one was asked for."""
        project = queries.project_for(signed_in(request), project_id).it
        scope = _scope(request)
        shown = queries.newest_of(project, scope)
        if shown.report is None:
            raise NotFound
        return Response(
            {
                "id": shown.report.pk,
                "round": scope.round,
                "story": scope.story,
                "at": shown.report.at,
                "since": shown.since,
                "figures": shown.report.data,
            }
        )


class AgreementBehind(APIView):
    """The passages behind the figures."""

    @operation(
        "agreement_behind",
        gives=BehindOut,
        parameters=[
            OpenApiParameter(
                "dimension",
                str,
                required=True,
                description="`claim.certainty`, `cells.status`, a layer, `mentions` or `links`.",
            ),
            OpenApiParameter("pair", str, description="Two people's ids: `3-7`."),
            OpenApiParameter("article", int, description="Only this article."),
            *SCOPE,
        ],
    )
    def get(self, request: Request, project_id: int) -> Response:
        """Return who gave what where another gave something else, as it is at this moment."""
        user = signed_in(request)
        project = queries.project_for(user, project_id).it
        found = behind(
            user,
            project,
            _scope(request),
            current_for_project(project_id),
            request.query_params.get("dimension", ""),
            _pair(request.query_params.get("pair", "")),
            _number(request, "article"),
        )
        squares = found.confusion.cells if found.confusion else {}
        return Response(
            {
                "dimension": found.dimension.name,
                "scale": [str(each) for each in found.scale],
                "confusion": [
                    {
                        "row": row,
                        "column": column,
                        "items": [_item(found.ratings[each.item], found) for each in items],
                    }
                    for (row, column), items in squares.items()
                ]
                if found.confusion
                else None,
                "disagreements": [
                    {
                        "differing": round(each.differing, 4),
                        "item": _item([rating for _, some in each.given for rating in some], found),
                    }
                    for each in found.disagreements[:_MOST]
                ],
                "count": len(found.disagreements),
                "hidden": found.hidden,
            }
        )


def _item(given: list[Rating], found: Behind) -> dict[str, Any]:
    return {
        "key": str(given[0].item),
        "given": [
            {"person": each.rater, "value": each.value, **found.places.get(str(each.id), {})}
            for each in given
        ],
    }


def _scope(request: Request) -> queries.Scope:
    number = _number(request, "round") or 0
    if number > 2:  # noqa: PLR2004 - there are two rounds
        raise Invalid("`round` is 0, 1 or 2.", field="round")
    return queries.Scope(number, _number(request, "story"))


def _number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name, "")
    number = number_in(given)
    if given and number is None:
        raise Invalid("`%(name)s` is a number.", field=name, name=name)
    return number


def _pair(given: str) -> tuple[int, int] | None:
    if not given:
        return None
    first, _dash, second = given.partition("-")
    one, other = number_in(first), number_in(second)
    if one is None or other is None or first == second:
        raise Invalid("`pair` is the ids of two people, such as `3-7`.", field="pair")
    return one, other
