"""Claims over the API: claims, mentions, cells, the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed, version_asked, versioned
from annotator.http import signed_in
from annotator.models import Cell, Claim, Mention
from annotator.queries import articles as article_queries
from annotator.queries import claims as queries
from annotator.queries.matrix import finding
from annotator.services import claims as services

if TYPE_CHECKING:
    from uuid import UUID


class ClaimIn(serializers.Serializer[Any]):
    """A new claim; its id is made by the client. With an annotation it is put on the claim at once."""

    id = serializers.UUIDField()
    wording = serializers.CharField(max_length=400)
    annotation = serializers.UUIDField(required=False, allow_null=True, default=None)


class WordingIn(serializers.Serializer[Any]):
    """A claim's new wording."""

    wording = serializers.CharField(max_length=400)


class ClaimOut(serializers.Serializer[Any]):
    """A row of the matrix."""

    id = serializers.UUIDField()
    story = serializers.IntegerField(source="story_id")
    wording = serializers.CharField()
    position = serializers.IntegerField()
    version = serializers.IntegerField()


class ClaimsOut(serializers.Serializer[Any]):
    """A story's claims, in their order."""

    results = ClaimOut(many=True)


class MentionIn(serializers.Serializer[Any]):
    """The annotation that is put on a claim."""

    annotation = serializers.UUIDField()


class MentionOut(serializers.Serializer[Any]):
    """An annotation on a claim."""

    id = serializers.UUIDField()
    claim = serializers.UUIDField(source="claim_id")
    annotation = serializers.UUIDField(source="annotation_id")
    state = serializers.ChoiceField(Mention.State.choices)


class CellIn(serializers.Serializer[Any]):
    """What one found an account to say of a claim."""

    status = serializers.ChoiceField(Cell.Status.choices)
    certainty = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=4
    )
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class AlsoOut(serializers.Serializer[Any]):
    """What one person had found of a claim that was merged into another."""

    wording = serializers.CharField()
    status = serializers.ChoiceField(Cell.Status.choices)
    certainty = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()


class FindingOut(serializers.Serializer[Any]):
    """What one person found."""

    claim = serializers.UUIDField()
    article = serializers.IntegerField()
    annotator = PersonOut()
    status = serializers.ChoiceField(Cell.Status.choices)
    certainty = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()
    look_again = serializers.IntegerField(
        allow_null=True, help_text="The revision that changed what it rests on, until it is set again."
    )
    also = AlsoOut(many=True, help_text="What they found of claims merged into this one, where it differs.")
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField(allow_null=True, help_text="Null of what was decided.")


class Claims(APIView):
    """A story's claims."""

    @operation("claim_list", gives=ClaimsOut)
    def get(self, request: Request, story_id: int) -> Response:
        """List a story's claims."""
        story = article_queries.story_for(signed_in(request), story_id).it
        return Response({"results": ClaimOut(queries.claims_of(story), many=True).data})

    @operation("claim_create", takes=ClaimIn, gives=ClaimOut, code=201)
    def post(self, request: Request, story_id: int) -> Response:
        """Make a claim, from a highlight if one is named."""
        body = parsed(ClaimIn, request)
        made: Claim = services.create(
            actor=signed_in(request),
            story_id=story_id,
            claim_id=body["id"],
            wording=body["wording"],
            annotation_id=body["annotation"],
        )
        return versioned(ClaimOut(made).data, made.version, status.HTTP_201_CREATED)


class ClaimDetail(APIView):
    """One claim."""

    @operation("claim_get", gives=ClaimOut)
    def get(self, request: Request, claim_id: UUID) -> Response:
        """Return a claim."""
        row = queries.claim_for(signed_in(request), claim_id).it
        return versioned(ClaimOut(row).data, row.version)

    @operation("claim_change", takes=WordingIn, gives=ClaimOut, conditional=True)
    def patch(self, request: Request, claim_id: UUID) -> Response:
        """Word a claim anew."""
        row = services.reword(
            actor=signed_in(request),
            claim_id=claim_id,
            version=version_asked(request),
            **parsed(WordingIn, request),
        )
        return versioned(ClaimOut(row).data, row.version)

    @operation("claim_delete", code=204)
    def delete(self, request: Request, claim_id: UUID) -> Response:
        """Take a claim out of the matrix; it can be restored."""
        services.delete(actor=signed_in(request), claim_id=claim_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ClaimRestore(APIView):
    """A deleted claim."""

    @operation("claim_restore", gives=ClaimOut)
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Bring a deleted claim back, with its cells and mentions."""
        row = services.restore(actor=signed_in(request), claim_id=claim_id)
        return versioned(ClaimOut(row).data, row.version)


class Mentions(APIView):
    """The highlights on a claim."""

    @operation("mention_create", takes=MentionIn, gives=MentionOut, code=201)
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Put a highlight on a claim."""
        body = parsed(MentionIn, request)
        made = services.put(actor=signed_in(request), claim_id=claim_id, annotation_id=body["annotation"])
        return Response(MentionOut(made).data, status=status.HTTP_201_CREATED)


class MentionDetail(APIView):
    """One highlight on a claim."""

    @operation("mention_delete", code=204)
    def delete(self, request: Request, claim_id: UUID, annotation_id: UUID) -> Response:
        """Take one's highlight off a claim."""
        services.take_off(actor=signed_in(request), claim_id=claim_id, annotation_id=annotation_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CellDetail(APIView):
    """One's cell of the matrix."""

    @operation("cell_set", takes=CellIn, gives=FindingOut)
    def put(self, request: Request, claim_id: UUID, article_id: int) -> Response:
        """Say what an account does with a claim, as one found it."""
        cell = services.set_cell(
            actor=signed_in(request), claim_id=claim_id, article_id=article_id, **parsed(CellIn, request)
        )
        return Response(finding(cell))
