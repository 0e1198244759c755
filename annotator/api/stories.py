"""A story's accounts over the API: add, take out, merge, split, undo; ladder, coverage, origins, overview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.articles import StoryOut
from annotator.api.plumbing import operation, parsed
from annotator.http import signed_in
from annotator.queries import ladders as ladder_queries
from annotator.queries import origins as origin_queries
from annotator.queries import overviews as overview_queries
from annotator.services import origins as origin_services
from annotator.services import overviews as overview_services
from annotator.services import stories as services
from annotator.services import unmaking

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.queries.ladders import ClaimLadder


class ChangedOut(serializers.Serializer[Any]):
    """A story after a change, and the number by which the change can be undone."""

    story = StoryOut()
    seq = serializers.IntegerField()
    undo = serializers.IntegerField(help_text="The story whose change it is: POST stories/{undo}/undo/{seq}/")


class MergeIn(serializers.Serializer[Any]):
    """The story that comes into this one."""

    story = serializers.IntegerField()


class SplitIn(serializers.Serializer[Any]):
    """The new story's title, the accounts that go there, and the claims that are copied."""

    title = serializers.CharField(max_length=200)
    articles = serializers.ListField(child=serializers.IntegerField(), min_length=1, max_length=1000)
    claims = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=1000)


class OriginIn(serializers.Serializer[Any]):
    """The account that it has its text from; null: it is written on its own."""

    same_as = serializers.IntegerField(allow_null=True)


def _changed(done: services.Changed, scope: int) -> Response:
    return Response({"story": StoryOut(done.story).data, "seq": done.seq, "undo": scope})


class StoryAccount(APIView):
    """An article in a story."""

    @operation("account_add", gives=ChangedOut)
    def put(self, request: Request, story_id: int, article_id: int) -> Response:
        """Bring an article into the story, out of another if it is in one. Owners and curators may."""
        done = services.add_account(actor=signed_in(request), story_id=story_id, article_id=article_id)
        return _changed(done, story_id)

    @operation("account_remove", gives=ChangedOut)
    def delete(self, request: Request, story_id: int, article_id: int) -> Response:
        """Take an account out of the story; it stays in the project, its cells and quotes out of sight."""
        done = services.remove_account(actor=signed_in(request), story_id=story_id, article_id=article_id)
        return _changed(done, story_id)


class StoryMerge(APIView):
    """Two stories as one."""

    @operation("story_merge", takes=MergeIn, gives=ChangedOut)
    def post(self, request: Request, story_id: int) -> Response:
        """Bring the accounts and claims of another story into this one. Owners and curators may."""
        body = parsed(MergeIn, request)
        done = services.merge(actor=signed_in(request), story_id=story_id, other_id=body["story"])
        return _changed(done, story_id)


class StorySplit(APIView):
    """One story as two."""

    @operation("story_split", takes=SplitIn, gives=ChangedOut, code=201)
    def post(self, request: Request, story_id: int) -> Response:
        """Put accounts into a new story.

        Claims stay; those that are named are copied, and what was found of them in the accounts that go goes
        with the copies. What was found of the others there is kept out of sight until the account comes back.
        """
        done = services.split(actor=signed_in(request), story_id=story_id, **parsed(SplitIn, request))
        answer = _changed(done, story_id)
        answer.status_code = status.HTTP_201_CREATED
        return answer


class StoryUndo(APIView):
    """What was done to a story's accounts."""

    @operation("story_undo", gives=StoryOut)
    def post(self, request: Request, story_id: int, seq: int) -> Response:
        """Take it back, once, while nothing is built on it."""
        done = unmaking.undo(actor=signed_in(request), story_id=story_id, seq=seq)
        return Response(StoryOut(done.story).data)


class OriginsOut(serializers.Serializer[Any]):
    """Which accounts print the same text. `job` reads what is new; ask again when `is_made` is false."""

    is_made = serializers.BooleanField()
    groups = serializers.ListField(child=serializers.JSONField(), help_text="{accounts, said}")
    ties = serializers.ListField(
        child=serializers.JSONField(), help_text="{one, other, words, share, agency}"
    )


