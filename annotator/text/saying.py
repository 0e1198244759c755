"""To whom an account attributes a passage, and in which words. Pure; code points in, code points out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from annotator.text.attribution import attributions
from annotator.text.segments import paragraphs, sentences
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.text.speech import Attribution

_LONGEST_SOURCE: Final = 200
_LONGEST_CUE: Final = 100


@dataclass(frozen=True, slots=True)
class Saying:
    """Whom an account names for a passage, and the words that say so; empty where there are none."""

    by: str = ""
    how: str = ""


_BEFORE: Final = frozenset({"to", "by", "of", "from", "per", "citing", "quoting", "with"})


def in_words(by: str, how: str) -> str:
    """Return whom and how in the order of speech: "officials said", but "according to officials" (pure)."""
    leads = how.rpartition(" ")[2].casefold() in _BEFORE
    return " ".join(filter(None, (how, by) if leads else (by, how)))


def saying(text: str, quotes: Sequence[Span], marks: Iterable[tuple[str, Span]] | None = None) -> Saying:
    """Return to whom a passage of `text` is attributed. Linear in its paragraph.

    `marks` are what people marked as `source` or `cue` of attributions; one in a sentence of the passage
    stands before anything that is read.
    """
    for quote in quotes:
        found = _marked(text, quote, marks or ()) or _read(text, quote)
        if found:
            return found
    return Saying()


def _marked(text: str, quote: Span, marks: Iterable[tuple[str, Span]]) -> Saying | None:
    around = _enclosing(paragraphs(text), quote)
    if around is None:
        return None
    touched = [
        Span(around.start + each.start, around.start + each.end)
        for each in sentences(around.of(text))
        if around.start + each.start < quote.end and quote.start < around.start + each.end
    ]
    parts: dict[str, str] = {}
    for part, span in marks:
        if any(span.start < each.end and each.start < span.end for each in touched):
            parts.setdefault(part, span.of(text))
    return _told(parts.get("source", ""), parts.get("cue", "")) if parts else None


def _read(text: str, quote: Span) -> Saying | None:
    around = _enclosing(paragraphs(text), quote)
    if around is None:
        return None
    own = around.of(text)
    inside = Span(max(quote.start - around.start, 0), min(quote.end, around.end) - around.start)
    found = [(_shared(each, inside), each) for each in attributions(own)]
    found = [each for each in found if each[0]]
    if not found:
        return None
    # The innermost of those that say as much of it: "he said they told him that ...".
    best = max(found, key=lambda each: (each[0], -sum(span.end - span.start for span in each[1].content)))[1]
    return _told(best.source.of(own) if best.source else "", best.cue.of(own))


def _shared(report: Attribution, quote: Span) -> int:
    return sum(max(0, min(each.end, quote.end) - max(each.start, quote.start)) for each in report.content)


def _enclosing(spans: Iterable[Span], quote: Span) -> Span | None:
    return next((each for each in spans if each.start <= quote.start < each.end), None)


def _told(source: str, cue: str) -> Saying:
    return Saying(_flat(source, _LONGEST_SOURCE), _flat(cue, _LONGEST_CUE))


def _flat(words: str, longest: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= longest else f"{words[: longest - 1]}\u2026"
