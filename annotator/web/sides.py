"""Accounts as columns: their sentences with what each has in the others, and the links between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from annotator.queries import comparisons as queries
from annotator.text.runs import runs
from annotator.text.segments import paragraphs, sentences
from annotator.text.spans import Span
from annotator.web.explaining import Account, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.models import Article, Comparison
    from annotator.queries.comparisons import Passage

MOST = 5  # accounts that fit beside each other
KINDS = ("differs", "hedged", "attributed", "shared", "paraphrased")  # the most telling first
_NEARLY_THE_SAME = 0.5  # of the sentences of the longer text, word for word
_NAME = 32  # characters of a title that serves as a name
_SUBSTANCE = {"number", "percent", "money", "date", "time", "duration", "negation"}


@dataclass(frozen=True, slots=True)
class RunShown:
    """A stretch of words under the same marks."""

    text: str
    marks: str  # names of classes: "run-shared run-claimed", or nothing


@dataclass(frozen=True, slots=True)
class SentenceShown:
    """A sentence, and how it relates to the other accounts: the most telling of its links, or "only"."""

    number: int
    start: int  # in code points of the account's text
    kind: str
    runs: list[RunShown]
    gap: str  # the white space behind it


@dataclass(frozen=True, slots=True)
class Column:
    """One account of those side by side."""

    account: Account
    number: int  # from 1
    paragraphs: list[list[SentenceShown]]
    only: list[str]  # its sentences without counterpart in any other column
    claim_count: int


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A passage that two accounts have. Columns and sentences are counted from 0."""

    number: int
    kind: str
    score: float
    left: int
    left_sentence: int
    right: int
    right_sentence: int
    left_words: str
    right_words: str
    explanations: list[str]

    def as_data(self) -> list[Any]:
        """Return it for the page's script, without the words."""
        ends = [self.left, self.left_sentence, self.right, self.right_sentence]
        return [*ends, self.kind, round(self.score, 3), self.explanations]


@dataclass(frozen=True, slots=True)
class PairShown:
    """Two of the columns, and what they share; `links` is None until they are compared."""

    left: int
    right: int
    links: list[LinkShown] | None
    nearly_same: bool = False


@dataclass(slots=True)
class _Found:
    """What was found in one text: by the start of its sentences, and by range."""

    told: list[Span]
    number: dict[int, int]
    kinds: dict[int, list[str]] = field(default_factory=dict)
    marks: list[tuple[Span, str]] = field(default_factory=list)


def named(articles: list[Article]) -> list[str]:
    """Return what each account is called: by its source, with the title where two are of one source.

    No two have the same name: those that would are numbered.
    """
    sources = [str(each.source or "") for each in articles]
    names = [
        _short(each.title)
        if not source
        else f"{source}: {_short(each.title)}"
        if sources.count(source) > 1
        else source
        for each, source in zip(articles, sources, strict=True)
    ]
    return [
        f"{name} ({names[: at + 1].count(name)})" if names.count(name) > 1 else name
        for at, name in enumerate(names)
    ]


def _short(title: str) -> str:
    return title if len(title) <= _NAME else f"{title[: _NAME - 1].rsplit(' ', 1)[0]}\u2026"


def kind_of(passage: dict[str, Any]) -> str:
    """Name how the sides of a passage relate. A hedge more counts, even among nearly the same words."""
    kinds = {each["kind"] for each in passage["differences"]}
    if passage["kind"] == "differs" or kinds & _SUBSTANCE:
        return "differs"
    if "hedge" in kinds:
        return "hedged"
    if passage["kind"] == "verbatim":
        return "shared"
    return "attributed" if kinds else "paraphrased"


