"""Comments over the API: the thread on an annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.annotations import TalkOut
from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed, version_asked, versioned
from annotator.http import signed_in
from annotator.models.comments import LONGEST_BODY
from annotator.queries import annotations as annotation_queries
from annotator.queries import articles as article_queries
from annotator.queries import comments as queries
from annotator.services import comments as services

if TYPE_CHECKING:
    from uuid import UUID


class CommentChange(serializers.Serializer[Any]):
    """The words of a comment, in plain Markdown. `@name` mentions the member of that user name."""

    body = serializers.CharField(max_length=LONGEST_BODY)


class CommentIn(CommentChange):
    """A new comment; its id is made by the client."""

    id = serializers.UUIDField()


class CommentOut(serializers.Serializer[Any]):
    """A comment. A deleted one has no words any more."""

    id = serializers.UUIDField()
    annotation = serializers.UUIDField()
    number = serializers.IntegerField(help_text="Its place in the thread, from 1.")
    author = PersonOut()
    mine = serializers.BooleanField()
    body = serializers.CharField(help_text="Markdown.")
    html = serializers.CharField(help_text="The same as HTML, sanitised: no markup but that of plain text.")
    mentions = serializers.ListField(child=serializers.IntegerField(), help_text="Ids of people.")
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    deleted_at = serializers.DateTimeField(allow_null=True)


class ThreadOut(serializers.Serializer[Any]):
    """The comments on an annotation, oldest first. `read`: up to which number one has read."""

    annotation = serializers.UUIDField()
    revision = serializers.IntegerField()
    article = serializers.IntegerField()
    annotation_deleted = serializers.BooleanField(help_text="Then it can be read, but not added to.")
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = PersonOut(allow_null=True)
    read = serializers.IntegerField()
    newest = serializers.IntegerField(help_text="The number of the newest comment.")
    comments = CommentOut(many=True)


class TalkOnOut(serializers.Serializer[Any]):
    """The talk on a revision, by the id of the annotation; who has no comment is left out."""

    results = serializers.DictField(child=TalkOut())


class ReadIn(serializers.Serializer[Any]):
    """The number of the newest comment that one has seen."""

    number = serializers.IntegerField(min_value=0, max_value=queries.MOST)


class Talk(APIView):
    """What is said on a revision."""

    @operation("comment_counts", gives=TalkOnOut)
    def get(self, request: Request, revision_id: int) -> Response:
        """Count comments, also the unread ones, for each annotation."""
        user = signed_in(request)
        revision = article_queries.revision_for(user, revision_id).it
        return Response({"results": queries.talk_on(user, revision)})


class Comments(APIView):
    """The comments on an annotation."""

    @operation("comment_list", gives=ThreadOut)
    def get(self, request: Request, annotation_id: UUID) -> Response:
        """Return the thread on an annotation, a deleted one's too."""
        user = signed_in(request)
        annotation = annotation_queries.annotation_for(user, annotation_id).it
        return Response(queries.thread_of(user, annotation))

    @operation("comment_create", takes=CommentIn, gives=CommentOut, code=201)
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Comment on an annotation. Sent again with the same id, it answers 200 with what is there."""
        body = parsed(CommentIn, request)
        said = services.create(
            actor=signed_in(request), annotation_id=annotation_id, comment_id=body["id"], body=body["body"]
        )
        code = status.HTTP_201_CREATED if said.made else status.HTTP_200_OK
        return versioned(said.data, said.data["version"], code)


class CommentsRead(APIView):
    """How far one has read."""

    @operation("comment_read", takes=ReadIn, code=204)
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Note that one has read the thread up to a number. It never goes back by this."""
        number = parsed(ReadIn, request)["number"]
        services.read(actor=signed_in(request), annotation_id=annotation_id, number=number)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ThreadResolve(APIView):
    """A thread that is done with."""

    @operation("thread_resolve", gives=ThreadOut)
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Say that nothing is left to talk about."""
        done = services.resolve(actor=signed_in(request), annotation_id=annotation_id, resolved=True)
        return Response(done)


class ThreadReopen(APIView):
    """A thread that goes on."""

    @operation("thread_reopen", gives=ThreadOut)
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Say that there is something left to talk about."""
        done = services.resolve(actor=signed_in(request), annotation_id=annotation_id, resolved=False)
        return Response(done)


class CommentDetail(APIView):
    """One comment."""

    @operation("comment_get", gives=CommentOut)
    def get(self, request: Request, comment_id: UUID) -> Response:
        """Return a comment; a deleted one without its words."""
        user = signed_in(request)
        data = queries.as_data(user, queries.comment_for(user, comment_id).it)
        return versioned(data, data["version"])

    @operation("comment_change", takes=CommentChange, gives=CommentOut, conditional=True)
    def patch(self, request: Request, comment_id: UUID) -> Response:
        """Change one's own words from the version in If-Match on. 412 comes with the current state."""
        version = version_asked(request)
        body = parsed(CommentChange, request)["body"]
        said = services.revise(actor=signed_in(request), comment_id=comment_id, version=version, body=body)
        return versioned(said.data, said.data["version"])

    @operation("comment_delete", code=204)
    def delete(self, request: Request, comment_id: UUID) -> Response:
        """Delete a comment; it can be restored. Curators and owners may delete others'."""
        services.delete(actor=signed_in(request), comment_id=comment_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CommentRestore(APIView):
    """A deleted comment."""

    @operation("comment_restore", gives=CommentOut)
    def post(self, request: Request, comment_id: UUID) -> Response:
        """Bring a deleted comment back."""
        said = services.restore(actor=signed_in(request), comment_id=comment_id)
        return versioned(said.data, said.data["version"])
