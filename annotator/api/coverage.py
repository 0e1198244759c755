"""Omission, prominence and sources over the API: counts, each with its n."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.plumbing import operation
from annotator.http import signed_in
from annotator.queries import coverage as queries
from annotator.queries import ladders, profiles

if TYPE_CHECKING:
    from annotator.findings.coverage import Coverage

CAVEAT = "This shows what this team annotated in the articles that it chose, and nothing else."


class CoverageOut(serializers.Serializer[Any]):
    """What accounts report and leave out, of what somebody checked (`n`); `open` nobody has."""

    accounts = serializers.ListField(
        child=serializers.JSONField(), help_text="{article, reported, omitted, n, open}"
    )
    sources = serializers.ListField(
        child=serializers.JSONField(), help_text="{source, accounts, reported, ...}"
    )
    claims = serializers.ListField(
        child=serializers.JSONField(),
        help_text="{claim, told_by, left_out_by, open, only, all_but, outlets, unnamed, origins, places}",
    )


class StoryCoverage(APIView):
    """Who tells what."""

    @operation("story_coverage", gives=CoverageOut)
    def get(self, request: Request, story_id: int) -> Response:
        """Return which account reports which claims, where in it, and of how many outlets and origins."""
        read = ladders.story_read(signed_in(request), story_id)
        found = queries.coverage_of(read.matrix, read.origin)
        return Response(
            {
                "accounts": [{"article": each.pk, **_counts(own)} for each, own in found.accounts],
                "sources": [
                    {
                        "source": each.source.pk if each.source else None,
                        "accounts": each.accounts,
                        **_counts(each.coverage),
                    }
                    for each in found.sources
                ],
                "claims": [
                    {
                        "claim": str(each.claim.pk),
                        "told_by": each.told.by,
                        "left_out_by": each.told.not_by,
                        "open": each.told.open,
                        "only": each.told.only,
                        "all_but": each.told.all_but,
                        **each.by._asdict(),
                        "places": {str(key): asdict(place) for key, place in each.places.items()},
                    }
                    for each in found.claims
                ],
            }
        )


def _counts(found: Coverage) -> dict[str, int]:
    return {"reported": found.reported, "omitted": found.omitted, "n": found.n, "open": found.open}


class SourceOut(serializers.Serializer[Any]):
    """A publisher."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    domain = serializers.CharField(allow_blank=True)
    article_count = serializers.IntegerField()
    story_count = serializers.IntegerField()
    finding_count = serializers.IntegerField(help_text="Cells that somebody settled.", allow_null=True)


class ProfileOut(serializers.Serializer[Any]):
    """What this team found in a source's articles: counts, each beside its n; never a score."""

    source = serializers.IntegerField()  # type: ignore[assignment]  # declared fields are taken out of the class
    caveat = serializers.CharField()
    profile = serializers.JSONField()


class Sources(APIView):
    """A project's sources."""

    @operation("source_list", gives=SourceOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """List the sources of a project's articles."""
        return Response(SourceOut(profiles.sources_of(signed_in(request), project_id), many=True).data)


class SourceProfile(APIView):
    """One source."""

    @operation("source_profile", gives=ProfileOut)
    def get(self, request: Request, source_id: int) -> Response:
        """Return what was found in a source's articles, over all stories of the project."""
        user = signed_in(request)
        source = profiles.source_for(user, source_id).it
        found = profiles.profile_of(user, source)
        return Response({"source": source.pk, "caveat": CAVEAT, "profile": asdict(found)})
