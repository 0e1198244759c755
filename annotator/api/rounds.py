"""Blind rounds over the API: how far each article is, revealing, closing, and what was kept."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed
from annotator.errors import Invalid
from annotator.http import number_in, signed_in
from annotator.models import Assignment, Blindness, Keeping
from annotator.policies import opened
from annotator.queries import people
from annotator.queries import rounds as queries
from annotator.services import rounds as services


class AtRoundOut(serializers.Serializer[Any]):
    """A person at an article's round."""

    person = PersonOut()
    state = serializers.ChoiceField(Assignment.State.choices)


class StandingOut(serializers.Serializer[Any]):
    """How far an article is. What people found is not told here, nor how much."""

    article = serializers.IntegerField()
    title = serializers.CharField()
    round = serializers.IntegerField(help_text="1: each for oneself; 2: with everybody's work in sight.")
    state = serializers.ChoiceField(["blind", "revealed", "closed"])
    opened_at = serializers.DateTimeField(allow_null=True)
    people = AtRoundOut(many=True)


class RoundsOut(serializers.Serializer[Any]):
    """The rounds of a project's articles."""

    blind = serializers.ChoiceField(Blindness.choices)
    results = StandingOut(many=True)


class KeepingOut(serializers.Serializer[Any]):
    """What a person had found by the end of a round."""

    round = serializers.IntegerField()
    person = PersonOut()
    at = serializers.DateTimeField()
    annotations = serializers.ListField(child=serializers.JSONField(), help_text="As annotations are told.")
    cells = serializers.ListField(child=serializers.JSONField(), help_text="{claim, status, certainty, note}")


class ArticleRoundsOut(StandingOut):
    """How far one article is, and what was kept of it, as far as that is in one's sight."""

    open = serializers.BooleanField(help_text="Whether others' work on it is in one's sight.")
    keepings = KeepingOut(many=True)


class ScopeIn(serializers.Serializer[Any]):
    """Which articles: some, those of a story, or all; one of the three is to be said."""

    articles = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False)
    story = serializers.IntegerField(min_value=1, required=False)
    all = serializers.BooleanField(required=False)


class TurnedOut(serializers.Serializer[Any]):
    """What was done."""

    articles = serializers.IntegerField(help_text="How many went on.")
    keepings = serializers.IntegerField(help_text="Of how many people and articles the work was kept.")


class BlindIn(serializers.Serializer[Any]):
    """How a project is annotated blind."""

    blind = serializers.ChoiceField(Blindness.choices)
    reveal_all = serializers.BooleanField(
        default=False, help_text="To turn it off is to reveal every article: says that this is meant."
    )


class BlindOut(serializers.Serializer[Any]):
    """How a project is annotated blind."""

    blind = serializers.ChoiceField(Blindness.choices)


def _scope(body: dict[str, Any]) -> queries.Scope:
    given = [name for name in ("articles", "story", "all") if body.get(name)]
    if len(given) != 1:
        raise Invalid("Say which: `articles`, a `story`, or `all`.", field="articles")
    return queries.Scope(articles=body.get("articles") or None, story=body.get("story"))


class Blind(APIView):
    """How a project is annotated blind."""

    @operation("project_blind", takes=BlindIn, gives=BlindOut)
    def put(self, request: Request, project_id: int) -> Response:
        """Say how a project is annotated blind, or that it is not."""
        body = parsed(BlindIn, request)
        project = services.set_blind(actor=signed_in(request), project_id=project_id, **body)
        return Response({"blind": project.blind})


class Rounds(APIView):
    """The rounds of a project."""

    @operation(
        "round_list", gives=RoundsOut, parameters=[OpenApiParameter("story", int, description="Only these.")]
    )
    def get(self, request: Request, project_id: int) -> Response:
        """Tell leads how far each article is."""
        story = request.query_params.get("story", "")
        number = number_in(story)
        if story and number is None:
            raise Invalid("`story` is the id of one.", field="story")
        seen, rows = queries.standing_in(signed_in(request), project_id, number)
        return Response({"blind": seen.it.blind, "results": [queries.as_data(each) for each in rows]})


class RoundsReveal(APIView):
    """The first round of articles."""

    @operation("round_reveal", takes=ScopeIn, gives=TurnedOut)
    def post(self, request: Request, project_id: int) -> Response:
        """End the blind round of articles: what each person found is kept, then all see all."""
        scope = _scope(parsed(ScopeIn, request))
        done = services.reveal(actor=signed_in(request), project_id=project_id, scope=scope)
        return Response({"articles": done.articles, "keepings": done.keepings})


class RoundsClose(APIView):
    """The second round of articles."""

    @operation("round_close", takes=ScopeIn, gives=TurnedOut)
    def post(self, request: Request, project_id: int) -> Response:
        """End the second round of articles: what each person found by now is kept."""
        scope = _scope(parsed(ScopeIn, request))
        done = services.close_round(actor=signed_in(request), project_id=project_id, scope=scope)
        return Response({"articles": done.articles, "keepings": done.keepings})


class ArticleRounds(APIView):
    """The rounds of an article."""

    @operation("article_rounds", gives=ArticleRoundsOut)
    def get(self, request: Request, article_id: int) -> Response:
        """Tell how far an article is, and what was kept of its rounds."""
        user = signed_in(request)
        standing = queries.standing_of(user, article_id)
        kept = queries.keepings_of(user, article_id)
        told = {"open": opened(user, standing.article), "keepings": [_kept(each) for each in kept]}
        return Response(queries.as_data(standing) | told)


def _kept(row: Keeping) -> dict[str, Any]:
    return {
        "round": row.round.number,
        "person": people.person(row.person),
        "at": row.at,
        "annotations": row.annotations,
        "cells": row.cells,
    }
