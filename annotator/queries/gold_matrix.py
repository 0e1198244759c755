"""The matrix as it was decided: reads. Gold cells and gold mentions, in the shape of everybody's matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from annotator.errors import NotAllowed
from annotator.models import DecisionBasis, MentionDecision, Project, Role, Story, User
from annotator.policies import LEADS, gold_seen, work_seen
from annotator.queries.cells import CellShown, Finding, Matrix, QuoteShown, RowShown
from annotator.queries.gold import decisions_of
from annotator.queries.matrix import ADJUDICATED

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.policies import Seen

NOBODY = ADJUDICATED  # the id of who found it: no person's


def shown_to(project: Project, role: Role) -> bool:
    """Say whether what was decided in a project is shown to a role (no query): to leads, or to all."""
    return role in LEADS or project.decisions_shown


def matrix_of(actor: User, seen: Seen[Story], matrix: Matrix) -> Matrix:
    """Return a story's matrix with what was decided in place of what people found (3 queries).

    Its accounts and claims are those of `matrix`. Of trials, and of what is not open to the actor, the cells
    are empty (`policies.gold_seen`). Raises :class:`NotAllowed` where decisions are for leads alone.
    """
    story = seen.it
    if not shown_to(story.project, seen.role):
        raise NotAllowed("In this project only owners and curators see what was decided.")
    all_say = User(pk=NOBODY, username="adjudicated", name=_("adjudicated"))
    in_sight = work_seen(actor, "article", project=story.project)
    found = {
        (row.claim_id, row.article_id): Finding(
            row.claim_id, row.article_id, all_say, row.status, row.certainty, row.reason, [], row.version
        )
        for row in decisions_of(story).filter(gold_seen(actor, "article"), in_sight)
    }
    quotes = _quotes(actor, story, all_say)
    rows = []
    for row in matrix.rows:
        cells = []
        for each in row.cells:
            key = (each.claim, each.article)
            cells.append(CellShown(*key, None, [found[key]] if key in found else [], quotes.get(key, [])))
        rows.append(RowShown(row.claim, cells))
    return Matrix(matrix.accounts, rows)


def _quotes(actor: User, story: Story, all_say: User) -> dict[tuple[UUID, int], list[QuoteShown]]:
    """Return the passages that state each claim, by claim and account (2 queries).

    A quote leads to a mark that its passage was decided on; where nobody marked it, to the article alone.
    """
    article = "decision__revision__article"
    mark = DecisionBasis.objects.filter(decision=OuterRef("decision"), annotation__deleted_at=None)
    rows = (
        MentionDecision.objects.filter(
            gold_seen(actor, article),
            work_seen(actor, article, project=story.project),
            holds=True,
            claim__story=story,
            claim__deleted_at=None,
            decision__kept=True,
            decision__deleted_at=None,
            **{f"{article}__story": story, f"{article}__deleted_at": None},
        )
        .annotate(article=F(article), mark=Subquery(mark.order_by("annotation").values("annotation")[:1]))
        .select_related("decision")
        .prefetch_related("decision__ranges")
    )
    found: dict[tuple[UUID, int], list[QuoteShown]] = {}
    for row in rows:
        ranges = list(row.decision.ranges.all())
        quote = QuoteShown(
            row.mark or row.decision_id,
            row.decision.revision_id,
            ranges[0].start,
            " \u2026 ".join(each.quote for each in ranges),
            author=all_say,
            by=[all_say],
        )
        found.setdefault((row.claim_id, row.article), []).append(quote)
    for each in found.values():
        each.sort(key=lambda quote: (quote.revision, quote.start))
    return found
