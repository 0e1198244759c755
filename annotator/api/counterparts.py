"""Counterparts over the API: suggested mentions, shown, accepted, rejected, taken back."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.plumbing import operation, parsed
from annotator.http import signed_in
from annotator.models import Cell
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import counterparts as queries
from annotator.services import counterparts as services
from annotator.services.counterparts import Taken


class BesideOut(serializers.Serializer[Any]):
    """The passage, quoted for the claim, to which a counterpart was aligned."""

    source = serializers.CharField()  # type: ignore[assignment]  # declared fields are taken out of the class
    quote = serializers.CharField()


class CounterpartOut(serializers.Serializer[Any]):
    """A sentence that may mention a claim, with what its wording suggests. Offsets are code points."""

    id = serializers.IntegerField(allow_null=True, help_text="Null until it was shown to somebody.")
    claim = serializers.UUIDField()
    wording = serializers.CharField()
    article = serializers.IntegerField()
    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # as above
    revision = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    before = serializers.CharField(trim_whitespace=False)
    quote = serializers.CharField(trim_whitespace=False)
    after = serializers.CharField(trim_whitespace=False)
    kind = serializers.ChoiceField(["verbatim", "paraphrase", "differs"])
    score = serializers.FloatField()
    status = serializers.ChoiceField(Cell.Status.choices)
    certainty = serializers.IntegerField(min_value=1, max_value=4)
    said_by = serializers.CharField()
    said_how = serializers.CharField()
    said = serializers.CharField()
    beside = BesideOut()


class CounterpartsOut(serializers.Serializer[Any]):
    """What one may still answer in a story."""

    results = CounterpartOut(many=True)


class TakenIn(serializers.Serializer[Any]):
    """The mark to make, with an id of the client's; what is left out is taken as it was suggested."""

    annotation = serializers.UUIDField()
    start = serializers.IntegerField(required=False, min_value=0)
    end = serializers.IntegerField(required=False, min_value=1)
    status = serializers.ChoiceField(Cell.Status.choices, required=False)
    certainty = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=4)


class TakenOut(serializers.Serializer[Any]):
    """The mark that was made, and whether anything was changed."""

    annotation = serializers.UUIDField()
    verdict = serializers.ChoiceField(["accepted", "edited"])


class StoryCounterparts(APIView):
    """Suggested mentions of a story's claims."""

    @operation("counterpart_list", gives=CounterpartsOut)
    def get(self, request: Request, story_id: int) -> Response:
        """List the sentences of other accounts that may mention a claim, which one has not answered."""
        user = signed_in(request)
        story = article_queries.story_for(user, story_id).require(Action.FILL_MATRIX)
        return Response({"results": CounterpartOut(queries.told(user, story), many=True).data})

    @operation("counterpart_show", gives=CounterpartsOut)
    def post(self, request: Request, story_id: int) -> Response:
        """List them to answer them, each with an id; that they were shown to one is logged."""
        shown = services.show(actor=signed_in(request), story_id=story_id)
        return Response({"results": CounterpartOut(shown, many=True).data})


class AcceptCounterpart(APIView):
    """A counterpart taken for a mention."""

    @operation("counterpart_accept", takes=TakenIn, gives=TakenOut)
    def post(self, request: Request, counterpart_id: int) -> Response:
        """Mark the passage, put the mark on the claim, and fill one's cell."""
        body = parsed(TakenIn, request)
        user = signed_in(request)
        proposed = services.proposed(found=queries.counterpart_for(user, counterpart_id).it)
        taken = Taken(
            **{
                name: body.get(name, getattr(proposed, name))
                for name in ("start", "end", "status", "certainty")
            }
        )
        done = services.accept(
            actor=user, counterpart_id=counterpart_id, annotation_id=body["annotation"], taken=taken
        )
        return Response(TakenOut(done).data)


class RejectCounterpart(APIView):
    """A counterpart that is no mention."""

    @operation("counterpart_reject", code=204)
    def post(self, request: Request, counterpart_id: int) -> Response:
        """Say that it is no mention; it is not suggested to one again."""
        services.reject(actor=signed_in(request), counterpart_id=counterpart_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class UndoCounterpart(APIView):
    """An answer taken back."""

    @operation("counterpart_undo", code=204)
    def post(self, request: Request, counterpart_id: int) -> Response:
        """Take one's answer back, with the mark that was made."""
        services.undo(actor=signed_in(request), counterpart_id=counterpart_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
