"""Gold mentions over the API: which kept passages state which claims, and deciding on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.adjudication import MarkerOut
from annotator.api.gold import CellDeltaOut
from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed, version_asked, versioned
from annotator.http import signed_in
from annotator.queries import gold_mentions as queries
from annotator.services import gold_mentions as services
from annotator.services.marking import LONGEST_NOTE

if TYPE_CHECKING:
    from uuid import UUID


class GoldSayingOut(serializers.Serializer[Any]):
    """What one person says, who has put the passage on a claim: on this one, or on others."""

    person = MarkerOut()
    holds = serializers.BooleanField()


class MentionMajorityOut(serializers.Serializer[Any]):
    """What more than half of them say; null: neither."""

    holds = serializers.BooleanField(allow_null=True)
    votes = serializers.IntegerField(help_text="Who put it on this claim.")
    voters = serializers.IntegerField(help_text="Who put it on any.")


class GoldMentionOut(serializers.Serializer[Any]):
    """What was decided on a mention."""

    claim = serializers.UUIDField()
    passage = serializers.UUIDField(help_text="The decision that kept the passage.")
    article = serializers.IntegerField()
    holds = serializers.BooleanField()
    reason = serializers.CharField()
    overrules = serializers.BooleanField()
    decided_by = PersonOut()
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class GoldPassageOut(serializers.Serializer[Any]):
    """A passage that was kept."""

    passage = serializers.UUIDField()
    article = serializers.IntegerField()
    quote = serializers.CharField()


class GoldMentionItemOut(GoldPassageOut):
    """One mention to decide on, or decided."""

    state = serializers.ChoiceField(queries.STATES)
    said = GoldSayingOut(many=True)
    majority = MentionMajorityOut()
    seen = serializers.CharField(help_text="Stands for what they say as it is; sent back with a decision.")
    decision = GoldMentionOut(allow_null=True)
    delta = CellDeltaOut()


class GoldMentionRowOut(serializers.Serializer[Any]):
    """A claim, with the passages that somebody put on it."""

    id = serializers.UUIDField()
    wording = serializers.CharField()
    mentions = GoldMentionItemOut(many=True)


class GoldMentionCountsOut(serializers.Serializer[Any]):
    """How many mentions there are, by state."""

    all = serializers.IntegerField()
    open = serializers.IntegerField()
    decided = serializers.IntegerField()
    changed = serializers.IntegerField()


class WaitingMarksOut(serializers.Serializer[Any]):
    """Marks of an account that stand on claims, and whose passage is not decided on yet."""

    article = serializers.IntegerField()
    count = serializers.IntegerField()


class GoldMentionsOut(serializers.Serializer[Any]):
    """What is to be decided on the mentions of a story."""

    seq = serializers.IntegerField(help_text="The number of the project's newest event.")
    names_hidden = serializers.BooleanField()
    counts = GoldMentionCountsOut()
    rows = GoldMentionRowOut(many=True)
    spare = GoldPassageOut(many=True, help_text="Kept on the layer of claims, and on no claim.")
    waiting = WaitingMarksOut(many=True)


class GoldMentionIn(serializers.Serializer[Any]):
    """What is decided on a mention."""

    holds = serializers.BooleanField()
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_NOTE)
    seen = serializers.CharField(
        required=False,
        allow_null=True,
        default=None,
        max_length=40,
        help_text="Of what people say as it was looked at: refused (409) where it is something else by now.",
    )
    version = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, help_text="Of the decision to change."
    )


class StoryGoldMentions(APIView):
    """The mentions of a story as they are decided on."""

    @operation("gold_mention_list", gives=GoldMentionsOut)
    def get(self, request: Request, story_id: int) -> Response:
        """Return which kept passages people put on which claims, what most say, and what was decided."""
        return Response(queries.table_as_data(queries.mentions_for(signed_in(request), story_id)))


class GoldMentionDetail(APIView):
    """The gold mention of one claim and one kept passage."""

    @operation("gold_mention_put", takes=GoldMentionIn, gives=GoldMentionOut)
    def put(self, request: Request, claim_id: UUID, decision_id: UUID) -> Response:
        """Decide whether a kept passage states a claim, or decide anew. Sent again, it changes nothing."""
        told = services.decide(
            actor=signed_in(request),
            claim_id=claim_id,
            decision_id=decision_id,
            **parsed(GoldMentionIn, request),
        )
        return versioned(told, told["version"])

    @operation("gold_mention_delete", code=204, conditional=True)
    def delete(self, request: Request, claim_id: UUID, decision_id: UUID) -> Response:
        """Take the decision on a mention back."""
        services.withdraw(
            actor=signed_in(request),
            claim_id=claim_id,
            decision_id=decision_id,
            version=version_asked(request),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
