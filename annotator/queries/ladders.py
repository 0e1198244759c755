"""Ladders: reads. How sure each account is of each claim, with the words of doubt and attribution around it.

Cells and mentions come from the matrix alone, which shows what its reader may see of others' work.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.findings.drift import Drift, Hedger, Telling, drifts, hedgers
from annotator.models import Annotation, Range, Revision, Suggestion
from annotator.text.segments import sentences
from annotator.text.suggesting import engine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Article, Claim
    from annotator.queries.claims import CellShown, Matrix, QuoteShown, RowShown

Mark = tuple[int, int, str]  # start, end in code points, words
_NO_DOUBT = ("booster", "negation", "attitude")  # classes of cues that leave nothing open


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a quote stands: the first of its ranges, in a revision."""

    revision: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rung:
    """What one account says of a claim, for the table and the drawing."""

    article: Article
    telling: Telling
    quotes: list[QuoteShown]
    findings: int  # people who settled the cell
    levels: tuple[int, ...]  # the steps that they found


@dataclass(frozen=True, slots=True)
class ClaimLadder:
    """A claim's certainty over the accounts, by time, and the jumps in it."""

    claim: Claim
    rungs: list[Rung]
    drifts: list[Drift]

    @property
    def told(self) -> list[Rung]:
        """The accounts that somebody checked."""
        return [rung for rung in self.rungs if rung.telling.status != "unchecked"]

    def rung(self, article: int) -> Rung:
        """Return an account's place on it."""
        return next(rung for rung in self.rungs if rung.article.pk == article)


@dataclass(frozen=True, slots=True)
class StoryLadder:
    """All claims of a story, and who hedges what."""

    claims: list[ClaimLadder]
    hedgers: list[tuple[Article, Hedger]]

    @property
    def inflated(self) -> int:
        """How many jumps upward there are."""
        return sum(jump.kind == "inflation" for each in self.claims for jump in each.drifts)

    @property
    def hedging(self) -> int:
        """How many jumps downward there are."""
        return sum(jump.kind == "hedging" for each in self.claims for jump in each.drifts)


def ladder_of(matrix: Matrix, origin: dict[int, int], only: Claim | None = None) -> StoryLadder:
    """Return the ladders of a matrix that was looked up with an actor, of all claims or one (4 queries).

    `origin` says which accounts print the same text.
    """
    rows = [row for row in matrix.rows if only is None or row.claim.pk == only.pk]
    around = Around(
        {quote.annotation: quote.revision for row in rows for cell in row.cells for quote in cell.quotes}
    )
    claims = [_claim(row, matrix.accounts, origin, around) for row in rows]
    found = hedgers(
        [each.pk for each in matrix.accounts], [[rung.telling for rung in each.rungs] for each in claims]
    )
    return StoryLadder(claims, list(zip(matrix.accounts, found, strict=True)))


def _claim(row: RowShown, accounts: list[Article], origin: dict[int, int], around: Around) -> ClaimLadder:
    rungs = [
        _rung(article, cell, origin.get(article.pk, -article.pk), around)
        for article, cell in zip(accounts, row.cells, strict=True)
    ]
    return ClaimLadder(row.claim, rungs, drifts(rung.telling for rung in rungs))


def _rung(article: Article, cell: CellShown, origin: int, around: Around) -> Rung:
    settled = [each for each in cell.findings if each.status != "unchecked"]
    telling = Telling(
        account=article.pk,
        at=article.published_at,
        origin=origin,
        status=cell.status,
        level=cell.certainty,
        hedges=frozenset(word for quote in cell.quotes for word in around.hedges(quote.annotation)),
        attributed=any(around.is_attributed(each.annotation) for each in cell.quotes)
        if cell.quotes
        else None,
    )
    levels = tuple(each.certainty for each in settled if each.certainty)
    return Rung(article, telling, cell.quotes, len(settled), levels)


class Around:
    """What stands around quotes, in their sentences: cues and attributions, marked or suggested."""

    def __init__(self, revision_of: Mapping[UUID, int]) -> None:
        """Read what stands around the annotations that are quoted, each with its revision (4 queries)."""
        self._revision_of = revision_of
        self._sentences: dict[UUID, list[Stands]] = {}
        self._marks: dict[str, dict[int, list[Mark]]] = {"cue": {}, "attribution": {}}
        if revision_of:
            revisions = set(revision_of.values())
            self._read(revisions)
            self._sentences = _sentences(revision_of)

    def _read(self, revisions: set[int]) -> None:
        layers = list(self._marks)
        marked = Range.objects.filter(
            annotation__revision__in=revisions,
            annotation__deleted_at=None,
            annotation__layer__key__in=layers,
        ).exclude(annotation__in=_without_doubt(revisions))
        found = list(
            marked.values_list("annotation__layer__key", "annotation__revision", "start", "end", "quote")
        )
        rows = Suggestion.objects.filter(revision__in=revisions, engine=engine(), layer__in=layers)
        for layer, revision, start, end, quote, codes in rows.values_list(
            "layer", "revision", "start", "end", "quote", "codes"
        ):
            if not any(code.get("code") in _NO_DOUBT for code in codes):
                found.append((layer, revision, start, end, quote))
        for layer, revision, start, end, quote in found:
            self._marks[layer].setdefault(revision, []).append((start, end, quote))

    def hedges(self, annotation: UUID) -> set[str]:
        """Return the words of doubt in the sentences of a quote, folded."""
        return {" ".join(words.casefold().split()) for words in self._words("cue", annotation)}

    def is_attributed(self, annotation: UUID) -> bool:
        """Say whether anything in the sentences of a quote names who says so."""
        return bool(self._words("attribution", annotation))

    def _words(self, layer: str, annotation: UUID) -> list[str]:
        marks = self._marks[layer].get(self._revision_of[annotation], [])
        places = self._sentences.get(annotation, [])
        return [
            words
            for start, end, words in marks
            if any(start < place.end and place.start < end for place in places)
        ]


def _without_doubt(revisions: set[int]) -> QuerySet[Annotation, Any]:
    return Annotation.objects.filter(
        revision__in=revisions, codes__code__key__in=_NO_DOUBT, codes__dimension__key="class"
    ).values("pk")


def _sentences(revision_of: Mapping[UUID, int]) -> dict[UUID, list[Stands]]:
    """Return the sentences that the ranges of annotations touch (2 queries); each text is read once."""
    texts = dict(Revision.objects.filter(pk__in=set(revision_of.values())).values_list("pk", "text"))
    spans = {pk: sentences(text) for pk, text in texts.items()}
    found: defaultdict[UUID, list[Stands]] = defaultdict(list)
    rows = Range.objects.filter(annotation__in=list(revision_of)).values_list("annotation", "start", "end")
    for annotation, start, end in rows:
        revision = revision_of[annotation]
        found[annotation] += [
            Stands(revision, span.start, span.end)
            for span in spans[revision]
            if span.start < end and start < span.end
        ]
    return found
