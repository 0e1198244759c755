"""Watches over the API: having an article's page looked at by itself."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.plumbing import PAGING, operation, page_of, paged, parsed
from annotator.errors import Refusal
from annotator.http import said, signed_in
from annotator.models import Watch
from annotator.queries import watches as queries
from annotator.services import watches as services


class WatchIn(serializers.Serializer[Any]):
    """How often a page is looked at."""

    every = serializers.ChoiceField(
        choices=Watch.Every.choices, default=Watch.Every.SIX_HOURS, help_text="In hours."
    )


class WatchOut(serializers.Serializer[Watch]):
    """A watch: what it did and does."""

    article = serializers.IntegerField(source="article_id")
    address = serializers.CharField(source="article.url")
    state = serializers.CharField(help_text="on, stopped, ended")
    why = serializers.CharField(
        help_text="Why it ended by itself: quiet, failing, gone, starter, article, trial."
    )
    every = serializers.IntegerField(help_text="Hours; longer while the text rests.")
    started_at = serializers.DateTimeField()
    looked_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(
        help_text="changed, trivial, same, not_modified, missing, gone, wait, forbidden, failed, or empty."
    )
    detail = serializers.SerializerMethodField(help_text="A sentence for a person, where it came to no text.")
    revision = serializers.SerializerMethodField(help_text="The number of the revision that the look made.")
    failures = serializers.IntegerField(help_text="Looks in a row that came to no text.")
    changed_at = serializers.DateTimeField(help_text="When the text last changed, or it was started.")
    next_look_at = serializers.DateTimeField(source="due_at", allow_null=True)

    def get_detail(self, row: Watch) -> str:
        """Tell the refusal of the last look."""
        return said(Refusal(row.sentence, **row.facts)) if row.sentence else ""

    def get_revision(self, row: Watch) -> int | None:
        """Return the revision's number."""
        number: int | None = row.facts.get("number")
        return number


class ArticleWatch(APIView):
    """The watch of an article."""

    @operation("article_watch", gives=WatchOut)
    def get(self, request: Request, article_id: int) -> Response:
        """Tell how an article's page is watched; 404 where it never was."""
        _, watch = queries.watch_for(signed_in(request), article_id)
        return Response(WatchOut(watch).data)

    @operation("article_watch_start", takes=WatchIn, gives=WatchOut)
    def put(self, request: Request, article_id: int) -> Response:
        """Watch an article's page, or change how often; a look is due at once."""
        body = parsed(WatchIn, request)
        watch = services.start(actor=signed_in(request), article_id=article_id, every=int(body["every"]))
        return Response(WatchOut(watch).data)

    @operation("article_watch_stop", gives=WatchOut)
    def delete(self, request: Request, article_id: int) -> Response:
        """Stop watching."""
        return Response(WatchOut(services.stop(actor=signed_in(request), article_id=article_id)).data)


class LookNow(APIView):
    """One look."""

    @operation("article_watch_look", gives=WatchOut, code=202)
    def post(self, request: Request, article_id: int) -> Response:
        """Look as soon as the host may be asked; `looked_at` changes when that was done."""
        user = signed_in(request)
        services.look_now(actor=user, article_id=article_id)
        return Response(WatchOut(queries.watch_for(user, article_id)[1]).data, 202)


class Watches(APIView):
    """What is watched in a project."""

    @operation("project_watches", gives=page_of(WatchOut), parameters=PAGING)
    def get(self, request: Request, project_id: int) -> Response:
        """List a project's watches, those that ended or were stopped as well."""
        _, rows = queries.watches_of(signed_in(request), project_id)
        return paged(self, rows, ("article_id",), WatchOut)
