"""The inbox over the API: what people said that concerns one."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.comments import CommentOut
from annotator.api.plumbing import PAGING, operation, page_of, paged
from annotator.http import signed_in
from annotator.models import InboxItem
from annotator.queries import inbox as queries
from annotator.services import inbox as services


class NamedOut(serializers.Serializer[Any]):
    """A project, by its name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class TitledOut(serializers.Serializer[Any]):
    """An article, by its title."""

    id = serializers.IntegerField()
    title = serializers.CharField()


class InboxItemOut(serializers.Serializer[Any]):
    """A comment that concerns one: it mentions one, is on one's mark, or in a thread that one wrote in."""

    id = serializers.IntegerField()
    why = serializers.ChoiceField(InboxItem.Why.choices)
    unread = serializers.BooleanField()
    comment = CommentOut()
    annotation = serializers.UUIDField()
    annotation_deleted = serializers.BooleanField()
    quote = serializers.CharField(help_text="Of the annotation's first range.")
    resolved = serializers.BooleanField(help_text="Whether the thread is.")
    article = TitledOut()
    project = NamedOut()


class UnreadOut(serializers.Serializer[Any]):
    """How many."""

    unread = serializers.IntegerField()


class Inbox(APIView):
    """One's inbox."""

    @operation("inbox_list", gives=page_of(InboxItemOut), parameters=PAGING)
    def get(self, request: Request) -> Response:
        """List what concerns one, over all projects: the unread first, then the newest."""
        user = signed_in(request)

        def told(items: list[InboxItem], *, many: bool) -> InboxItemOut:
            return InboxItemOut(queries.as_data(user, items), many=many)

        return paged(self, queries.inbox_of(user), ("-rank",), told)


class InboxUnread(APIView):
    """What one has not read."""

    @operation("inbox_unread", gives=UnreadOut)
    def get(self, request: Request) -> Response:
        """Count the unread items of one's inbox."""
        return Response({"unread": queries.unread_of(signed_in(request))})


class InboxRead(APIView):
    """One item that one has read."""

    @operation("inbox_read", code=204)
    def post(self, request: Request, item_id: int) -> Response:
        """Note that one has read it, and what stands before it in its thread."""
        services.read(actor=signed_in(request), item_id=item_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class InboxReadAll(APIView):
    """All that one has read."""

    @operation("inbox_read_all", code=204)
    def post(self, request: Request) -> Response:
        """Note that one has read everything in one's inbox."""
        services.read_all(actor=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
