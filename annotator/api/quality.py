"""Quality over the API: each annotator's figures."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.people import PersonOut
from annotator.api.plumbing import operation
from annotator.api.trials import QuestionTriedOut, ScoreOut
from annotator.http import signed_in
from annotator.models import Trial
from annotator.queries import figures
from annotator.queries import quality as queries


class TimeTakenOut(serializers.Serializer[Any]):
    """Seconds of active work, of articles that are done."""

    median = serializers.FloatField(allow_null=True, help_text="An article.")
    per_thousand = serializers.FloatField(allow_null=True, help_text="1,000 words.")
    n = serializers.IntegerField(help_text="Articles of which the time was counted.")


class LayerTriedOut(serializers.Serializer[Any]):
    """The passages of one layer."""

    of = serializers.CharField()
    passages = serializers.IntegerField(help_text="In the key.")
    overlap = ScoreOut(allow_null=True)


class ShareOfOut(serializers.Serializer[Any]):
    """A share from 0 to 1, and of how many."""

    share = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()


class TriedOut(serializers.Serializer[Any]):
    """How somebody did on the trials of one kind."""

    kind = serializers.ChoiceField(Trial.Kind.choices)
    articles = serializers.IntegerField()
    passages = serializers.IntegerField(help_text="In the keys.")
    exact = ScoreOut(allow_null=True)
    overlap = ScoreOut(allow_null=True)
    answers = ShareOfOut()
    layers = LayerTriedOut(many=True)
    dimensions = QuestionTriedOut(many=True)


class SpansAgreeOut(serializers.Serializer[Any]):
    """The mean F1 (by overlap) over the pairs with each other person."""

    f1 = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField(help_text="Pairs of people and layers.")


class LayerAgreesOut(SpansAgreeOut):
    """The same of one layer."""

    of = serializers.CharField()


class QuestionAgreesOut(ShareOfOut):
    """Answers to one question that are as another's."""

    of = serializers.CharField()


class AgreementWithOthersOut(serializers.Serializer[Any]):
    """Agreement with the others, of the newest report; it is not computed anew."""

    others = serializers.IntegerField()
    spans = SpansAgreeOut()
    codes = ShareOfOut()
    layers = LayerAgreesOut(many=True)
    dimensions = QuestionAgreesOut(many=True)


class ValueOut(serializers.Serializer[Any]):
    """How often an answer is given: shares of all answers to the question."""

    value = serializers.CharField()
    own = serializers.FloatField()
    others = serializers.FloatField(allow_null=True)


class AnswersOut(serializers.Serializer[Any]):
    """A person's answers to one question beside those of the others."""

    of = serializers.CharField(help_text="layer.dimension, or layers: on which one marks.")
    n = serializers.IntegerField()
    others_n = serializers.IntegerField()
    distance = serializers.FloatField(allow_null=True, help_text="Total variation: 0 alike, 1 apart.")
    values = ValueOut(many=True)


class WeekOut(serializers.Serializer[Any]):
    """A week, of the articles that were marked mostly in it."""

    begins = serializers.DateField(help_text="A Monday.")
    articles = serializers.IntegerField()
    marks = serializers.IntegerField()
    per_hour = serializers.FloatField(allow_null=True, help_text="Marks, where the time was counted.")
    steps = serializers.DictField(child=serializers.FloatField(), help_text="Share of each certainty step.")
    n = serializers.IntegerField(help_text="Steps.")
    agreement = serializers.FloatField(allow_null=True, help_text="Share of answers that are as another's.")
    compared = serializers.IntegerField(help_text="Pairs of answers.")


class AnsweredSuggestionsOut(ShareOfOut):
    """What became of suggestions; `share` of those answered were accepted, changed or not."""

    accepted = serializers.IntegerField()
    edited = serializers.IntegerField()
    rejected = serializers.IntegerField()


class LittleOut(serializers.Serializer[Any]):
    """A figure that rests on little."""

    caution = serializers.ChoiceField(
        ["few_articles", "few_marks", "few_trials", "few_compared", "few_suggestions"]
    )
    n = serializers.IntegerField()
    least = serializers.IntegerField()


class PersonFiguresOut(serializers.Serializer[Any]):
    """One person's figures. No one of them says how good somebody is."""

    person = PersonOut()
    done = serializers.IntegerField(help_text="Articles.")
    begun = serializers.IntegerField(help_text="Articles, those that are done too.")
    marks = serializers.IntegerField()
    time = TimeTakenOut()
    trials = TriedOut(many=True)
    agreement = AgreementWithOthersOut()
    answers = AnswersOut(many=True)
    weeks = WeekOut(many=True)
    suggestions = AnsweredSuggestionsOut()
    cautions = LittleOut(many=True)


class ReportAtOut(serializers.Serializer[Any]):
    """Of when the agreement is."""

    at = serializers.DateTimeField()
    since = serializers.IntegerField(help_text="Events of the project since.")


class QualityOut(serializers.Serializer[Any]):
    """The figures of a project's annotators, by name."""

    own = serializers.BooleanField(help_text="Whether these are one's own figures only.")
    report = ReportAtOut(allow_null=True)
    hidden = serializers.BooleanField(help_text="Whether work is hidden from one, and agreement with it.")
    people = PersonFiguresOut(many=True)


class Quality(APIView):
    """How people work."""

    @operation("project_quality", gives=QualityOut)
    def get(self, request: Request, project_id: int) -> Response:
        """Tell leads the figures of everybody; an annotator their own, where the project shows them."""
        found = queries.quality_for(signed_in(request), project_id)
        return Response(QualityOut(figures.figures(found)).data)
