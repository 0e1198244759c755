"""Suggestions over the API: what is open for oneself, and what one does with each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.annotations import AnnotationOut, AnswerData, RangeIn, marked_from
from annotator.api.plumbing import operation, parsed, versioned
from annotator.http import signed_in
from annotator.queries import articles as article_queries
from annotator.queries import suggestions as queries
from annotator.services import suggestions as services
from annotator.services.marking import LONGEST_NOTE


class SuggestionOut(serializers.Serializer[Any]):
    """A mark that the engine proposes; code points, half-open. `entry` is the lexicon's."""

    id = serializers.IntegerField()
    layer = serializers.CharField()
    codes = AnswerData(many=True)
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    quote = serializers.CharField()
    entry = serializers.CharField()
    explanation = serializers.CharField()


class SuggestionsOut(serializers.Serializer[Any]):
    """What is open on a revision for oneself."""

    on = serializers.BooleanField(help_text="Whether the project has suggestions switched on.")
    ready = serializers.BooleanField(help_text="Whether the engine has read this text.")
    engine = serializers.CharField(help_text="The version of mapping and lexicons.")
    results = SuggestionOut(many=True)


class SeenOut(serializers.Serializer[Any]):
    """Whether there was anything to be seen."""

    ready = serializers.BooleanField(help_text="False: nothing was logged, since the text was not read yet.")


class AcceptSuggestionIn(serializers.Serializer[Any]):
    """The id of the annotation to be made. With a layer, it is made as is said here, else as proposed."""

    id = serializers.UUIDField()
    layer = serializers.CharField(max_length=40, required=False)
    ranges = RangeIn(many=True, required=False)
    codes = AnswerData(many=True, required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE)
    confidence = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=5)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want layer and ranges together: half a mark is none."""
        for one, other in (("layer", "ranges"), ("ranges", "layer"), ("codes", "layer"), ("note", "layer")):
            if one in attrs and other not in attrs:
                raise serializers.ValidationError({other: _("A changed suggestion is sent whole.")})
        return attrs


class Suggestions(APIView):
    """The suggestions of a revision."""

    @operation("suggestion_list", gives=SuggestionsOut)
    def get(self, request: Request, revision_id: int) -> Response:
        """List what is open for oneself: not answered, not marked, and known to the newest codebook."""
        user = signed_in(request)
        return Response(queries.open_on(user, article_queries.revision_for(user, revision_id).it))


class SuggestionsSeen(APIView):
    """That the suggestions of a revision were shown."""

    @operation("suggestion_seen", gives=SeenOut)
    def post(self, request: Request, revision_id: int) -> Response:
        """Log that one has seen them; the first time counts. A text that was not read yet is read soon."""
        return Response({"ready": services.seen(actor=signed_in(request), revision_id=revision_id)})


class SuggestionAccept(APIView):
    """An accepted suggestion."""

    @operation("suggestion_accept", takes=AcceptSuggestionIn, gives=AnnotationOut, code=201)
    def post(self, request: Request, suggestion_id: int) -> Response:
        """Make a mark of it, changed or not. Sent again with the same id, it answers 200."""
        body = parsed(AcceptSuggestionIn, request)
        written = services.accept(
            actor=signed_in(request),
            suggestion_id=suggestion_id,
            annotation_id=body["id"],
            marked=marked_from(body) if "layer" in body else None,
        )
        code = status.HTTP_201_CREATED if written.made else status.HTTP_200_OK
        return versioned(written.data, written.data["version"], code)


class SuggestionReject(APIView):
    """A rejected suggestion."""

    @operation("suggestion_reject", code=204)
    def post(self, request: Request, suggestion_id: int) -> Response:
        """Say that one does not want it. Others still see it."""
        services.reject(actor=signed_in(request), suggestion_id=suggestion_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SuggestionAnswer(APIView):
    """One's answer to a suggestion."""

    @operation("suggestion_reopen", code=204)
    def delete(self, request: Request, suggestion_id: int) -> Response:
        """Take one's answer back; the mark that was made of it is deleted."""
        services.undo(actor=signed_in(request), suggestion_id=suggestion_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
