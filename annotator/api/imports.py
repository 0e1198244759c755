"""Imports over the API: bring documents in, look them over, accept them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.articles import ArticleIn, ArticleOut, facts_of
from annotator.api.bodies import Json
from annotator.api.jobs import JobOut
from annotator.api.plumbing import operation, parsed
from annotator.http import signed_in
from annotator.models import Article, Import, ImportItem
from annotator.queries import imports as queries
from annotator.queries import jobs as job_queries
from annotator.services import imports as services

if TYPE_CHECKING:
    from uuid import UUID


class ImportIn(serializers.Serializer[Any]):
    """Documents: pasted, uploaded (multipart), or by address; any mixture."""

    story = serializers.IntegerField(required=False, allow_null=True, default=None)
    texts = serializers.ListField(child=serializers.CharField(trim_whitespace=False), required=False)
    addresses = serializers.ListField(child=serializers.CharField(max_length=2000), required=False)
    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True), required=False)


class ImportItemOut(serializers.Serializer[Any]):
    """One document of an import."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(ImportItem.Kind.choices)
    name = serializers.CharField()
    state = serializers.ChoiceField(ImportItem.State.choices)
    problem = serializers.CharField()
    title = serializers.CharField()
    byline = serializers.CharField()
    source = serializers.CharField(source="source_name")  # type: ignore[assignment]  # declared fields are taken out of the class
    url = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    published_precision = serializers.ChoiceField(Article.Precision.choices)
    text = serializers.CharField()
    same_as = serializers.IntegerField(source="same_as_id", allow_null=True)
    likely_story = serializers.IntegerField(
        source="offered_story.pk",
        default=None,
        allow_null=True,
        help_text="The story it may be an account of.",
    )
    article = serializers.IntegerField(source="article_id", allow_null=True)


class ImportOut(serializers.Serializer[Any]):
    """An import, its job and its documents."""

    id = serializers.UUIDField()
    project = serializers.IntegerField()
    story = serializers.IntegerField(allow_null=True)
    job = JobOut(allow_null=True)
    items = ImportItemOut(many=True)


class AcceptItemIn(ArticleIn):
    """An article's facts as a person left them; `again` imports a text that is here already."""

    again = serializers.BooleanField(required=False, default=False)


def _import(batch: Import) -> dict[str, Any]:
    return {
        "id": batch.pk,
        "project": batch.project_id,
        "story": batch.story_id,
        "job": job_queries.as_data(batch.job) if batch.job else None,
        "items": ImportItemOut(queries.items_of(batch), many=True).data,
    }


class Imports(APIView):
    """Bringing documents in."""

    parser_classes = (Json, MultiPartParser)

    @operation("import_create", takes=ImportIn, gives=ImportOut, code=201)
    def post(self, request: Request, project_id: int) -> Response:
        """Take documents in; a worker reads them. Ask the import for how far it is."""
        body = parsed(ImportIn, request)
        files = [services.Upload(each.name, each.read()) for each in body.get("files", [])]
        batch = services.start(
            actor=signed_in(request),
            project_id=project_id,
            story_id=body["story"],
            pasted=body.get("texts", []),
            files=files,
            addresses=body.get("addresses", []),
        )
        return Response(_import(batch), status=status.HTTP_201_CREATED)


class ImportDetail(APIView):
    """One import."""

    @operation("import_get", gives=ImportOut)
    def get(self, request: Request, import_id: UUID) -> Response:
        """Return an import with its documents and how far its reading is."""
        return Response(_import(queries.import_for(signed_in(request), import_id).it))


class DismissImport(APIView):
    """Leaving out what is left of an import."""

    @operation("import_dismiss", gives=ImportOut)
    def post(self, request: Request, import_id: UUID) -> Response:
        """Leave out all documents that are still to be looked over. Done again it changes nothing."""
        return Response(_import(services.dismiss(actor=signed_in(request), import_id=import_id)))


class AcceptItem(APIView):
    """Making an article of a document."""

    @operation("import_item_accept", takes=AcceptItemIn, gives=ArticleOut, code=201)
    def post(self, request: Request, item_id: int) -> Response:
        """Make an article of a document. 409 already-there names the article that has the same text."""
        body = parsed(AcceptItemIn, request)
        article = services.accept(
            actor=signed_in(request),
            item_id=item_id,
            facts=facts_of(body),
            story_id=body["story"],
            again=body["again"],
        )
        return Response(ArticleOut(article).data, status=status.HTTP_201_CREATED)


class AdoptItem(APIView):
    """Using the article that has the same text."""

    @operation("import_item_adopt", gives=ArticleOut)
    def post(self, request: Request, item_id: int) -> Response:
        """Use the article that has the same text in place of this document."""
        return Response(ArticleOut(services.adopt(actor=signed_in(request), item_id=item_id)).data)


class DiscardItem(APIView):
    """Leaving a document out."""

    @operation("import_item_discard", gives=ImportItemOut)
    def post(self, request: Request, item_id: int) -> Response:
        """Leave a document out."""
        return Response(ImportItemOut(services.discard(actor=signed_in(request), item_id=item_id)).data)
