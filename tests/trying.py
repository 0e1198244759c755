"""Gold layers and trials, written as adjudication leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.models import Annotation, Decision, DecisionBasis, DecisionCode, DecisionRange, Trial
from annotator.queries import codebooks
from tests.people import at

if TYPE_CHECKING:
    from annotator.models import Article
    from tests.people import Team

STEP = "certain"


def decided(team: Team, article: Article, quote: str, *, step: str = STEP, **said: object) -> Decision:
    """Write that a passage is kept as a claim of some certainty, or what `said` makes of it."""
    revision = article.revisions.get()
    layer = codebooks.current_for_project(team.project.pk).layers[str(said.pop("layer", "claim"))]
    facts = {"kept": True, "decided_by": team.curator} | said
    row = Decision.objects.create(revision=revision, layer=layer.row, **facts)
    place = at(revision, quote)
    DecisionRange.objects.create(decision=row, position=0, start=place.start, end=place.end, quote=quote)
    if row.kept and "certainty" in layer.dimensions:
        asked = layer.dimensions["certainty"]
        DecisionCode.objects.create(decision=row, dimension=asked.row, code=asked.codes[step])
    return row


def dropped(team: Team, mark: dict[str, object], reason: str) -> Decision:
    """Write that a mark is none."""
    row = Annotation.objects.get(pk=mark["id"])
    made = decided(
        team, row.revision.article, row.ranges.get().quote, kept=False, reason=reason, overrules=True
    )
    DecisionBasis.objects.create(decision=made, annotation=row, version=1)
    return made


def tried(team: Team, article: Article, kind: str, *quotes: str) -> Trial:
    """Make an article a trial whose key has these passages; without a word in the log."""
    for quote in quotes:
        decided(team, article, quote)
    return Trial.objects.create(article=article, kind=kind)
