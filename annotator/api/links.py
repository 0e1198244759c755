"""Links over the API: between the claims of a story, and between the passages that are put on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed, version_asked, versioned
from annotator.http import signed_in
from annotator.models import Link
from annotator.queries import articles as article_queries
from annotator.queries import links as queries
from annotator.services import links as services

if TYPE_CHECKING:
    from uuid import UUID


class LinkWords(serializers.Serializer[Any]):
    """How two things are linked, and why."""

    kind = serializers.ChoiceField(Link.Kind.choices, help_text="same and contradicts have no direction.")
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class LinkIn(LinkWords):
    """A new link, from the thing of the address to another; its id is made by the client."""

    id = serializers.UUIDField()
    to = serializers.UUIDField(help_text="The claim, or the mention, that it leads to.")


class LinkOut(serializers.Serializer[Any]):
    """A link. What has no direction leads from the lower id to the higher."""

    id = serializers.UUIDField()
    of = serializers.ChoiceField([("claim", "claim"), ("mention", "mention")])
    kind = serializers.ChoiceField(Link.Kind.choices)
    to = serializers.UUIDField()
    note = serializers.CharField(allow_blank=True)
    author = PersonOut()
    version = serializers.IntegerField()

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; the name of one of them is a word of Python."""
        return {"from": serializers.UUIDField(), **super().get_fields()}


class LinksOut(serializers.Serializer[Any]):
    """A story's links, oldest first."""

    results = LinkOut(many=True)


class StoryLinks(APIView):
    """A story's links."""

    @operation("link_list", gives=LinksOut)
    def get(self, request: Request, story_id: int) -> Response:
        """List the links between a story's claims, and between the passages on them."""
        user = signed_in(request)
        story = article_queries.story_for(user, story_id).it
        found = queries.links_of(user, story)
        return Response({"results": [queries.link_as_data(each) for each in found]})


class ClaimLinks(APIView):
    """Links from a claim."""

    @operation("link_claim", takes=LinkIn, gives=LinkOut, code=201)
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Link a claim to another of its story."""
        body = parsed(LinkIn, request)
        made = services.link_claims(
            actor=signed_in(request),
            link_id=body["id"],
            kind=body["kind"],
            from_id=claim_id,
            to_id=body["to"],
            note=body["note"],
        )
        return versioned(queries.link_as_data(made), made.version, status.HTTP_201_CREATED)


class MentionLinks(APIView):
    """Links from a passage that is put on a claim."""

    @operation("link_mention", takes=LinkIn, gives=LinkOut, code=201)
    def post(self, request: Request, mention_id: UUID) -> Response:
        """Link a passage to another of its story, in one's own layer."""
        body = parsed(LinkIn, request)
        made = services.link_mentions(
            actor=signed_in(request),
            link_id=body["id"],
            kind=body["kind"],
            from_id=mention_id,
            to_id=body["to"],
            note=body["note"],
        )
        return versioned(queries.link_as_data(made), made.version, status.HTTP_201_CREATED)


class LinkDetail(APIView):
    """One link."""

    @operation("link_get", gives=LinkOut)
    def get(self, request: Request, link_id: UUID) -> Response:
        """Return a link."""
        row = queries.link_for(signed_in(request), link_id).it
        return versioned(queries.link_as_data(row), row.version)

    @operation("link_change", takes=LinkWords, gives=LinkOut, conditional=True)
    def patch(self, request: Request, link_id: UUID) -> Response:
        """Say otherwise how two things are linked, or why."""
        row = services.change(
            actor=signed_in(request),
            link_id=link_id,
            version=version_asked(request),
            **parsed(LinkWords, request),
        )
        return versioned(queries.link_as_data(row), row.version)

    @operation("link_delete", code=204)
    def delete(self, request: Request, link_id: UUID) -> Response:
        """Take a link away; it can be restored."""
        services.delete(actor=signed_in(request), link_id=link_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LinkRestore(APIView):
    """A link that was taken away."""

    @operation("link_restore", gives=LinkOut)
    def post(self, request: Request, link_id: UUID) -> Response:
        """Bring a link back."""
        row = services.restore(actor=signed_in(request), link_id=link_id)
        return versioned(queries.link_as_data(row), row.version)
