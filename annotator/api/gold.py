"""Gold cells over the API: what is to be decided on a story's matrix, and deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.adjudication import MarkerOut
from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed, version_asked, versioned
from annotator.http import signed_in
from annotator.models import Cell
from annotator.queries import gold as queries
from annotator.services import gold as services
from annotator.services.marking import LONGEST_NOTE

if TYPE_CHECKING:
    from uuid import UUID

DECIDED = [(value, label) for value, label in Cell.Status.choices if value != Cell.Status.UNCHECKED]


class GoldFindingOut(serializers.Serializer[Any]):
    """What one person found."""

    person = MarkerOut()
    status = serializers.ChoiceField(DECIDED)
    certainty = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()
    version = serializers.IntegerField()


class CellMajorityOut(serializers.Serializer[Any]):
    """What most say; an empty status: there is no majority."""

    status = serializers.CharField()
    certainty = serializers.IntegerField(allow_null=True)
    votes = serializers.IntegerField()
    voters = serializers.IntegerField(help_text="Who set the cell.")


class GoldCellOut(serializers.Serializer[Any]):
    """What was decided on a cell."""

    claim = serializers.UUIDField()
    article = serializers.IntegerField()
    status = serializers.ChoiceField(DECIDED)
    certainty = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    overrules = serializers.BooleanField()
    decided_by = PersonOut()
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class CellDeltaOut(serializers.Serializer[Any]):
    """What came after the decision: names of people, or their numbers."""

    new = serializers.ListField(child=serializers.CharField())
    changed = serializers.ListField(child=serializers.CharField())
    gone = serializers.ListField(child=serializers.CharField(allow_blank=True))


class GoldItemOut(serializers.Serializer[Any]):
    """One cell to decide on, or decided."""

    article = serializers.IntegerField()
    state = serializers.ChoiceField(queries.STATES)
    findings = GoldFindingOut(many=True)
    quotes = serializers.ListField(child=serializers.CharField())
    majority = CellMajorityOut()
    seen = serializers.CharField(help_text="Stands for the findings as they are; sent back with a decision.")
    decision = GoldCellOut(allow_null=True)
    delta = CellDeltaOut()


class GoldRowOut(serializers.Serializer[Any]):
    """A claim with its cells, in the accounts' order."""

    id = serializers.UUIDField()
    wording = serializers.CharField()
    cells = GoldItemOut(many=True)


class GoldAccountOut(serializers.Serializer[Any]):
    """An account."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # the framework has another `source`


class GoldCountsOut(serializers.Serializer[Any]):
    """How many cells there are by state; `all` that somebody set or decided."""

    all = serializers.IntegerField()
    open = serializers.IntegerField()
    decided = serializers.IntegerField()
    changed = serializers.IntegerField()


class GoldTableOut(serializers.Serializer[Any]):
    """The matrix of a story as it is decided on."""

    seq = serializers.IntegerField(help_text="The number of the project's newest event.")
    names_hidden = serializers.BooleanField()
    counts = GoldCountsOut()
    accounts = GoldAccountOut(many=True)
    rows = GoldRowOut(many=True)


class GoldCellIn(serializers.Serializer[Any]):
    """What is decided on a cell."""

    status = serializers.ChoiceField(DECIDED)
    certainty = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=4
    )
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_NOTE)
    seen = serializers.CharField(
        required=False,
        allow_null=True,
        default=None,
        max_length=40,
        help_text="Of the findings that were looked at: refused (409) where they are others by now.",
    )
    version = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, help_text="Of the decision to change."
    )


class StoryGold(APIView):
    """The matrix of a story as it is decided on."""

    @operation("gold_get", gives=GoldTableOut)
    def get(self, request: Request, story_id: int) -> Response:
        """Return what people found in each cell, what most say, and what was decided."""
        return Response(queries.table_as_data(queries.gold_for(signed_in(request), story_id)))


class GoldCellDetail(APIView):
    """The gold cell of one claim and one account."""

    @operation("gold_cell_put", takes=GoldCellIn, gives=GoldCellOut)
    def put(self, request: Request, claim_id: UUID, article_id: int) -> Response:
        """Decide on a cell, or decide anew. Sent again, it changes nothing."""
        told = services.decide_cell(
            actor=signed_in(request), claim_id=claim_id, article_id=article_id, **parsed(GoldCellIn, request)
        )
        return versioned(told, told["version"])

    @operation("gold_cell_delete", code=204, conditional=True)
    def delete(self, request: Request, claim_id: UUID, article_id: int) -> Response:
        """Take the decision on a cell back."""
        services.withdraw_cell(
            actor=signed_in(request),
            claim_id=claim_id,
            article_id=article_id,
            version=version_asked(request),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
