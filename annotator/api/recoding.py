"""What the newest codebook changed under existing annotations, and re-coding them, over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.annotations import AnnotationOut
from annotator.api.plumbing import operation, parsed
from annotator.errors import Invalid
from annotator.http import said, signed_in
from annotator.queries import differences
from annotator.queries import projects as project_queries
from annotator.queries import recoding as queries
from annotator.services import recoding as services

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.queries.differences import Change
    from annotator.services.recoding import Recoded

LARGEST = 2**31


class ChoiceOut(serializers.Serializer[Any]):
    """What can stand in the place of what is gone."""

    key = serializers.CharField()
    name = serializers.CharField()


class StaleOut(serializers.Serializer[Any]):
    """One change of the codebook under existing annotations."""

    id = serializers.CharField(help_text="For `recode`: removed:claim/certainty/possible")
    kind = serializers.ChoiceField(
        [differences.REMOVED, differences.REWORDED, differences.REQUIRED, differences.SINGLE]
    )
    part = serializers.ChoiceField(["layer", "dimension", "code"])
    was = serializers.CharField(help_text="Its label then.")
    now = serializers.CharField(help_text="Its label now; empty when it is gone.")
    choices = ChoiceOut(many=True)
    may_drop = serializers.BooleanField()
    count = serializers.IntegerField(help_text="Annotations that it is about.")
    mine = serializers.IntegerField(help_text="Of these, one's own.")


class StalePassageOut(serializers.Serializer[Any]):
    """An annotation that a change is about."""

    annotation = AnnotationOut()
    article = serializers.IntegerField()
    title = serializers.CharField()


class StalesOut(serializers.Serializer[Any]):
    """What changed under existing annotations."""

    version = serializers.IntegerField(help_text="Of the newest codebook, to be sent to `recode`.")
    changes = StaleOut(many=True)
    passages = StalePassageOut(many=True, help_text="Of the change that was asked for, at most 300.")


class MoveIn(serializers.Serializer[Any]):
    """What to do about a change: `keep` the answer as now worded, `drop` or `replace` it; or `leave` some."""

    change = serializers.CharField(max_length=200)
    do = serializers.ChoiceField([services.KEEP, services.DROP, services.REPLACE, services.LEAVE])
    by = serializers.CharField(max_length=40, required=False, help_text="The key, to replace.")
    only = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=services.MOST)


class RecodeIn(serializers.Serializer[Any]):
    """Moves of one act."""

    version = serializers.IntegerField(min_value=1)
    moves = MoveIn(many=True)
    preview = serializers.BooleanField(required=False, default=False, help_text="Only count.")


class RefusedOut(serializers.Serializer[Any]):
    """An annotation that stays as it is, and why."""

    id = serializers.UUIDField()
    detail = serializers.CharField()


class RecodedOut(serializers.Serializer[Any]):
    """What became of it."""

    changed = serializers.IntegerField()
    refused = RefusedOut(many=True)
    left = serializers.IntegerField(help_text="More than one request may change: send it again.")
    batch = serializers.UUIDField(allow_null=True, help_text="To take it back.")


def _change(each: Change) -> dict[str, Any]:
    return {
        "id": each.id,
        "kind": each.kind,
        "part": each.part,
        "was": each.was,
        "now": each.label,
        "choices": [{"key": key, "name": label} for key, label in each.choices],
        "may_drop": each.may_drop,
        "count": each.count,
        "mine": each.mine,
    }


def _recoded(done: Recoded) -> Response:
    refused = [{"id": key, "detail": said(refusal)} for key, refusal in done.refused]
    return Response({"changed": done.changed, "refused": refused, "left": done.left, "batch": done.batch})


class Stale(APIView):
    """What the newest codebook changed under existing annotations."""

    @operation(
        "codebook_stale",
        gives=StalesOut,
        parameters=[
            OpenApiParameter("revision", int, description="Only the annotations of this one."),
            OpenApiParameter("change", str, description="The id of a change whose passages to tell."),
        ],
    )
    def get(self, request: Request, project_id: int) -> Response:
        """Tell what was removed, reworded, became required or takes one code, and of how many annotations."""
        user = signed_in(request)
        project = project_queries.project_for(user, project_id).it
        stale = queries.stale_in(user, project, _revision(request))
        asked = [each for each in stale.changes if each.id == request.query_params.get("change")]
        passages = queries.passages_of(user, project, stale, asked)
        return Response(
            {
                "version": stale.current.row.version,
                "changes": [_change(each) for each in stale.changes],
                "passages": [passage for each in passages.values() for passage in each],
            }
        )


def _revision(request: Request) -> int | None:
    asked = request.query_params.get("revision")
    if asked is None:
        return None
    if not (asked.isascii() and asked.isdigit() and int(asked[:12]) < LARGEST):
        raise Invalid("`revision` is the number of a revision.", field="revision")
    return int(asked)


class Recode(APIView):
    """Re-coding."""

    @operation("codebook_recode", takes=RecodeIn, gives=RecodedOut)
    def post(self, request: Request, project_id: int) -> Response:
        """Put annotations under the newest codebook: one's own, of others if one may change them."""
        body = parsed(RecodeIn, request)
        moves = [
            services.Move(
                each["change"],
                each["do"],
                each.get("by", ""),
                frozenset(each["only"]) if "only" in each else None,
            )
            for each in body.pop("moves")
        ]
        return _recoded(services.recode(actor=signed_in(request), project_id=project_id, moves=moves, **body))


class RecodeBatch(APIView):
    """One act of re-coding."""

    @operation("codebook_recode_undo", gives=RecodedOut)
    def delete(self, request: Request, project_id: int, batch: UUID) -> Response:
        """Take one's own re-coding back; what was changed since stays as it is."""
        return _recoded(services.take_back(actor=signed_in(request), project_id=project_id, batch=batch))
