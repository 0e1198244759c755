"""Articles over the API: stories, articles, revisions."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.plumbing import PAGING, operation, page_of, paged, parsed
from annotator.errors import Invalid
from annotator.http import signed_in
from annotator.models import Article, Revision, Story
from annotator.queries import articles as queries
from annotator.queries import projects as project_queries
from annotator.services import articles as services
from annotator.text.segments import paragraphs, sentences


class StoryIn(serializers.Serializer[Any]):
    """A story's title and description."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, max_length=10_000, default="")


class StoryOut(serializers.Serializer[Any]):
    """An event that several articles give accounts of."""

    id = serializers.IntegerField()
    project = serializers.IntegerField(source="project_id")
    title = serializers.CharField()
    description = serializers.CharField()
    created_at = serializers.DateTimeField()


class ArticleIn(serializers.Serializer[Any]):
    """What is known of an article beside its text."""

    title = serializers.CharField(max_length=300)
    byline = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    source = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")  # type: ignore[assignment]  # declared fields are taken out of the class
    url = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    published_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    published_precision = serializers.ChoiceField(
        Article.Precision.choices, required=False, default=Article.Precision.DAY
    )
    story = serializers.IntegerField(required=False, allow_null=True, default=None)


class ArticleOut(serializers.Serializer[Any]):
    """One account."""

    id = serializers.IntegerField()
    project = serializers.IntegerField(source="project_id")
    story = serializers.IntegerField(source="story_id", allow_null=True)
    title = serializers.CharField()
    byline = serializers.CharField()
    source = serializers.SerializerMethodField()  # type: ignore[assignment]  # declared fields are taken out of the class
    url = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    published_precision = serializers.CharField()
    revisions = serializers.SerializerMethodField()

    def get_source(self, row: Article) -> str:
        """Return the publisher's name, or nothing."""
        return row.source.name if row.source else ""

    def get_revisions(self, row: Article) -> list[int]:
        """Return the ids of its revisions, newest first."""
        loaded: list[Revision] = getattr(row, "revisions_newest_first", None) or list(
            row.revisions.defer("text", "raw").order_by("-number")
        )
        return [revision.pk for revision in loaded]


class RevisionOut(serializers.Serializer[Any]):
    """One immutable text; its paragraphs and sentences as ranges in code points."""

    id = serializers.IntegerField()
    article = serializers.IntegerField()
    number = serializers.IntegerField()
    text = serializers.CharField()
    sha256 = serializers.CharField()
    length = serializers.IntegerField()
    fetched_at = serializers.DateTimeField()
    paragraphs = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    sentences = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


def facts_of(body: dict[str, Any]) -> services.ArticleFacts:
    """Return an article's facts from what :class:`ArticleIn` read."""
    return services.ArticleFacts(
        title=body["title"],
        byline=body["byline"],
        source_name=body["source"],
        url=body["url"],
        published_at=body["published_at"],
        published_precision=body["published_precision"],
    )


class Stories(APIView):
    """A project's stories."""

    @operation("story_list", gives=page_of(StoryOut), parameters=PAGING)
    def get(self, request: Request, project_id: int) -> Response:
        """List a project's stories."""
        user = signed_in(request)
        project_queries.project_for(user, project_id)
        return paged(self, queries.stories_of(user, project_id), ("-id",), StoryOut)

    @operation("story_create", takes=StoryIn, gives=StoryOut, code=201)
    def post(self, request: Request, project_id: int) -> Response:
        """Make a story."""
        made = services.create_story(
            actor=signed_in(request), project_id=project_id, **parsed(StoryIn, request)
        )
        return Response(StoryOut(made).data, status=status.HTTP_201_CREATED)


class StoryDetail(APIView):
    """One story."""

    @operation("story_get", gives=StoryOut)
    def get(self, request: Request, story_id: int) -> Response:
        """Return a story."""
        return Response(StoryOut(queries.story_for(signed_in(request), story_id).it).data)

    @operation("story_change", takes=StoryIn, gives=StoryOut)
    def put(self, request: Request, story_id: int) -> Response:
        """Rename or describe a story. Owners and curators may."""
        row: Story = services.change_story(
            actor=signed_in(request), story_id=story_id, **parsed(StoryIn, request)
        )
        return Response(StoryOut(row).data)

    @operation("story_delete", code=204)
    def delete(self, request: Request, story_id: int) -> Response:
        """Put a story out of sight; its articles stay. Owners and curators may."""
        services.delete_story(actor=signed_in(request), story_id=story_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class StoryRestore(APIView):
    """A deleted story."""

    @operation("story_restore", gives=StoryOut)
    def post(self, request: Request, story_id: int) -> Response:
        """Bring a deleted story back. Owners and curators may."""
        return Response(StoryOut(services.restore_story(actor=signed_in(request), story_id=story_id)).data)


class Articles(APIView):
    """A project's articles."""

    @operation(
        "article_list",
        gives=page_of(ArticleOut),
        parameters=[*PAGING, OpenApiParameter("story", int, description="Only this story's accounts.")],
    )
    def get(self, request: Request, project_id: int) -> Response:
        """List a project's articles."""
        user = signed_in(request)
        project_queries.project_for(user, project_id)
        story = request.query_params.get("story")
        if story is not None and not (story.isascii() and story.isdigit() and len(story) < 100):  # noqa: PLR2004
            raise Invalid("`story` is the number of a story.", field="story")
        # At most what a database holds: a number beyond it is no story, and an error to ask for.
        rows = queries.articles_of(user, project_id, min(int(story), 2**63 - 1) if story else None)
        return paged(self, rows, ("id",), ArticleOut)


class ArticleDetail(APIView):
    """One article."""

    @operation("article_get", gives=ArticleOut)
    def get(self, request: Request, article_id: int) -> Response:
        """Return an article."""
        return Response(ArticleOut(queries.article_for(signed_in(request), article_id).it).data)

    @operation("article_change", takes=ArticleIn, gives=ArticleOut)
    def put(self, request: Request, article_id: int) -> Response:
        """Correct what is known of an article, or move it to another story. Owners and curators may."""
        body = parsed(ArticleIn, request)
        row = services.change_article(
            actor=signed_in(request), article_id=article_id, facts=facts_of(body), story_id=body["story"]
        )
        return Response(ArticleOut(row).data)

    @operation("article_delete", code=204)
    def delete(self, request: Request, article_id: int) -> Response:
        """Put an article out of sight, with its marks. Owners and curators may."""
        services.delete_article(actor=signed_in(request), article_id=article_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ArticleRestore(APIView):
    """A deleted article."""

    @operation("article_restore", gives=ArticleOut)
    def post(self, request: Request, article_id: int) -> Response:
        """Bring a deleted article back, with its marks. Owners and curators may."""
        row = services.restore_article(actor=signed_in(request), article_id=article_id)
        return Response(ArticleOut(row).data)


class RevisionDetail(APIView):
    """One revision."""

    @operation("revision_get", gives=RevisionOut)
    def get(self, request: Request, revision_id: int) -> Response:
        """Return a revision with its text, paragraphs and sentences."""
        row = queries.revision_for(signed_in(request), revision_id).it
        return Response(
            {
                "id": row.pk,
                "article": row.article_id,
                "number": row.number,
                "text": row.text,
                "sha256": row.sha256,
                "length": row.length,
                "fetched_at": row.fetched_at,
                "paragraphs": [(span.start, span.end) for span in paragraphs(row.text)],
                "sentences": [(span.start, span.end) for span in sentences(row.text)],
            }
        )
