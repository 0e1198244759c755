"""Trials over the API: which articles they are, and how one did on one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.inbox import TitledOut
from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed
from annotator.errors import Invalid
from annotator.http import number_in, signed_in
from annotator.models import Trial
from annotator.queries import people
from annotator.queries import trials as queries
from annotator.queries.figures import confused, score
from annotator.services import trials as services

if TYPE_CHECKING:
    from annotator.agreement.counting import Answered
    from annotator.queries.trials import Result


class TrialOut(serializers.Serializer[Any]):
    """An article whose gold layer is known."""

    article = TitledOut()
    kind = serializers.ChoiceField(Trial.Kind.choices)
    passages = serializers.IntegerField(help_text="How many its key has.")
    done = serializers.IntegerField(help_text="How many people are done with it.")


class TrialIn(serializers.Serializer[Any]):
    """To what end an article is a trial."""

    kind = serializers.ChoiceField(Trial.Kind.choices)


class MadeTrialOut(serializers.Serializer[Any]):
    """An article that is a trial."""

    article = TitledOut()
    kind = serializers.ChoiceField(Trial.Kind.choices)


class ScoreOut(serializers.Serializer[Any]):
    """Shares from 0 to 1: of the person's marks, and of the key's, that the other has as well."""

    precision = serializers.FloatField(allow_null=True)
    recall = serializers.FloatField(allow_null=True)
    f1 = serializers.FloatField()


class ConfusedOut(serializers.Serializer[Any]):
    """What was said instead of the key's answer, and how often."""

    key = serializers.CharField()
    own = serializers.CharField(allow_blank=True)
    n = serializers.IntegerField()


class QuestionTriedOut(serializers.Serializer[Any]):
    """The answers to one question on the passages that key and person both have."""

    of = serializers.CharField(help_text="layer.dimension")
    share = serializers.FloatField(allow_null=True, help_text="Of answers that are the key's.")
    n = serializers.IntegerField()
    confused = ConfusedOut(many=True)


class KeyPassageOut(serializers.Serializer[Any]):
    """A passage of the key, with what the person marked there, if anything."""

    layer = serializers.CharField()
    ranges = serializers.ListField(child=serializers.JSONField(), help_text="{start, end, quote}")
    codes = serializers.JSONField(help_text="The key's codes by dimension.")
    reason = serializers.CharField(help_text="Why it was decided so, where somebody said it.")
    annotation = serializers.UUIDField(allow_null=True, help_text="The person's mark.")
    differing = serializers.ListField(child=serializers.CharField(), help_text="Dimensions.")


class ExtraOut(serializers.Serializer[Any]):
    """A mark that the key does not have."""

    annotation = serializers.UUIDField()
    reason = serializers.CharField(help_text="Why it was decided that this is none, where that was decided.")


class FeedbackOut(serializers.Serializer[Any]):
    """How a person did on a trial."""

    article = TitledOut()
    kind = serializers.ChoiceField(Trial.Kind.choices)
    person = PersonOut()
    exact = ScoreOut(allow_null=True)
    overlap = ScoreOut(allow_null=True)
    questions = QuestionTriedOut(many=True)
    found = KeyPassageOut(many=True)
    missed = KeyPassageOut(many=True)
    extra = ExtraOut(many=True)


class Trials(APIView):
    """The trials of a project."""

    @operation("trial_list", gives=TrialOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """List which articles are trials. Owners and curators may; nobody else is told."""
        rows = queries.trials_of(queries.project_for(signed_in(request), project_id).it)
        told = [
            {"article": each.article, "kind": each.kind, "passages": each.passages or 0, "done": each.done}  # type: ignore[attr-defined]  # annotated
            for each in rows
        ]
        return Response(TrialOut(told, many=True).data)


class ArticleTrial(APIView):
    """Whether an article is a trial."""

    @operation("trial_put", takes=TrialIn, gives=MadeTrialOut)
    def put(self, request: Request, article_id: int) -> Response:
        """Make an article a trial, or one of another kind; it needs a gold layer (`409` else)."""
        row = services.put(actor=signed_in(request), article_id=article_id, **parsed(TrialIn, request))
        return Response(MadeTrialOut({"article": row.article, "kind": row.kind}).data)

    @operation("trial_end", code=204)
    def delete(self, request: Request, article_id: int) -> Response:
        """Let an article be none any more; its gold layer and all marks stay."""
        services.end(actor=signed_in(request), article_id=article_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Feedback(APIView):
    """How a person did on a trial."""

    @operation(
        "article_feedback",
        gives=FeedbackOut,
        parameters=[OpenApiParameter("person", int, description="Of whom; leads may ask about anybody.")],
    )
    def get(self, request: Request, article_id: int) -> Response:
        """Tell how one did on a training article that one is done with; `404` for everything else."""
        given = request.query_params.get("person", "")
        person = number_in(given)
        if given and person is None:
            raise Invalid("`person` is the id of one.", field="person")
        result = queries.result_for(signed_in(request), article_id, person)
        held = result.held
        spans = held.outcome.all_spans
        return Response(
            FeedbackOut(
                {
                    "article": result.article,
                    "kind": result.kind,
                    "person": people.person(result.person),
                    "exact": score(spans.score(queries.EXACT)),
                    "overlap": score(spans.score()),
                    "questions": [confused(name, cells) for name, cells in held.outcome.codes.items()],
                    "found": [
                        _passage(result, each.key, str(each.own.marking.id), each.differing)
                        for each in held.both
                    ],
                    "missed": [_passage(result, each, None, ()) for each in held.missed],
                    "extra": [
                        {
                            "annotation": each.marking.id,
                            "reason": result.dropped.get(str(each.marking.id), ""),
                        }
                        for each in held.extra
                    ],
                }
            ).data
        )


def _passage(result: Result, key: Answered, own: str | None, differing: tuple[str, ...]) -> dict[str, Any]:
    decision = result.gold[str(key.marking.id)]
    return {
        "layer": key.marking.label,
        "ranges": [
            {"start": each.start, "end": each.end, "quote": each.quote} for each in decision.ranges.all()
        ],
        "codes": {name: list(said) for name, said in key.answers.items()},
        "reason": decision.reason,
        "annotation": own,
        "differing": list(differing),
    }
