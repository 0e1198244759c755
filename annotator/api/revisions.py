"""An article's texts over the API: adding one, and what becomes of the marks on the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.jobs import JobOut
from annotator.api.plumbing import operation, parsed
from annotator.errors import Invalid
from annotator.http import number_in, signed_in
from annotator.queries import articles as article_queries
from annotator.queries import carries as queries
from annotator.queries import jobs as job_queries
from annotator.queries.carries import Whose
from annotator.services import carries, placing, refetching, revisions
from annotator.services.marking import RangeIn
from annotator.services.revisions import Incoming

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import Carried, Revision


class NewRevisionIn(serializers.Serializer[Any]):
    """A text as it is now. What is left out stays as the article has it."""

    text = serializers.CharField(trim_whitespace=False)
    title = serializers.CharField(max_length=300, required=False, default="")
    byline = serializers.CharField(max_length=200, required=False, default="")
    url = serializers.URLField(max_length=2000, required=False, default="")
    archive_url = serializers.URLField(max_length=2000, required=False, default="")
    fetched_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class NewRevisionOut(serializers.Serializer[Any]):
    """The newest text of an article; `made` is false where the text was there already."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    article = serializers.IntegerField()
    sha256 = serializers.CharField()
    length = serializers.IntegerField(help_text="Code points.")
    made = serializers.BooleanField()
    trivial = serializers.BooleanField(help_text="White space, typography, boilerplate or a clock time.")


class CarryOut(serializers.Serializer[Any]):
    """How many marks came to a text, of those that one sees, and how."""

    revision = serializers.IntegerField()
    exact = serializers.IntegerField()
    moved = serializers.IntegerField()
    changed = serializers.IntegerField()
    ambiguous = serializers.IntegerField()
    orphan = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Still to be looked over by whoever made them.")


class UndoneCarryOut(serializers.Serializer[Any]):
    """How many marks stay, since somebody worked on them."""

    kept = serializers.IntegerField()


class CarriedOut(serializers.Serializer[Any]):
    """What became of a mark in a newer text."""

    annotation = serializers.UUIDField(help_text="The one on the older text.")
    made = serializers.UUIDField(allow_null=True, help_text="What stands for it on the newer one.")
    revision = serializers.IntegerField()
    article = serializers.IntegerField()
    state = serializers.CharField(help_text="exact, moved, changed, ambiguous, orphan")
    found = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="Code points [start, end) in the newer text; of an ambiguous one the best guess.",
    )
    review = serializers.CharField(help_text="waiting, accepted, placed, given_up, undone, passed, or empty")
    reason = serializers.CharField()


class PlaceIn(serializers.Serializer[Any]):
    """A range of the newer text, in code points."""

    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
    quote = serializers.CharField(required=False, allow_null=True, default=None, trim_whitespace=False)


class SettleIn(serializers.Serializer[Any]):
    """What is said of a mark that waits: the place is right, it is there, it has none; or nothing."""

    do = serializers.ChoiceField(choices=["accept", "place", "give_up", "reopen"])
    ranges = PlaceIn(many=True, required=False, default=list)
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=placing.LONGEST_REASON
    )


class Revisions(APIView):
    """The texts of an article."""

    @operation("article_revise", takes=NewRevisionIn, gives=NewRevisionOut, code=201)
    def post(self, request: Request, article_id: int) -> Response:
        """Add a text; marks on the one before are carried to it by a job. 200 where nothing changed."""
        body = parsed(NewRevisionIn, request)
        body["raw"] = body.pop("text")
        added = revisions.add(actor=signed_in(request), article_id=article_id, incoming=Incoming(**body))
        told = _revision(added.revision) | {"made": added.made, "trivial": added.trivial}
        return Response(told, 201 if added.made else 200)


class Refetch(APIView):
    """The page of an article."""

    @operation("article_refetch", gives=JobOut, code=202)
    def post(self, request: Request, article_id: int) -> Response:
        """Fetch an article's page again; a text that changed becomes its newest revision."""
        job = refetching.start(actor=signed_in(request), article_id=article_id)
        return Response(job_queries.as_data(job), 202)


class Carry(APIView):
    """What was carried to a text."""

    @operation("revision_carry", gives=CarryOut)
    def get(self, request: Request, revision_id: int) -> Response:
        """Count how the marks that one sees came to a text."""
        user = signed_in(request)
        revision = article_queries.revision_for(user, revision_id).it
        return Response({"revision": revision.pk, **queries.counted(user, revision)})

    @operation("revision_carry_again", gives=JobOut, code=202)
    def post(self, request: Request, revision_id: int) -> Response:
        """Carry again what was taken back."""
        return Response(
            job_queries.as_data(carries.again(actor=signed_in(request), revision_id=revision_id)), 202
        )

    @operation("revision_carry_undo", gives=UndoneCarryOut)
    def delete(self, request: Request, revision_id: int) -> Response:
        """Take a carry back, but for what was worked on since."""
        return Response({"kept": carries.undo(actor=signed_in(request), revision_id=revision_id)})


class Review(APIView):
    """Marks that wait to be looked over."""

    @operation(
        "review",
        gives=CarriedOut(many=True),
        parameters=[
            OpenApiParameter(
                "whose",
                str,
                enum=[str(each) for each in Whose],
                description="`mine`, or `left`: of people who can't any more, for owners and curators.",
            ),
            OpenApiParameter("article", int, description="Only this article."),
        ],
    )
    def get(self, request: Request) -> Response:
        """List them, by article and place, of all projects."""
        user = signed_in(request)
        whose, article = (request.query_params.get(name, "") for name in ("whose", "article"))
        if whose not in {"", *Whose}:
            raise Invalid("`whose` is `mine` or `left`.", field="whose")
        number = number_in(article)
        if article and number is None:
            raise Invalid("`%(name)s` is a number.", field="article", name="article")
        rows = queries.waiting_of(user, whose=Whose(whose or Whose.MINE), article_id=number)
        return Response([_carried(row) for row in rows])


class Settle(APIView):
    """What became of a mark in a newer text."""

    @operation("annotation_settle", takes=SettleIn, gives=CarriedOut)
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Say what becomes of a mark that waits, or take that back."""
        body, user = parsed(SettleIn, request), signed_in(request)
        if body["do"] == "accept":
            row = placing.accept(actor=user, annotation_id=annotation_id)
        elif body["do"] == "place":
            there = [RangeIn(**each) for each in body["ranges"]]
            row = placing.place(actor=user, annotation_id=annotation_id, ranges=there)
        elif body["do"] == "give_up":
            row = placing.give_up(actor=user, annotation_id=annotation_id, reason=body["reason"])
        else:
            row = placing.reopen(actor=user, annotation_id=annotation_id)
        return Response(_carried(row))


def _revision(row: Revision) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "article": row.article_id,
        "sha256": row.sha256,
        "length": row.length,
    }


def _carried(row: Carried) -> dict[str, Any]:
    return {
        "annotation": str(row.source_id),
        "made": str(row.made_id) if row.made_id else None,
        "revision": row.revision_id,
        "article": row.revision.article_id,
        "state": row.state,
        "found": row.found,
        "review": row.review,
        "reason": row.reason,
    }
