"""Earlier decisions: reads. What was decided on older texts, and what became of its passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.models import Annotation, Carried, Decision, DecisionBasis

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from annotator.models import Revision

State = Annotation.Anchor
UNKNOWN = ""
_ORDER: tuple[str, ...] = (*State.values, UNKNOWN)  # the worst last


@dataclass(frozen=True, slots=True)
class Earlier:
    """A decision on an older text that none on the newest stands for."""

    decision: Decision  # with ranges, layer and who decided
    state: str  # of the mark it rests on that fared worst; empty where none tells

    @property
    def looks_again(self) -> bool:
        """Whether what it rests on is not on the newest text as it was."""
        return self.state not in {State.EXACT, State.MOVED}

    @property
    def quote(self) -> str:
        """The words that it was made on."""
        return " \u2026 ".join(each.quote for each in self.decision.ranges.all())


def earlier_on(revision: Revision) -> list[Earlier]:
    """Return what was decided on older texts and not anew on this one, what asks for another look first.

    5 queries, 1 of a first text. The text was looked up with a lead, who sees all that stands on it.
    """
    rows = Decision.objects.filter(
        revision__article=revision.article_id, revision__number__lt=revision.number, deleted_at=None
    )
    found = list(
        rows.select_related("layer", "decided_by", "revision")
        .defer("revision__text", "revision__raw")
        .prefetch_related("ranges", "basis")
    )
    if not found:
        return []
    chain = {
        source: (made, state)
        for source, made, state in Carried.objects.filter(revision__article=revision.article_id).values_list(
            "source", "made", "state"
        )
    }
    decided = set(
        DecisionBasis.objects.filter(decision__revision=revision, decision__deleted_at=None).values_list(
            "annotation", flat=True
        )
    )
    told = []
    for each in found:
        ends = [_end(row.annotation_id, chain) for row in each.basis.all()]
        if not any(made in decided for made, _ in ends):
            worst = max((state for _, state in ends), key=_place, default=UNKNOWN)
            told.append(Earlier(each, worst))
    return sorted(told, key=lambda each: (not each.looks_again, each.decision.revision.number))


def _end(mark: UUID, chain: Mapping[UUID, tuple[UUID | None, str]]) -> tuple[UUID | None, str]:
    """Return what stands for a mark at the end of its chain, and the worst state on the way."""
    here: UUID | None = mark
    worst: str = State.EXACT
    if mark not in chain:
        return None, UNKNOWN
    while here is not None and here in chain:
        here, state = chain[here]
        worst = max(worst, state, key=_place)
    return here, worst


def _place(state: str) -> int:
    return _ORDER.index(state)
