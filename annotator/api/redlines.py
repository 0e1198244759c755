"""Revisions of an article over the API: what changed from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.plumbing import operation
from annotator.errors import NotFound
from annotator.findings.redlines import between, marks_on, touch
from annotator.http import number_in, signed_in
from annotator.queries import redlines as queries
from annotator.text.redline import is_trivial

if TYPE_CHECKING:
    from annotator.findings.redlines import Between
    from annotator.models import Revision
    from annotator.text.rewordings import Rewording


class RangeField(serializers.ListField):
    """A range `[start, end]` in code points, half-open."""

    child = serializers.IntegerField()


class ChangeOut(serializers.Serializer[Any]):
    """A change; one side of an addition or a deletion is empty."""

    kind = serializers.ChoiceField(["add", "delete", "edit", "move"])
    old = RangeField()
    new = RangeField()
    scale = serializers.ChoiceField(["words", "sentence", "paragraph"])
    paragraph = serializers.IntegerField(help_text="From 1, in the new text; of a deletion in the old one.")
    trivial = serializers.ChoiceField(["typography", "boilerplate", "clock"], allow_null=True)


class RewordingOut(serializers.Serializer[Any]):
    """What a reworded sentence tells otherwise."""

    touches = serializers.ChoiceField(["certainty", "negation", "figures"])
    kind = serializers.CharField(help_text="hedge, attribution, negation, or the kind of quantity.")
    change = serializers.ChoiceField(["differs", "added", "removed", "weakened", "strengthened"])
    said = serializers.CharField()
    became = serializers.CharField()
    old = RangeField(help_text="The sentence in the old text; where `paragraph` is 0, in the old headline.")
    new = RangeField()
    paragraph = serializers.IntegerField(help_text="0 is the headline; those come first.")
    annotations = serializers.IntegerField(help_text="On the old sentence, as far as you see them.")


class RedlineOut(serializers.Serializer[Any]):
    """Two revisions of an article and what changed between them. Ranges are code points."""

    old = serializers.IntegerField(help_text="A revision.")
    new = serializers.IntegerField()
    trivial = serializers.BooleanField(help_text="Nothing changed that anybody need look at.")
    headline = serializers.ListField(
        child=serializers.CharField(allow_blank=True), help_text="The old and the new one."
    )
    byline = serializers.ListField(child=serializers.CharField(allow_blank=True))
    added = serializers.IntegerField(help_text="Tokens that stand only in the new text.")
    deleted = serializers.IntegerField()
    moved = serializers.IntegerField()
    changes = ChangeOut(many=True)
    rewordings = RewordingOut(many=True)


class RedlineDetail(APIView):
    """What changed between two revisions of an article."""

    @operation(
        "redline_get",
        gives=RedlineOut,
        parameters=[
            OpenApiParameter(
                "from", int, description="The number of the old revision; else the one before, or the first."
            ),
            OpenApiParameter("to", int, description="The number of the new one; else the newest."),
        ],
    )
    def get(self, request: Request, article_id: int) -> Response:
        """Return what changed, and what is told otherwise (4 queries)."""
        user = signed_in(request)
        _, rows = queries.revisions_for(user, article_id)
        by_number = {row.number: row for row in rows}
        new = by_number.get(_asked(request, "to", rows[-1].number))
        old = by_number.get(_asked(request, "from", max(1, new.number - 1))) if new else None
        if new is None or old is None:
            raise NotFound("The article has no such revision.")
        return Response(
            RedlineOut(_data(old, new, between(old.text, new.text), queries.marks_on(user, old))).data
        )


def _asked(request: Request, name: str, otherwise: int) -> int:
    found = number_in(request.query_params.get(name, ""))
    return otherwise if found is None else found


def _data(old: Revision, new: Revision, found: Between, marks: list[tuple[str, int, int]]) -> dict[str, Any]:
    line = found.redline
    return {
        "old": old.pk,
        "new": new.pk,
        "trivial": line.is_trivial and is_trivial(old.headline, new.headline),
        "headline": [old.headline, new.headline],
        "byline": [old.signed, new.signed],
        "added": line.added,
        "deleted": line.deleted,
        "moved": line.moved,
        "changes": line.changes,
        "rewordings": [
            *(_told(each) | {"paragraph": 0} for each in between(old.headline, new.headline).rewordings),
            *(
                _told(each) | {"annotations": marks_on(marks, each.old.start, each.old.end)}
                for each in found.rewordings
            ),
        ],
    }


def _told(rewording: Rewording) -> dict[str, Any]:
    return {
        "touches": touch(rewording),
        "kind": rewording.difference.kind,
        "change": rewording.difference.change,
        "said": rewording.said,
        "became": rewording.became,
        "old": [rewording.old.start, rewording.old.end],
        "new": [rewording.new.start, rewording.new.end],
        "paragraph": rewording.paragraph,
        "annotations": 0,
    }
