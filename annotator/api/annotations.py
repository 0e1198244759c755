"""Annotations over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.http import HttpResponse
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed, version_asked, versioned
from annotator.http import signed_in
from annotator.models import Annotation
from annotator.queries import annotations as queries
from annotator.queries import comments as comment_queries
from annotator.services import annotations as services
from annotator.services import assignments

if TYPE_CHECKING:
    from uuid import UUID


class RangeIn(serializers.Serializer[Any]):
    """A range in code points, half-open. A quote that is sent must stand there."""

    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=0)
    quote = serializers.CharField(required=False, trim_whitespace=False)


class RangeOut(serializers.Serializer[Any]):
    """A range with its quote and context (W3C TextPositionSelector and TextQuoteSelector)."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    quote = serializers.CharField()
    prefix = serializers.CharField()
    suffix = serializers.CharField()


class AnswerData(serializers.Serializer[Any]):
    """An answer to a dimension of the layer: a code, or words."""

    dimension = serializers.CharField(max_length=40)
    code = serializers.CharField(max_length=40, required=False)
    words = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class _Marked(serializers.Serializer[Any]):
    layer = serializers.CharField(max_length=40)
    ranges = RangeIn(many=True)
    codes = AnswerData(many=True, required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=services.LONGEST_NOTE)
    confidence = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=5)


class AnnotationIn(_Marked):
    """A new annotation; its id is made by the client."""

    id = serializers.UUIDField()


class AnnotationChange(_Marked):
    """What is to be changed; what is left out stays as it is. Codes and ranges are replaced whole."""

    layer = serializers.CharField(max_length=40, required=False)
    ranges = RangeIn(many=True, required=False)


class TalkOut(serializers.Serializer[Any]):
    """What is said on an annotation: how many comments, how many unread ones, whether that is resolved."""

    count = serializers.IntegerField(help_text="Deleted ones are not counted.")
    unread = serializers.IntegerField(help_text="By oneself; one's own are never unread.")
    resolved = serializers.BooleanField()


class AnnotationOut(serializers.Serializer[Any]):
    """An annotation."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField()
    layer = serializers.CharField()
    author = PersonOut()
    mine = serializers.BooleanField()
    note = serializers.CharField()
    confidence = serializers.IntegerField(allow_null=True)
    origin = serializers.ChoiceField(Annotation.Origin.choices)
    anchor = serializers.ChoiceField(Annotation.Anchor.choices)
    codebook = serializers.IntegerField(help_text="The version of the codebook it was made under.")
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    deleted_at = serializers.DateTimeField(allow_null=True)
    carried_from = serializers.UUIDField(
        allow_null=True,
        help_text="The annotation on an older text that it stands for; null: it was made here.",
    )
    ranges = RangeOut(many=True)
    codes = AnswerData(many=True)
    claims = serializers.ListField(child=serializers.UUIDField())
    comments = TalkOut(required=False, help_text="Told when it is read, not when it is written.")


class AnnotationsOut(serializers.Serializer[Any]):
    """All annotations of a revision."""

    seq = serializers.IntegerField(help_text="The number of the project's newest event.")
    results = AnnotationOut(many=True)


def _ranges(body: dict[str, Any]) -> list[services.RangeIn]:
    return [services.RangeIn(each["start"], each["end"], each.get("quote")) for each in body["ranges"]]


def _answers(body: dict[str, Any]) -> list[services.Answer]:
    return [
        services.Answer(each["dimension"], each.get("code"), each.get("words", "")) for each in body["codes"]
    ]


def marked_from(body: dict[str, Any]) -> services.Marked:
    """Return what a body says of a new annotation."""
    return services.Marked(
        layer=body["layer"],
        ranges=_ranges(body),
        answers=_answers({"codes": []} | body),
        note=body.get("note", ""),
        confidence=body.get("confidence"),
    )


class Annotations(APIView):
    """The annotations of a revision."""

    @operation(
        "annotation_list",
        gives=AnnotationsOut,
        parameters=[OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)],
    )
    def get(self, request: Request, revision_id: int) -> HttpResponse:
        """List all annotations of a revision. The ETag changes with any event of the project, or reading."""
        user = signed_in(request)
        listing = comment_queries.listing_for(user, revision_id)
        revision = listing.seen.it
        seq = revision.article.project.event_seq
        etag = f'"{revision_id}-{seq}-{user.pk}-{listing.read}"'
        if etag in parse_etags(request.headers.get("If-None-Match", "").replace("W/", "")):
            return HttpResponse(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": etag})
        # Thousands of rows: orjson over plain values, without a serializer for each.
        body = orjson.dumps({"seq": seq, "results": comment_queries.annotations_on(user, revision)})
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        return HttpResponse(body, content_type="application/json", headers=headers)

    @operation("annotation_create", takes=AnnotationIn, gives=AnnotationOut, code=201)
    def post(self, request: Request, revision_id: int) -> Response:
        """Mark a passage. Sent again with the same id, it answers 200 with what is there."""
        body = parsed(AnnotationIn, request)
        written = services.create(
            actor=signed_in(request),
            revision_id=revision_id,
            annotation_id=body["id"],
            marked=marked_from(body),
        )
        if written.begins:
            assignments.begin(actor=signed_in(request), revision_id=revision_id)
        code = status.HTTP_201_CREATED if written.made else status.HTTP_200_OK
        return versioned(written.data, written.data["version"], code)


class AnnotationDetail(APIView):
    """One annotation."""

    @operation("annotation_get", gives=AnnotationOut)
    def get(self, request: Request, annotation_id: UUID) -> Response:
        """Return an annotation, a deleted one too."""
        user = signed_in(request)
        annotation = queries.annotation_for(user, annotation_id).it
        data = queries.as_data(user, annotation)
        told = data | {"comments": comment_queries.talk_about(user, annotation)}
        return versioned(told, data["version"])

    @operation("annotation_change", takes=AnnotationChange, gives=AnnotationOut, conditional=True)
    def patch(self, request: Request, annotation_id: UUID) -> Response:
        """Change an annotation from the version in If-Match on. 412 comes with the current state."""
        version = version_asked(request)
        body = parsed(AnnotationChange, request)
        change = services.Change(
            layer=body.get("layer"),
            ranges=_ranges(body) if "ranges" in body else None,
            answers=_answers(body) if "codes" in body else None,
            note=body.get("note"),
            confidence=(body["confidence"] or 0) if "confidence" in body else None,
        )
        written = services.revise(
            actor=signed_in(request), annotation_id=annotation_id, version=version, change=change
        )
        return versioned(written.data, written.data["version"])

    @operation("annotation_delete", code=204, conditional=True)
    def delete(self, request: Request, annotation_id: UUID) -> Response:
        """Delete an annotation; it can be restored."""
        services.delete(actor=signed_in(request), annotation_id=annotation_id, version=version_asked(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class AnnotationRestore(APIView):
    """A deleted annotation."""

    @operation("annotation_restore", gives=AnnotationOut)
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Bring a deleted annotation back."""
        written = services.restore(actor=signed_in(request), annotation_id=annotation_id)
        return versioned(written.data, written.data["version"])
