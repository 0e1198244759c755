"""The matrix over the API: what it shows, whose, its marks on no claim, and its rows arranged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.claims import ClaimOut, FindingOut
from annotator.api.people import PersonOut
from annotator.api.plumbing import operation, parsed
from annotator.http import signed_in
from annotator.models import Cell, Link
from annotator.queries import articles as article_queries
from annotator.queries import claims as queries
from annotator.queries import gold_matrix as gold_queries
from annotator.queries import links as link_queries
from annotator.queries import matrix as matrix_queries
from annotator.queries import origins as origin_queries
from annotator.queries import overviews as overview_queries
from annotator.services import arranging, unarranging

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.services.arranging import Arranged

PEOPLE = OpenApiParameter(
    "people",
    str,
    description="Whose findings and quotes: `all` (without it), `mine`, a person's id, or `adjudicated`: "
    "what was decided, where the project shows it; found by nobody, whose id is 0.",
)


class QuoteOut(serializers.Serializer[Any]):
    """A passage that stands for a claim in an account."""

    annotation = serializers.UUIDField()
    revision = serializers.IntegerField()
    text = serializers.CharField()
    author = PersonOut(help_text="Who marked it.")
    mentions = serializers.ListField(child=serializers.UUIDField())
    by = PersonOut(many=True, help_text="Who put it on the claim, as `mentions`.")
    said_by = serializers.CharField(help_text="Whom the account names for it; empty where nobody.")
    said_how = serializers.CharField(help_text="The words that say so.")
    said = serializers.CharField(help_text="Both, as one says them.")


class RetoldOut(serializers.Serializer[Any]):
    """What one person marked for a claim on one text of an account: the surest of it."""

    annotator = serializers.IntegerField(help_text="The person's id.")
    annotation = serializers.UUIDField()
    revision = serializers.IntegerField(help_text="The revision's number.")
    at = serializers.DateTimeField(help_text="Since when the mark has stood there.")
    status = serializers.ChoiceField(["asserted", "denied"])
    certainty = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()
    waits = serializers.BooleanField(
        help_text="An edit changed its words, and its author has not looked it over: the step is the old one."
    )


class CellOut(serializers.Serializer[Any]):
    """A cell: what is shown first, all findings, and the quotes."""

    article = serializers.IntegerField()
    status = serializers.ChoiceField(Cell.Status.choices)
    certainty = serializers.IntegerField(allow_null=True)
    contested = serializers.BooleanField()
    look_again = serializers.BooleanField(help_text="A newer text changed what a finding rests on.")
    findings = FindingOut(many=True)
    quotes = QuoteOut(many=True)
    retold = RetoldOut(
        many=True, help_text="By text, where marks came along to a newer text of the account; else empty."
    )


class LinkMarkOut(serializers.Serializer[Any]):
    """How often a claim is linked in one way."""

    kind = serializers.ChoiceField(Link.Kind.choices)
    outward = serializers.BooleanField(help_text="It leads from this claim, or has no direction.")
    count = serializers.IntegerField()


class RowOut(serializers.Serializer[Any]):
    """A claim with its cells, in the accounts' order; those that nobody touched are left out."""

    id = serializers.UUIDField()
    wording = serializers.CharField()
    version = serializers.IntegerField()
    kinds = serializers.ListField(
        child=serializers.ChoiceField(["disputed", "hedged", "one", "unchecked"]),
        help_text="Contradicted by an account or a person; hedged by one account and bare in another; "
        "reported by one alone; with a cell that nobody checked.",
    )
    links = LinkMarkOut(many=True, help_text="To other claims of the story, counted by kind and direction.")
    cells = CellOut(many=True)


class AccountOut(serializers.Serializer[Any]):
    """A column of the matrix."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # declared fields are taken out of the class
    published_at = serializers.DateTimeField(allow_null=True)
    outlet = serializers.IntegerField(
        allow_null=True, help_text="Accounts of one source have the same number; null without a source."
    )
    origin = serializers.IntegerField(help_text="Accounts that print the same text have the same number.")


class MatrixOut(serializers.Serializer[Any]):
    """The claim x source matrix of a story."""

    accounts = AccountOut(many=True)
    rows = RowOut(many=True)


class UnplacedOut(serializers.Serializer[Any]):
    """A claim mark that stands on no claim."""

    annotation = serializers.UUIDField()
    article = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]  # as above
    text = serializers.CharField()
    author = PersonOut()


class AllUnplacedOut(serializers.Serializer[Any]):
    """A story's claim marks on no claim: how many there are, and the first of them."""

    count = serializers.IntegerField()
    results = UnplacedOut(many=True)


class RowMoveIn(serializers.Serializer[Any]):
    """The claim in front of which a row is put; null puts it last."""

    before = serializers.UUIDField(allow_null=True)


