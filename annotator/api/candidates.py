"""Candidates over the API: articles that may tell of the same event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.articles import ArticleOut
from annotator.api.plumbing import operation
from annotator.http import signed_in
from annotator.queries import articles as article_queries
from annotator.queries import candidates as queries
from annotator.services import candidates as services

if TYPE_CHECKING:
    from annotator.queries.candidates import Offer


class CandidateOut(serializers.Serializer[Any]):
    """An article that may tell of the same event: a suggestion, until somebody takes it in or declines it."""

    article = serializers.IntegerField()
    title = serializers.CharField()
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # declared fields are taken out of the class
    published_at = serializers.DateTimeField(allow_null=True)
    account = serializers.IntegerField(help_text="The article that it is most like.")
    score = serializers.FloatField(help_text="How like: the cosine of their terms, above 0 up to 1.")
    story = serializers.IntegerField(
        allow_null=True, help_text="The story that one of the two could be brought into."
    )


def candidate_data(offer: Offer) -> dict[str, Any]:
    """Return an offer as the API has it."""
    return {
        "article": offer.article.pk,
        "title": offer.article.title,
        "source": offer.article.source.name if offer.article.source else "",
        "published_at": offer.article.published_at,
        "account": offer.account.pk,
        "score": offer.score,
        "story": offer.story.pk if offer.story else None,
    }


class StoryCandidates(APIView):
    """What may belong to a story."""

    @operation("story_candidates", gives=CandidateOut(many=True))
    def get(self, request: Request, story_id: int) -> Response:
        """List the articles without a story that may tell of its event, best first, at most 20."""
        user = signed_in(request)
        story = article_queries.story_for(user, story_id).it
        offers = queries.offered_to(user, story)
        return Response(CandidateOut([candidate_data(each) for each in offers], many=True).data)


class ArticleCandidates(APIView):
    """What an article may belong to."""

    @operation("article_candidates", gives=CandidateOut(many=True))
    def get(self, request: Request, article_id: int) -> Response:
        """List the articles of its project that may tell of the same event, best first, at most 20."""
        user = signed_in(request)
        article = article_queries.article_for(user, article_id).it
        offers = queries.same_event_for(user, article)
        return Response(CandidateOut([candidate_data(each) for each in offers], many=True).data)


class AcceptCandidate(APIView):
    """An article for a story."""

    @operation("candidate_accept", gives=ArticleOut)
    def post(self, request: Request, story_id: int, article_id: int) -> Response:
        """Bring an article of the project into the story. Owners and curators may."""
        row = services.accept(actor=signed_in(request), story_id=story_id, article_id=article_id)
        return Response(ArticleOut(row).data)


class DeclineCandidate(APIView):
    """An article that is not a story's."""

    @operation("candidate_decline", code=204)
    def post(self, request: Request, story_id: int, article_id: int) -> Response:
        """Say that it does not tell of this event: it is not offered there again. Owners and curators may."""
        services.decline(actor=signed_in(request), story_id=story_id, article_id=article_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
