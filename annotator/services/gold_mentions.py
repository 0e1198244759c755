"""Gold mentions: writes. Whether a kept passage states a claim; what people put on claims is not touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from annotator.errors import Conflict, Invalid, NotFound, StaleVersion
from annotator.findings.cells import most_hold
from annotator.models import Decision, MentionDecision
from annotator.policies import Seen, see
from annotator.queries import gold_mentions as queries
from annotator.queries.claims import claim_for
from annotator.queries.gold import to_decide_on
from annotator.services.marking import note_of
from annotator.services.mentions import log

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import Claim, User


@transaction.atomic
def decide(
    *,
    actor: User,
    claim_id: UUID,
    decision_id: UUID,
    holds: bool,
    reason: str = "",
    seen: str | None = None,
    version: int | None = None,
) -> dict[str, Any]:
    """Decide whether a kept passage states a claim, or decide anew (at most 10 queries).

    `decision_id` is that of the passage, `seen` stands for what people say as the curator saw it
    (`queries.gold_mentions.seen_mark`); `version` is that of the decision on the mention that is changed. The
    same again changes nothing. Raises :class:`Invalid` on `reason` where more than half of those who put the
    passage on a claim are overruled without one, :class:`StaleVersion` when somebody else decided first,
    :class:`Conflict` when the passage was dropped, or people say something else by now.
    """
    claim = _claim_for(actor, claim_id)
    passage = _passage_for(actor, claim, decision_id)
    reason = note_of(reason)
    said = queries.said_of(queries.placings(actor, claim.story, passage.pk).get(passage.pk, {}), claim.pk)
    basis = [{"person": who, "holds": yes} for who, yes in said.items()]
    there = _there(claim, passage.pk)
    if there and _says(there) == (holds, reason, basis) and version in {None, there.version - 1}:
        return queries.decision_data(there)
    if seen is not None and seen != queries.seen_mark(said):
        raise Conflict("Somebody has put it on a claim or taken it off. Look at it again.", field="seen")
    if not holds and not any(said.values()) and there is None:
        raise Invalid("There is nothing to drop: nobody put it on this claim.", field="holds")
    most = most_hold(list(said.values()))
    against = most is not None and most is not holds
    if against and not reason:
        raise Invalid("More than half say otherwise. Say why you overrule them.", field="reason")
    before = queries.decision_data(there) if there else None
    if (there.version if there else None) != version:
        raise StaleVersion("Somebody decided on this mention in the meantime.", current=before)
    row = there or MentionDecision(claim=claim, decision=passage)
    row.holds, row.reason, row.basis = holds, reason, basis
    row.overrules, row.decided_by = against, actor
    row.version = there.version + 1 if there else 1
    row.save()
    after = queries.decision_data(row)
    log(actor=actor, claim=claim, verb="decision.tied", before=before, after=after)
    return after


@transaction.atomic
def withdraw(*, actor: User, claim_id: UUID, decision_id: UUID, version: int) -> None:
    """Take the decision on a mention back (7 queries). Where there is none, nothing happens."""
    claim = _claim_for(actor, claim_id)
    there = _there(claim, decision_id)
    if there is None:
        return
    before = queries.decision_data(there)
    if there.version != version:
        raise StaleVersion("Somebody decided on this mention in the meantime.", current=before)
    there.delete()
    log(actor=actor, claim=claim, verb="decision.untied", before=before)


def _claim_for(actor: User, claim_id: UUID) -> Claim:
    seen = claim_for(actor, claim_id)
    to_decide_on(actor, Seen(seen.it.story, seen.role))
    return seen.it


def _passage_for(actor: User, claim: Claim, decision_id: UUID) -> Decision:
    rows = Decision.objects.filter(deleted_at=None, revision__article__deleted_at=None)
    rows = rows.select_related("revision__article").defer("revision__text", "revision__raw")
    passage = see(rows, actor, "revision__article__project__", pk=decision_id).it
    if passage.revision.article.project_id != claim.story.project_id:
        raise NotFound
    if passage.revision.article.story_id != claim.story_id:
        raise Invalid("The passage stands in an article of another story.", field="passage")
    if not passage.kept:
        raise Conflict("This passage was dropped: it states no claim.", field="passage")
    return passage


def _there(claim: Claim, decision_id: UUID) -> MentionDecision | None:
    rows = MentionDecision.objects.select_for_update(of=("self",)).filter(claim=claim, decision=decision_id)
    return rows.select_related("decided_by", "decision__revision").first()


def _says(there: MentionDecision) -> tuple[bool, str, list[dict[str, Any]]]:
    return there.holds, there.reason, there.basis