class MergeRowsIn(serializers.Serializer[Any]):
    """The claim that goes, with all that is on it, into this one."""

    other = serializers.UUIDField()


class SplitRowIn(serializers.Serializer[Any]):
    """The new claim, with an id of the client's, and what goes to it."""

    id = serializers.UUIDField()
    wording = serializers.CharField(max_length=400)
    mentions = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=2000)
    articles = serializers.ListField(child=serializers.IntegerField(), default=list, max_length=500)


class DroppedOut(serializers.Serializer[Any]):
    """A link that could not come along when two claims became one."""

    kind = serializers.ChoiceField(Link.Kind.choices)
    to = serializers.CharField(help_text="The wording of the claim that it led to.")
    why = serializers.ChoiceField(["itself", "circle"], help_text="It would lead to itself, or in a circle.")

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, one of which has a name that Python keeps for itself."""
        told = serializers.CharField(help_text="The wording of the claim that it led from.")
        return {**super().get_fields(), "from": told}


class ArrangedOut(serializers.Serializer[Any]):
    """A claim after its row was arranged, and the number by which it is undone."""

    claim = ClaimOut()
    seq = serializers.IntegerField()
    conflicts = serializers.IntegerField(help_text="Cells in which one person had found two things.")
    dropped = DroppedOut(many=True, help_text="Links that could not come along.")


def _told(done: Arranged, code: int = status.HTTP_200_OK) -> Response:
    told = {"claim": done.claim, "seq": done.seq, "conflicts": done.conflicts, "dropped": done.dropped}
    return Response(ArrangedOut(told).data, status=code)


class MatrixDetail(APIView):
    """A story's matrix."""

    @operation("matrix_get", gives=MatrixOut, parameters=[PEOPLE])
    def get(self, request: Request, story_id: int) -> Response:
        """Return the claim x source matrix of a story."""
        user = signed_in(request)
        seen = overview_queries.story_for(user, story_id)
        story = seen.it
        whose = matrix_queries.whose(user, request.query_params.get("people", ""))
        accounts = overview_queries.accounts_of(user, story)
        matrix = queries.matrix_of(user, story, accounts, whose=whose)
        if whose == matrix_queries.ADJUDICATED:
            matrix = gold_queries.matrix_of(user, seen, matrix)
        origin = origin_queries.origin_numbers(accounts, overview_queries.found_in(story).copies)
        links = link_queries.marks_of(user, story)
        return Response(matrix_queries.matrix_as_data(matrix, origin, links))


class Unplaced(APIView):
    """Claim marks on no claim."""

    @operation("unplaced_list", gives=AllUnplacedOut, parameters=[PEOPLE])
    def get(self, request: Request, story_id: int) -> Response:
        """List a story's claim marks that stand on no claim, at most 200."""
        user = signed_in(request)
        story = article_queries.story_for(user, story_id).it
        whose = matrix_queries.whose(user, request.query_params.get("people", ""))
        count, rows = matrix_queries.unplaced(user, story, whose=whose)
        return Response(AllUnplacedOut({"count": count, "results": rows}).data)


class ClaimMove(APIView):
    """A row's place."""

    @operation("claim_move", takes=RowMoveIn, gives=ArrangedOut)
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Put a row in front of another, or last."""
        body = parsed(RowMoveIn, request)
        return _told(arranging.move(actor=signed_in(request), claim_id=claim_id, before=body["before"]))


class ClaimMerge(APIView):
    """Two rows made one."""

    @operation("claim_merge", takes=MergeRowsIn, gives=ArrangedOut)
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Bring another claim's quotes and cells to this one; the other goes."""
        body = parsed(MergeRowsIn, request)
        return _told(arranging.merge(actor=signed_in(request), claim_id=claim_id, other_id=body["other"]))


class ClaimSplit(APIView):
    """One row made two."""

    @operation("claim_split", takes=SplitRowIn, gives=ArrangedOut, code=201)
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Make a claim of a part of another: quotes, and what was found in accounts."""
        body = parsed(SplitRowIn, request)
        done = arranging.split(
            actor=signed_in(request),
            claim_id=claim_id,
            new_id=body["id"],
            wording=body["wording"],
            mentions=body["mentions"],
            articles=body["articles"],
        )
        return _told(done, status.HTTP_201_CREATED)


class RowsUndo(APIView):
    """Merging or splitting, taken back."""

    @operation("rows_undo", gives=ArrangedOut)
    def post(self, request: Request, story_id: int, seq: int) -> Response:
        """Take back that two rows were made one, or one two."""
        return _told(unarranging.undo(actor=signed_in(request), story_id=story_id, seq=seq))
