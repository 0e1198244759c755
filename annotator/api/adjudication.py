"""Adjudication over the API: what is to be decided on a text, deciding, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.annotations import AnnotationOut, AnswerData, RangeIn, RangeOut
from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed, version_asked, versioned
from annotator.http import signed_in
from annotator.queries import adjudication as queries
from annotator.queries.gathering import STATES
from annotator.services import adjudication as services
from annotator.services.marking import LONGEST_NOTE, MOST_RANGES, Answer
from annotator.services.marking import RangeIn as RangeGiven

if TYPE_CHECKING:
    from uuid import UUID

MOST_AT_ONCE = 500


class MarkerOut(PersonOut):
    """Who marked it; where names are hidden an empty name, and a number that is theirs in this text."""

    number = serializers.IntegerField(required=False)


class MarkingOut(AnnotationOut):
    """What one person marked."""

    author = MarkerOut()


class PlaceOut(serializers.Serializer[Any]):
    """A range of the text, in code points."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()


class MajorityOut(serializers.Serializer[Any]):
    """What most say, to be filled in beforehand. Where there is no majority it is left open."""

    kept = serializers.BooleanField(allow_null=True, help_text="Of all who worked on the text.")
    ranges = PlaceOut(many=True, allow_null=True, help_text="Those that most marked, or the middle ones.")
    most_ranges = PlaceOut(
        many=True, allow_null=True, help_text="Marked by more than half: other ones overrule them."
    )
    codes = AnswerData(many=True)
    open = serializers.ListField(
        child=serializers.CharField(), help_text="The dimensions on which there is no majority."
    )
    votes = serializers.IntegerField(help_text="How many marked it.")
    voters = serializers.IntegerField(help_text="How many worked on the text, or said that they are done.")
    unanimous = serializers.BooleanField(help_text="All of them marked it, with the same borders and codes.")


class BasisData(serializers.Serializer[Any]):
    """An annotation that a decision rests on, in the version that was looked at."""

    annotation = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class DecisionOut(serializers.Serializer[Any]):
    """What was decided on one passage: a row of the gold layer, if it is kept."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField()
    layer = serializers.CharField()
    kept = serializers.BooleanField(help_text="False: it is none.")
    reason = serializers.CharField(help_text="Why most are overruled.")
    overrules = serializers.BooleanField()
    decided_by = PersonOut()
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()
    ranges = RangeOut(many=True)
    codes = AnswerData(many=True)
    basis = BasisData(many=True)


class DeltaOut(serializers.Serializer[Any]):
    """What came after the decision: ids of annotations."""

    new = serializers.ListField(child=serializers.UUIDField())
    changed = serializers.ListField(child=serializers.UUIDField())
    gone = serializers.ListField(child=serializers.UUIDField())


class ItemOut(serializers.Serializer[Any]):
    """One passage to decide on, or decided."""

    layer = serializers.CharField()
    state = serializers.ChoiceField(STATES, help_text="changed: something came after the decision.")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    markings = MarkingOut(many=True)
    majority = MajorityOut()
    decision = DecisionOut(allow_null=True)
    delta = DeltaOut()


class CountsOut(serializers.Serializer[Any]):
    """How many passages there are, by state; `unanimous` are those open ones that everybody marked alike."""

    all = serializers.IntegerField()
    open = serializers.IntegerField()
    decided = serializers.IntegerField()
    changed = serializers.IntegerField()
    unanimous = serializers.IntegerField()


class TableOut(serializers.Serializer[Any]):
    """All that is to be decided on a text, in its order."""

    seq = serializers.IntegerField(help_text="The number of the project's newest event.")
    voters = serializers.IntegerField()
    names_hidden = serializers.BooleanField()
    counts = CountsOut()
    results = ItemOut(many=True)


class DecisionIn(serializers.Serializer[Any]):
    """What is decided on one passage. Without a basis it is added, where nobody marked it."""

    layer = serializers.CharField(max_length=40)
    kept = serializers.BooleanField()
    ranges = RangeIn(many=True, max_length=MOST_RANGES)  # type: ignore[call-arg]  # a list's
    codes = AnswerData(many=True, required=False, default=list)
    basis = BasisData(  # type: ignore[call-arg]  # a list's
        many=True, required=False, default=list, max_length=services.MOST_BASIS
    )
    reason = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=LONGEST_NOTE,
        help_text="Asked for (422, with what is overruled in `overrules`) when more than half say otherwise.",
    )
    version = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        help_text="Of the decision that is changed; without it a new one is made, once.",
    )


class IdsIn(serializers.Serializer[Any]):
    """New ids, one for each passage that is to be decided on."""

    ids = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_AT_ONCE)


class DecisionsOut(serializers.Serializer[Any]):
    """Decisions."""

    results = DecisionOut(many=True)


class Adjudication(APIView):
    """What is to be decided on a text."""

    @operation("adjudication_get", gives=TableOut)
    def get(self, request: Request, revision_id: int) -> Response:
        """Return what people marked in a text, put together, with what most say and what was decided."""
        return Response(queries.table_as_data(queries.table_for(signed_in(request), revision_id)))


class Unanimous(APIView):
    """What everybody marked alike."""

    @operation("decide_unanimous", takes=IdsIn, gives=DecisionsOut)
    def post(self, request: Request, revision_id: int) -> Response:
        """Keep what everybody marked with the same borders and codes, as far as the ids go."""
        ids = parsed(IdsIn, request)["ids"]
        made = services.accept_unanimous(actor=signed_in(request), revision_id=revision_id, ids=ids)
        return Response({"results": made})


class DecisionOn(APIView):
    """A decision on a text, by the id that the client made."""

    @operation("decide", takes=DecisionIn, gives=DecisionOut)
    def put(self, request: Request, revision_id: int, decision_id: UUID) -> Response:
        """Decide on a passage, or decide anew. Sent again, it changes nothing."""
        body = parsed(DecisionIn, request)
        decided = services.Decided(
            layer=body["layer"],
            kept=body["kept"],
            ranges=[RangeGiven(each["start"], each["end"], each.get("quote")) for each in body["ranges"]],
            answers=[
                Answer(each["dimension"], each.get("code"), each.get("words", "")) for each in body["codes"]
            ],
            basis={each["annotation"]: each["version"] for each in body["basis"]},
            reason=body["reason"],
            version=body["version"],
        )
        told = services.decide(
            actor=signed_in(request), revision_id=revision_id, decision_id=decision_id, decided=decided
        )
        return versioned(told, told["version"])


class DecisionDetail(APIView):
    """One decision."""

    @operation("decision_withdraw", code=204, conditional=True)
    def delete(self, request: Request, decision_id: UUID) -> Response:
        """Take a decision back: its passage is open again. It can be restored."""
        services.withdraw(actor=signed_in(request), decision_id=decision_id, version=version_asked(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class DecisionRestore(APIView):
    """A decision that was taken back."""

    @operation("decision_restore", gives=DecisionOut)
    def post(self, request: Request, decision_id: UUID) -> Response:
        """Bring a decision back. 409 where its marks were decided on in the meantime."""
        told = services.restore(actor=signed_in(request), decision_id=decision_id)
        return versioned(told, told["version"])