def beside(
    accounts: list[Account], rows: dict[tuple[int, int], Comparison], claimed: Iterable[Passage]
) -> tuple[list[Column], list[PairShown]]:
    """Return the columns of accounts and what each two of them share (no query)."""
    found = [_read(account) for account in accounts]
    for place in claimed:
        for account, each in zip(accounts, found, strict=True):
            if account.revision == place.revision:
                each.marks.append((Span(place.start, place.end), "run-claimed"))
    pairs, count = [], 0
    for left, right in combinations(range(len(accounts)), 2):
        pair = _pair(accounts, found, rows, (left, right), count)
        count += len(pair.links or ())
        pairs.append(pair)
    columns = [_column(*each) for each in zip(accounts, found, range(1, len(accounts) + 1), strict=True)]
    return columns, pairs


def _read(account: Account) -> _Found:
    told = sentences(account.text)
    return _Found(told, {span.start: number for number, span in enumerate(told)})


def _pair(
    accounts: list[Account],
    found: list[_Found],
    rows: dict[tuple[int, int], Comparison],
    sides: tuple[int, int],
    count: int,
) -> PairShown:
    one, other = (accounts[side] for side in sides)
    mine, theirs = (found[side] for side in sides)
    row = rows.get((min(one.revision, other.revision), max(one.revision, other.revision)))
    if row is None or row.result is None:
        return PairShown(*sides, links=None)
    mirrored = row.left_id != one.revision
    result = queries.seen_from(row.result, mirrored=mirrored, left=one.text, right=other.text)
    for reuse in result["reuse"]:
        mine.marks.append((Span(*reuse["a"]), "run-shared"))
        theirs.marks.append((Span(*reuse["b"]), "run-shared"))
    links = []
    for number, passage in enumerate(result["passages"], count):
        kind = kind_of(passage)
        for side, each in (("a", mine), ("b", theirs)):
            each.kinds.setdefault(passage[side][0], []).append(kind)
            each.marks += _marks(passage, side)
        links.append(
            LinkShown(
                number=number,
                kind=kind,
                score=passage["score"],
                left=sides[0],
                left_sentence=mine.number[passage["a"][0]],
                right=sides[1],
                right_sentence=theirs.number[passage["b"][0]],
                left_words=one.text[slice(*passage["a"])],
                right_words=other.text[slice(*passage["b"])],
                explanations=[told(each, one, other) for each in passage["differences"]],
            )
        )
    same = sum(link.kind == "shared" for link in links)
    longer = max(len(mine.told), len(theirs.told), 1)
    return PairShown(*sides, links=links, nearly_same=same / longer >= _NEARLY_THE_SAME)


def _marks(passage: dict[str, Any], side: str) -> list[tuple[Span, str]]:
    """Return the words in which a side of a passage differs: its hedges, and figures, dates and negations."""
    marks = []
    for each in passage["differences"]:
        if each["kind"] == "hedge":
            marks += [(Span(*cue), "run-cue") for cue in each.get(f"{side}_cues", [])]
        elif each[side] != passage[side]:  # a side that lacks it has its whole sentence
            marks.append((Span(*each[side]), "run-differs"))
    return marks


def _column(account: Account, found: _Found, number: int) -> Column:
    text = account.text
    shown: list[list[SentenceShown]] = []
    marks = sorted(set(found.marks))
    at = 0
    for paragraph in paragraphs(text):
        inside = []
        while at < len(found.told) and found.told[at].start < paragraph.end:
            span = found.told[at]
            following = found.told[at + 1].start if at + 1 < len(found.told) else paragraph.end
            kinds = found.kinds.get(span.start)
            inside.append(
                SentenceShown(
                    number=at,
                    start=span.start,
                    kind=min(kinds, key=KINDS.index) if kinds else "only",
                    runs=_runs(text, span, marks),
                    gap=text[span.end : min(following, paragraph.end)],
                )
            )
            at += 1
        shown.append(inside)
    only = [span.of(text) for span in found.told if span.start not in found.kinds]
    claims = sum(name == "run-claimed" for _, name in marks)
    return Column(account, number, shown, only, claims)


def _runs(text: str, span: Span, marks: Iterable[tuple[Span, str]]) -> list[RunShown]:
    near = [(mark, name) for mark, name in marks if mark.start < span.end and span.start < mark.end]
    return [RunShown(run.span.of(text), " ".join(sorted(run.marks))) for run in runs(span, near)]
