"""Assigning over the API: a lead gives work by hand or by a rule, to others, and takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.assignments import AssignmentOut
from annotator.api.inbox import TitledOut
from annotator.api.people import PersonOut
from annotator.api.plumbing import PAGING, operation, page_of, paged, parsed
from annotator.http import signed_in
from annotator.queries import assigning as queries
from annotator.queries import assignments as reads
from annotator.queries.people import person
from annotator.services import assigning as services

if TYPE_CHECKING:
    from annotator.queries.assigning import Plan

ID: Any = {"min_value": 0, "max_value": 2**63 - 1}  # what a database takes for one
LISTS: dict[str, Any] = {"max_length": services.MOST_AT_ONCE, "required": False, "default": list}


class AssignIn(serializers.Serializer[Any]):
    """Each of the people gets each of the articles."""

    people = serializers.ListField(child=serializers.IntegerField(**ID), **LISTS)
    articles = serializers.ListField(child=serializers.IntegerField(**ID), max_length=services.MOST_AT_ONCE)
    pool = serializers.IntegerField(
        min_value=0,
        max_value=queries.MOST_EACH,
        default=0,
        help_text="Further tasks an article, for the pool.",
    )
    due = serializers.DateField(required=False, allow_null=True, default=None)


class RuleIn(serializers.Serializer[Any]):
    """How articles are shared out. What was given before stays, and counts."""

    people = serializers.ListField(child=serializers.IntegerField(**ID), **LISTS)
    each = serializers.IntegerField(
        min_value=1, max_value=queries.MOST_EACH, default=1, help_text="So many people an article."
    )
    by_story = serializers.ChoiceField(
        ["any", "together", "apart"],
        default="any",
        help_text="together: one person sees all accounts of a story; apart: never two of them.",
    )
    weigh = serializers.ChoiceField(
        ["words", "articles"], default="words", help_text="What is shared evenly, with what is open already."
    )
    stories = serializers.ListField(
        child=serializers.IntegerField(**ID), help_text="Empty: all articles.", **LISTS
    )
    pool = serializers.BooleanField(default=False, help_text="What cannot be given to anybody goes there.")
    due = serializers.DateField(required=False, allow_null=True, default=None)
    seed = serializers.IntegerField(
        min_value=0, max_value=2**31, default=1, help_text="Decides between people with equally much to do."
    )
    preview = serializers.BooleanField(default=True, help_text="False does it.")
    mark = serializers.CharField(
        required=False,
        allow_null=True,
        default=None,
        max_length=40,
        help_text="Of the preview: refused (409) where it would do something else by now.",
    )


class ShareOutOut(serializers.Serializer[Any]):
    """What one person gets; their open load in words or articles, before and after."""

    person = PersonOut()
    articles = TitledOut(many=True)
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class LackOut(serializers.Serializer[Any]):
    """What cannot be had: so many people are missing for an article."""

    why = serializers.ChoiceField(
        ["people", "apart", "together"],
        help_text="people: too few; apart: they have another account; together: it is in several hands.",
    )
    article = TitledOut()
    missing = serializers.IntegerField()


class PooledOut(serializers.Serializer[Any]):
    """What goes to the pool."""

    article = TitledOut()
    count = serializers.IntegerField()


class PlanOut(serializers.Serializer[Any]):
    """What a rule gives to whom."""

    shares = ShareOutOut(many=True)
    lacks = LackOut(many=True)
    pooled = PooledOut(many=True)
    mark = serializers.CharField()


class GivenOut(serializers.Serializer[Any]):
    """The new tasks; who had an article already kept it."""

    results = AssignmentOut(many=True)


class DueIn(serializers.Serializer[Any]):
    """Tasks and the day by which they are to be done, or null."""

    assignments = serializers.ListField(
        child=serializers.IntegerField(**ID), max_length=services.MOST_AT_ONCE
    )
    due = serializers.DateField(allow_null=True)


class ToIn(serializers.Serializer[Any]):
    """Who gets a task; null puts it into the pool."""

    person = serializers.IntegerField(allow_null=True, **ID)


def _told(plan: Plan) -> dict[str, Any]:
    pooled = [{"article": row, "count": count} for row, count in plan.pooled]
    shares = [
        {"person": person(each.person), "articles": each.articles, "before": each.before, "after": each.after}
        for each in plan.shares
    ]
    return {"shares": shares, "lacks": plan.lacks, "pooled": pooled, "mark": plan.mark}


class Assignments(APIView):
    """The assignments of a project."""

    @operation("assignment_list", gives=page_of(AssignmentOut), parameters=PAGING)
    def get(self, request: Request, project_id: int) -> Response:
        """List the tasks of a project: a lead all, with the pool and what was given up; others their own."""
        return paged(self, reads.listed(signed_in(request), project_id), ("id",), AssignmentOut)

    @operation("assignment_create", takes=AssignIn, gives=GivenOut, code=201)
    def post(self, request: Request, project_id: int) -> Response:
        """Give each of the people each of the articles."""
        made = services.assign(actor=signed_in(request), project_id=project_id, **parsed(AssignIn, request))
        return Response(GivenOut({"results": made}).data, status=status.HTTP_201_CREATED)


class AssignmentRule(APIView):
    """Sharing out by a rule."""

    @operation("assignment_rule", takes=RuleIn, gives=PlanOut)
    def post(self, request: Request, project_id: int) -> Response:
        """Share articles out by a rule, or only tell what that would give to whom."""
        said = parsed(RuleIn, request)
        preview, mark = said.pop("preview"), said.pop("mark")
        user, asked = signed_in(request), queries.Asked(**said)
        if preview:
            plan = queries.plan_for(user, project_id, asked)
        else:
            plan = services.share_out(actor=user, project_id=project_id, asked=asked, mark=mark)
        return Response(PlanOut(_told(plan)).data)


class AssignmentsDue(APIView):
    """Due dates."""

    @operation("assignment_due", takes=DueIn, gives=GivenOut)
    def put(self, request: Request, project_id: int) -> Response:
        """Give tasks another due date, or none; return those that changed."""
        changed = services.set_due(actor=signed_in(request), project_id=project_id, **parsed(DueIn, request))
        return Response(GivenOut({"results": changed}).data)


class AssignmentDetail(APIView):
    """One task."""

    @operation("assignment_get", gives=AssignmentOut)
    def get(self, request: Request, assignment_id: int) -> Response:
        """Return a task: one's own, of the pool, or as a lead any."""
        return Response(AssignmentOut(reads.assignment_for(signed_in(request), assignment_id).it).data)

    @operation("assignment_reassign", takes=ToIn, gives=AssignmentOut)
    def patch(self, request: Request, assignment_id: int) -> Response:
        """Give a task to somebody else, or to the pool. The answer is their new task."""
        said = parsed(ToIn, request)
        given = services.reassign(actor=signed_in(request), assignment_id=assignment_id, **said)
        return Response(AssignmentOut(given).data)

    @operation("assignment_withdraw", code=204)
    def delete(self, request: Request, assignment_id: int) -> Response:
        """Take a task back. What was marked stays."""
        services.withdraw(actor=signed_in(request), assignment_id=assignment_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
