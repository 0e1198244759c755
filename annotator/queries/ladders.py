"""Ladders: reads. How sure each account is of each claim, with the words of doubt and attribution around it.

Cells and mentions come from the matrix alone, which shows what its reader may see of others' work.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from annotator.findings.drift import Drift, Hedger, Telling, drifts, hedgers, over_texts
from annotator.models import Annotation, Carried, Range, Revision, Suggestion
from annotator.policies import work_seen
from annotator.queries import claims, origins, overviews
from annotator.text.segments import sentences
from annotator.text.suggesting import engine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.findings.retold import Retold
    from annotator.models import Article, Claim, Story, User
    from annotator.policies import Seen
    from annotator.queries.claims import CellShown, Matrix, QuoteShown, RowShown
    from annotator.queries.overviews import Found
    from annotator.text.spans import Span

Mark = tuple[int, int, str]  # start, end in code points, words
_NO_DOUBT = ("booster", "negation", "attitude")  # classes of cues that leave nothing open


@dataclass(frozen=True, slots=True)
class StoryRead:
    """A story, its accounts by time, who says what, what a job found, and the number of each origin."""

    seen: Seen[Story]
    accounts: list[Article]
    matrix: Matrix
    found: Found
    origin: dict[int, int]


def story_read(actor: User, story_id: int) -> StoryRead:
    """Return all that the pages of a story's ladder and coverage are made of (7 queries, or 8)."""
    seen = overviews.story_for(actor, story_id)
    accounts = overviews.accounts_of(actor, seen.it)
    found = overviews.found_in(seen.it)
    return StoryRead(
        seen=seen,
        accounts=accounts,
        matrix=claims.matrix_of(actor, seen.it, accounts),
        found=found,
        origin=origins.origin_numbers(accounts, found.copies),
    )


@dataclass(frozen=True, slots=True)
class TextRung:
    """What one text of an account says of a claim; `telling.account` is the text's number."""

    retold: Retold
    telling: Telling


@dataclass(frozen=True, slots=True)
class Rung:
    """What one account says of a claim, for the table and the drawing."""

    article: Article
    telling: Telling
    quotes: list[QuoteShown]
    findings: int  # people who settled the cell
    levels: tuple[int, ...]  # the steps that they found
    texts: list[TextRung] = field(
        default_factory=list
    )  # of several, in their order, as one person marked them
    drifts: list[Drift] = field(default_factory=list)  # from text to text

    def text(self, number: int) -> TextRung:
        """Return what the text of a number says."""
        return next(each for each in self.texts if each.telling.account == number)


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

    @property
    def over_texts(self) -> list[Drift]:
        """The jumps between texts of one account."""
        return [jump for rung in self.rungs for jump in rung.drifts]


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

    @property
    def edited_surer(self) -> int:
        """How many jumps upward there are between texts of one account."""
        return sum(jump.kind == "inflation" for each in self.claims for jump in each.over_texts)

    @property
    def edited_hedged(self) -> int:
        """How many jumps downward there are between texts of one account."""
        return sum(jump.kind == "hedging" for each in self.claims for jump in each.over_texts)


def ladder_of(
    actor: User | None, matrix: Matrix, origin: dict[int, int], only: Claim | None = None
) -> StoryLadder:
    """Return the ladders of a matrix that was looked up with the actor, of all claims or one (3 queries).

    `origin` says which accounts print the same text.
    """
    rows = [row for row in matrix.rows if only is None or row.claim.pk == only.pk]
    cells = [cell for row in rows for cell in row.cells]
    quoted = {quote.annotation: quote.revision for cell in cells for quote in cell.quotes}
    retold = {mark: each.revision for cell in cells for each in cell.retold for mark in each.annotations}
    around = Around(actor, quoted | retold)
    ladders = [_claim(row, matrix.accounts, origin, around) for row in rows]
    found = hedgers(
        [each.pk for each in matrix.accounts], [[rung.telling for rung in each.rungs] for each in ladders]
    )
    return StoryLadder(ladders, list(zip(matrix.accounts, found, strict=True)))


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
    texts = [TextRung(each, _text(each, around)) for each in cell.over_revisions]
    jumps = over_texts([each.telling for each in texts])
    return Rung(article, telling, cell.quotes, len(settled), levels, texts, jumps)


def _text(each: Retold, around: Around) -> Telling:
    return Telling(
        account=each.number,
        at=each.at,
        origin=0,
        status=each.status,
        level=each.level,
        hedges=frozenset(word for mark in each.annotations for word in around.hedges(mark)),
        attributed=any(around.is_attributed(mark) for mark in each.annotations),
        waits=each.waits,
    )


class Around:
    """What stands around quotes, in their sentences: cues and attributions, marked or suggested."""

    def __init__(self, actor: User | None, revision_of: Mapping[UUID, int]) -> None:
        """Read what stands around the annotations that are quoted, each with its revision (3 queries).

        Of others' marks those that the actor sees.
        """
        self._actor = actor
        self._revision_of = revision_of
        self._marks: dict[str, dict[int, list[Mark]]] = {"cue": {}, "attribution": {}}
        self._sentences: dict[UUID, list[Span]] = {}
        if revision_of:
            quoted = self._read(set(revision_of.values()))
            self._sentences = _sentences(quoted, revision_of)

    def _read(self, revisions: set[int]) -> list[tuple[UUID, int, int]]:
        """Keep cues and attributions of the revisions, and return the ranges that are quoted (2 queries)."""
        layers, quoted = list(self._marks), []
        marked = Q(
            work_seen(self._actor, "annotation__revision__article", "annotation__author"),
            annotation__revision__in=revisions,
            annotation__deleted_at=None,
            annotation__layer__key__in=layers,
        ) & ~Q(annotation__in=_without_doubt(revisions))
        # What an edit made of a cue may be none: "may" became "will", and nobody has looked yet.
        marked &= ~Q(annotation__carried_as__review__in=Carried.OPEN)
        rows = Range.objects.filter(marked | Q(annotation__in=list(self._revision_of)))
        for pk, layer, revision, start, end, quote in rows.values_list(
            "annotation", "annotation__layer__key", "annotation__revision", "start", "end", "quote"
        ):
            if pk in self._revision_of:
                quoted.append((pk, start, end))
            elif layer in layers:
                self._marks[layer].setdefault(revision, []).append((start, end, quote))
        found = Suggestion.objects.filter(revision__in=revisions, engine=engine(), layer__in=layers)
        for layer, revision, start, end, quote, codes in found.values_list(
            "layer", "revision", "start", "end", "quote", "codes"
        ):
            if not any(code.get("code") in _NO_DOUBT for code in codes):
                self._marks[layer].setdefault(revision, []).append((start, end, quote))
        return quoted

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


def _sentences(
    quoted: list[tuple[UUID, int, int]], revision_of: Mapping[UUID, int]
) -> dict[UUID, list[Span]]:
    """Return the sentences that ranges of annotations touch (1 query); each text is read once."""
    texts = Revision.objects.filter(pk__in=set(revision_of.values())).values_list("pk", "text")
    spans = {pk: sentences(text) for pk, text in texts}
    found: defaultdict[UUID, list[Span]] = defaultdict(list)
    for annotation, start, end in quoted:
        found[annotation] += [
            span for span in spans[revision_of[annotation]] if span.start < end and start < span.end
        ]
    return found