class StoryOrigins(APIView):
    """The origins of a story's accounts."""

    @operation("story_origins", gives=OriginsOut)
    def get(self, request: Request, story_id: int) -> Response:
        """Return the groups of one origin, people's word before the machine's, and what ties the accounts."""
        user = signed_in(request)
        story = overview_queries.story_for(user, story_id).it
        accounts = overview_queries.accounts_of(user, story)
        overview_services.ask(actor=user, story=story, accounts=accounts)
        found = overview_queries.found_in(story)
        said = {each.pk for each in accounts if origin_queries.choice_of(each)}
        groups = origin_queries.grouped(accounts, found.copies)
        return Response(
            {
                "is_made": found.is_made,
                "groups": [
                    {"accounts": each.accounts, "said": [pk for pk in each.accounts if pk in said]}
                    for each in groups
                ],
                "ties": [
                    {
                        "one": tie.one,
                        "other": tie.other,
                        "words": tie.words,
                        "share": tie.share,
                        "agency": tie.agency,
                        "is_one_origin": tie.is_one_origin,
                    }
                    for tie in origin_queries.ties(accounts, found.copies)
                ],
            }
        )


class ArticleOrigin(APIView):
    """What people say of one account's origin."""

    @operation("origin_choose", takes=OriginIn, code=204)
    def put(self, request: Request, article_id: int) -> Response:
        """Say where an account's text is from; it stands above what the machine finds."""
        body = parsed(OriginIn, request)
        origin_services.choose(actor=signed_in(request), article_id=article_id, same_as=body["same_as"])
        return Response(status=status.HTTP_204_NO_CONTENT)

    @operation("origin_leave", code=204)
    def delete(self, request: Request, article_id: int) -> Response:
        """Leave it to what the machine finds."""
        origin_services.leave_to_machine(actor=signed_in(request), article_id=article_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LadderOut(serializers.Serializer[Any]):
    """Each claim's certainty over the accounts by time, the jumps, and who hedges what."""

    claims = serializers.ListField(
        child=serializers.JSONField(), help_text="{claim, wording, tellings, drifts}"
    )
    accounts = serializers.ListField(
        child=serializers.JSONField(), help_text="{article, told, bare, hedged, attributed, quoted, inflated}"
    )


class StoryLadder(APIView):
    """The certainty ladder of a story."""

    @operation("story_ladder", gives=LadderOut)
    def get(self, request: Request, story_id: int) -> Response:
        """Return how sure each account is of each claim, and where a later one is surer than an earlier."""
        user = signed_in(request)
        read = ladder_queries.story_read(user, story_id)
        found = ladder_queries.ladder_of(user, read.matrix, read.origin)
        return Response(
            {
                "claims": [_ladder(each) for each in found.claims],
                "accounts": [
                    {
                        "article": article.pk,
                        "told": each.told,
                        "bare": each.bare,
                        "hedged": each.hedged,
                        "attributed": each.attributed,
                        "quoted": each.quoted,
                        "inflated": each.inflated,
                    }
                    for article, each in found.hedgers
                ],
            }
        )


def _ladder(ladder: ClaimLadder) -> dict[str, Any]:
    claim: UUID = ladder.claim.pk
    return {
        "claim": str(claim),
        "wording": ladder.claim.wording,
        "tellings": [
            {
                "article": rung.article.pk,
                "published_at": rung.article.published_at,
                "origin": rung.telling.origin,
                "status": rung.telling.status,
                "certainty": rung.telling.level,
                "hedges": sorted(rung.telling.hedges),
                "attributed": rung.telling.attributed,
                "quotes": [quote.text for quote in rung.quotes],
                "findings": rung.findings,
            }
            for rung in ladder.told
        ],
        "drifts": [
            {
                "kind": each.kind,
                "before": each.before,
                "after": each.after,
                "steps": each.steps,
                "same_origin": each.same_origin,
                "hedges": each.hedges,
                "attribution": each.attribution,
            }
            for each in ladder.drifts
        ],
    }
