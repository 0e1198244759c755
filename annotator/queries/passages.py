"""Passages: reads. The quotes that stand for one claim, each in the sentences around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.findings.contexts import Piece, in_context
from annotator.models import AnnotationCode, Article, Range, Revision
from annotator.queries import claims, links
from annotator.text.segments import sentences
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from annotator.models import Claim, User
    from annotator.queries.claims import CellShown, QuoteShown
    from annotator.queries.links import Linked


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote in its context, with the step that it was marked with, and its links to other quotes."""

    quote: QuoteShown
    pieces: list[Piece]
    certainty: int | None
    links: list[Linked]


@dataclass(frozen=True, slots=True)
class Told:
    """What one account says of the claim."""

    article: Article
    cell: CellShown
    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class ClaimRead:
    """A claim with all that stands on it, and the story's other claims."""

    told: list[Told]
    links: list[Linked]
    others: list[Claim] = field(default_factory=list)

    @property
    def quoted(self) -> int:
        """How many passages stand for it."""
        return sum(len(each.passages) for each in self.told)


def claim_read(actor: User, claim: Claim) -> ClaimRead:
    """Return what stands on a claim that was looked up with the actor (9 queries, whatever its size)."""
    accounts = list(Article.objects.filter(story=claim.story_id, deleted_at=None).select_related("source"))
    matrix = claims.matrix_of(actor, claim.story, accounts)
    row = next((each for each in matrix.rows if each.claim.pk == claim.pk), None)
    cells = row.cells if row else []
    found = links.links_of(actor, claim.story)
    context = Context(quote for cell in cells for quote in cell.quotes)
    told = [
        Told(
            article,
            cell,
            [
                Passage(
                    quote,
                    context.pieces(quote),
                    context.step(quote),
                    [link for mention in quote.mentions for link in links.from_one_end(found, mention)],
                )
                for quote in cell.quotes
            ],
        )
        for article, cell in zip(accounts, cells, strict=False)
    ]
    others = [each.claim for each in matrix.rows if each.claim.pk != claim.pk]
    return ClaimRead(told, links.from_one_end(found, claim.pk), others)


class Context:
    """The texts around quotes, and the steps of certainty that they were marked with."""

    def __init__(self, quotes: Iterable[QuoteShown]) -> None:
        """Read ranges, texts and codes of the quotes (3 queries, none without quotes)."""
        quoted = list(quotes)
        self._ranges: dict[UUID, list[Span]] = {}
        self._texts: dict[int, tuple[str, list[Span]]] = {}
        self._steps: dict[UUID, int] = {}
        if not quoted:
            return
        marks = {each.annotation for each in quoted}
        for mark, start, end in Range.objects.filter(annotation__in=marks).values_list(
            "annotation", "start", "end"
        ):
            self._ranges.setdefault(mark, []).append(Span(start, end))
        texts = Revision.objects.filter(pk__in={each.revision for each in quoted})
        for pk, text in texts.values_list("pk", "text"):
            self._texts[pk] = text, sentences(text)
        steps = AnnotationCode.objects.filter(annotation__in=marks, dimension__key="certainty")
        for mark, level in steps.values_list("annotation", "code__level"):
            if level is not None and 1 <= level <= 4:  # noqa: PLR2004 - the four steps
                self._steps[mark] = level

    def pieces(self, quote: QuoteShown) -> list[Piece]:
        """Return the sentences around a quote (no query)."""
        text, spans = self._texts[quote.revision]
        return in_context(text, self._ranges.get(quote.annotation, []), spans)

    def step(self, quote: QuoteShown) -> int | None:
        """Return the step of certainty that a quote was marked with (no query)."""
        return self._steps.get(quote.annotation)
