"""Undo and redo of one's own steps on a revision, and many changes in one step, over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.annotations import AnnotationOut, AnswerData
from annotator.api.plumbing import ProblemOut, operation, parsed
from annotator.http import problem, signed_in
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import undoing as queries
from annotator.services import bulk
from annotator.services import undoing as services
from annotator.services.marking import LONGEST_NOTE, Answer

if TYPE_CHECKING:
    from annotator.services.undoing import Undone

OK = 200


class StepOut(serializers.Serializer[Any]):
    """A step that can be taken back or done again."""

    verb = serializers.CharField(help_text="What it did, as its event says: annotation.created")
    subject = serializers.CharField()
    at = serializers.DateTimeField()
    count = serializers.IntegerField(help_text="To how many annotations: of a bulk act, to many.")
    step = serializers.IntegerField(help_text="Its number, for `skip`.")


class StepsOut(serializers.Serializer[Any]):
    """One's next steps on a revision."""

    undo = StepOut(allow_null=True)
    redo = StepOut(allow_null=True)


class UndoIn(serializers.Serializer[Any]):
    """Nothing, or the number of a step that is refused, to leave it as it is and come to the one before."""

    skip = serializers.IntegerField(required=False, min_value=1)


class UndoneOut(StepsOut):
    """What was taken back or done again: the verb of the deed, and the annotations as they are now."""

    verb = serializers.CharField()
    annotations = AnnotationOut(many=True, help_text="Deleted ones, too.")


class ActIn(serializers.Serializer[Any]):
    """What to do to one annotation, from a version on. What is left out stays as it is."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1)
    delete = serializers.BooleanField(required=False, default=False)
    layer = serializers.CharField(max_length=40, required=False)
    codes = AnswerData(many=True, required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want something to do, and not both."""
        changes = {"layer", "codes", "note"} & set(attrs)
        if attrs["delete"] == bool(changes):
            raise serializers.ValidationError(_("Delete it, or change layer, codes or note."))
        return attrs


class BulkIn(serializers.Serializer[Any]):
    """At most 500 acts on annotations of one revision."""

    acts = ActIn(many=True)


class ResultOut(serializers.Serializer[Any]):
    """What became of one act."""

    id = serializers.UUIDField()
    status = serializers.IntegerField(help_text="As if it had been asked for alone: 200, 404, 412, ...")
    annotation = AnnotationOut(required=False)
    problem = ProblemOut(required=False)


class BulkOut(serializers.Serializer[Any]):
    """What became of each act, in their order."""

    results = ResultOut(many=True)
    batch = serializers.UUIDField(allow_null=True, help_text="Of the events; null when all were refused.")


def _undone(done: Undone) -> Response:
    return Response(
        {"verb": done.verb, "annotations": done.annotations, "undo": done.undo, "redo": done.redo}
    )


class Undo(APIView):
    """Taking back one's last step on a revision."""

    @operation("undo_get", gives=StepsOut)
    def get(self, request: Request, revision_id: int) -> Response:
        """Tell what one can take back and do again next, after a reload and in another browser too."""
        user = signed_in(request)
        revision = article_queries.revision_for(user, revision_id).require(Action.ANNOTATE)
        return Response(queries.told(user, revision, queries.state_of(user, revision)))

    @operation("undo", takes=UndoIn, gives=UndoneOut)
    def post(self, request: Request, revision_id: int) -> Response:
        """Take it back. 409 when there is nothing, or, with `step`, when somebody else was at it since."""
        body = parsed(UndoIn, request)
        return _undone(services.undo(actor=signed_in(request), revision_id=revision_id, **body))


class Redo(APIView):
    """Doing again what one took back last."""

    @operation("redo", takes=UndoIn, gives=UndoneOut)
    def post(self, request: Request, revision_id: int) -> Response:
        """Do it again, unless one did something new since. 409 as for undo."""
        body = parsed(UndoIn, request)
        return _undone(services.redo(actor=signed_in(request), revision_id=revision_id, **body))


class Bulk(APIView):
    """Many annotations of a revision at once."""

    @operation("annotation_bulk", takes=BulkIn, gives=BulkOut)
    def post(self, request: Request, revision_id: int) -> Response:
        """Change or delete many. What is refused stops nothing; what went through is one step of undo."""
        acts = [
            bulk.Act(
                id=each["id"],
                version=each["version"],
                delete=each["delete"],
                layer=each.get("layer"),
                answers=_answers(each["codes"]) if "codes" in each else None,
                note=each.get("note"),
            )
            for each in parsed(BulkIn, request)["acts"]
        ]
        done = bulk.act(actor=signed_in(request), revision_id=revision_id, acts=acts)
        return Response({"results": [_result(each) for each in done.results], "batch": done.batch})


def _answers(codes: list[dict[str, Any]]) -> list[Answer]:
    return [Answer(each["dimension"], each.get("code"), each.get("words", "")) for each in codes]


def _result(each: bulk.Result) -> dict[str, Any]:
    if each.refusal is not None:
        told = problem(each.refusal)
        return {"id": each.id, "status": told["status"], "problem": told}
    return {"id": each.id, "status": OK, "annotation": each.annotation}
