"""Presence over the API: that one is at a revision, and about where."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed
from annotator.http import signed_in
from annotator.services import presence as services


class PresenceIn(serializers.Serializer[Any]):
    """About where one is: the code point at which the sentence begins."""

    sentence = serializers.IntegerField(min_value=0)


class PresenceOut(serializers.Serializer[Any]):
    """A person at a revision, and the code point at which their sentence begins."""

    person = PersonOut()
    sentence = serializers.IntegerField()


class PresencesOut(serializers.Serializer[Any]):
    """Who is at a revision now, oneself among them."""

    results = PresenceOut(many=True)


class PresenceDetail(APIView):
    """One's presence at a revision."""

    @operation("presence_put", takes=PresenceIn, gives=PresencesOut)
    def put(self, request: Request, revision_id: int) -> Response:
        """Say that one is there; it counts for 45 seconds. Say it every 15, and when the sentence changes."""
        there = services.come(
            actor=signed_in(request), revision_id=revision_id, **parsed(PresenceIn, request)
        )
        return Response({"results": there})

    @operation("presence_delete", code=204)
    def delete(self, request: Request, revision_id: int) -> Response:
        """Say that one leaves."""
        services.leave(actor=signed_in(request), revision_id=revision_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
