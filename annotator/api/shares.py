"""Shares over the API: making, listing and taking back secret links; reading a matrix by one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed
from annotator.errors import NotFound
from annotator.guarding import guessing
from annotator.http import signed_in
from annotator.models import Cell, Link
from annotator.queries import people
from annotator.queries import shares as queries
from annotator.services import shares as services

if TYPE_CHECKING:
    from annotator.models import Share


class ShareIn(serializers.Serializer[Any]):
    """What a secret link shows, and for how many days it works."""

    with_names = serializers.BooleanField(default=False, help_text="Names of who found and marked things.")
    with_notes = serializers.BooleanField(default=False, help_text="Notes on cells and links.")
    days = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=services.LONGEST_DAYS,
        help_text="null: until it is taken back.",
    )


class ShareOut(serializers.Serializer[Any]):
    """A secret link; the secret itself is shown once, when it is made: /shared/{secret}/."""

    id = serializers.IntegerField()
    with_names = serializers.BooleanField()
    with_notes = serializers.BooleanField()
    created_by = PersonOut()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    opened = serializers.IntegerField(help_text="How often.")
    last_opened_at = serializers.DateTimeField(allow_null=True)
    works = serializers.BooleanField(help_text="False once its maker may not share any more.")
    secret = serializers.CharField(required=False)


class SharedAccountOut(serializers.Serializer[Any]):
    """A column."""

    title = serializers.CharField()
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # declared fields are taken out
    url = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField(allow_null=True)
    published_precision = serializers.CharField()


class SharedFindingOut(serializers.Serializer[Any]):
    """What so many people found."""

    status = serializers.ChoiceField(Cell.Status.choices)
    status_word = serializers.CharField()
    certainty = serializers.IntegerField(allow_null=True)
    people = serializers.IntegerField()
    names = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())


class SharedQuoteOut(serializers.Serializer[Any]):
    """A passage, cut to at most 240 code points."""

    text = serializers.CharField()
    marked_by = serializers.CharField(allow_blank=True)


class SharedCellOut(serializers.Serializer[Any]):
    """A cell, for the account in the same place."""

    status = serializers.ChoiceField(Cell.Status.choices)
    status_word = serializers.CharField()
    certainty = serializers.IntegerField(allow_null=True)
    contested = serializers.BooleanField()
    findings = SharedFindingOut(many=True)
    quotes = SharedQuoteOut(many=True)


class SharedLinkOut(serializers.Serializer[Any]):
    """A link to the claim of a number."""

    kind = serializers.ChoiceField(Link.Kind.choices)
    word = serializers.CharField()
    number = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    author = serializers.CharField(allow_blank=True)


class SharedRowOut(serializers.Serializer[Any]):
    """A claim, by its number from 1 on."""

    number = serializers.IntegerField()
    wording = serializers.CharField()
    cells = SharedCellOut(many=True)
    links = SharedLinkOut(many=True)


class SharedOut(serializers.Serializer[Any]):
    """A story's matrix as anybody may read it who has the link."""

    title = serializers.CharField()
    accounts = SharedAccountOut(many=True)
    rows = SharedRowOut(many=True)
    with_names = serializers.BooleanField()
    with_notes = serializers.BooleanField()


def _told(share: Share, *, works: bool) -> dict[str, Any]:
    return {
        "id": share.pk,
        "with_names": share.with_names,
        "with_notes": share.with_notes,
        "created_by": people.person(share.created_by),
        "created_at": share.created_at,
        "expires_at": share.expires_at,
        "opened": share.opened,
        "last_opened_at": share.last_opened_at,
        "works": works,
    }


class Shares(APIView):
    """A story's secret links."""

    @operation("share_list", gives=ShareOut(many=True))
    def get(self, request: Request, story_id: int) -> Response:
        """List the links of a story that were not taken back. Owners and curators may."""
        rows = queries.shares_of(signed_in(request), story_id)
        return Response([_told(row, works=getattr(row, "works", False)) for row in rows])

    @operation("share_create", takes=ShareIn, gives=ShareOut, code=201)
    def post(self, request: Request, story_id: int) -> Response:
        """Make a link; its secret is in this answer and nowhere else."""
        made = services.create(actor=signed_in(request), story_id=story_id, **parsed(ShareIn, request))
        told = _told(made.share, works=True) | {"secret": made.secret}
        return Response(told, status=status.HTTP_201_CREATED)


class ShareDetail(APIView):
    """One secret link."""

    @operation("share_revoke", code=204)
    def delete(self, request: Request, share_id: int) -> Response:
        """Take a link back, for good."""
        services.revoke(actor=signed_in(request), share_id=share_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Shared(APIView):
    """A matrix by its secret link, for anybody."""

    authentication_classes = ()
    permission_classes = ()

    @operation("shared_get", gives=SharedOut)
    def get(self, request: Request, secret: str) -> Response:
        """Return a story's matrix as the link shows it; no sign-in."""
        guessing(request)
        try:
            share = services.open_by(secret=secret)
        except NotFound:
            guessing(request, wrong=True)
            raise
        told = asdict(queries.shown(share, queries.read(share)))
        return Response(told, headers={"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"})
