"""Where an annotation stands: a quote with its context, and finding it again in a later revision.

All positions are code points, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import regex

from annotator.text.diff import OffsetMap, offset_map
from annotator.text.quotes import CONTEXT, Place, Wanted, exact_places, similar_places
from annotator.text.spans import Span, cluster_at
from annotator.text.tokens import CLUSTER, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_GRAPHEME = regex.compile(CLUSTER, regex.DOTALL)

# exact: the same words in the place the diff gives; moved: the same words elsewhere; changed: other words in
# that place, or nearly the same ones elsewhere; ambiguous: several places fit alike; orphan: none does.
State = Literal["exact", "moved", "changed", "ambiguous", "orphan"]

SHORT = 30  # code points: a shorter quote may stand anywhere by chance, so its context must fit on both sides
_FITS = 0.4  # the least fit of the weaker side's context, 0 being that of unrelated text
_SAME = 0.95
_SURROUNDED = 0.3  # of a changed quote; one side that is as it was makes .5
_MARGIN = 0.1  # a lead over the runner-up that is smaller does not decide
_KEPT = 0.5  # of a quote's code points, for what is left of it to be the same passage
_LIKE = 0.6  # the least likeness of a changed quote


@dataclass(frozen=True, slots=True)
class Anchored:
    """Where a range went: `span` is `None` for an orphan, and the best guess for an ambiguous one.

    `score` is how well words and context fit (0 to 1), `margin` its lead over the runner-up.
    """

    state: State
    span: Span | None
    score: float
    margin: float


_ORPHAN = Anchored("orphan", None, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Quote:
    """A W3C TextQuoteSelector: the text at a range and what stands around it."""

    exact: str
    prefix: str
    suffix: str


def describe(text: str, span: Span, context: int = 32) -> Quote:
    """Return the quote of `span` with at most `context` code points on each side.

    The context is cut at grapheme borders, so it may be a few code points shorter: an emoji of
    several code points is in it whole or not at all. Constant cost, whatever the text's length.

    Raises :class:`ValueError` when `span` ends after the text.
    """
    _check(text, span)
    return Quote(
        exact=span.of(text),
        prefix=text[_border_after(text, max(0, span.start - context), span.start) : span.start],
        suffix=text[span.end : _border_before(text, span.end, min(len(text), span.end + context))],
    )


def reanchor(old: str, new: str, spans: Sequence[Span]) -> list[Anchored]:
    """Return where each range of `old` is in `new`, in the order given: all ranges of a note at once.

    Curly and straight quotes, kinds of dashes and of white space count as equal, so `new` may be
    another normalisation of the same text. One diff for all ranges; then each costs a search.

    Raises :class:`ValueError` when a range ends after `old`.
    """
    for span in spans:
        _check(old, span)
    if old == new:
        return [Anchored("exact", span, 1.0, 1.0) for span in spans]
    places = offset_map(old, new)
    folded_old, folded_new = fold(old), fold(new)
    return [_reanchored(folded_old, folded_new, span, places) for span in spans]


def find(text: str, quote: Quote) -> Anchored:
    """Return where a quote stands in a text, for an annotation that comes from elsewhere without its text.

    `exact` never comes out: without the old text no place is the same place.
    """
    wanted = Wanted(fold(quote.exact), fold(quote.prefix)[-CONTEXT:], fold(quote.suffix)[:CONTEXT])
    if not wanted.quote.strip():
        return _ORPHAN
    return _searched(wanted, fold(text), None)


def _reanchored(old: str, new: str, span: Span, places: OffsetMap) -> Anchored:
    wanted = Wanted(
        span.of(old), old[max(0, span.start - CONTEXT) : span.start], old[span.end : span.end + CONTEXT]
    )
    mapped, left = places.span(span)
    if mapped is None:
        return _searched(wanted, new, None)
    here = wanted.at(new, *mapped)
    if _squeezed(wanted.quote) == _squeezed(new[slice(*mapped)]) and _convincing(wanted, here):
        return _anchored("exact", here, here.score)
    visible = len(_squeezed(wanted.quote))
    return _searched(wanted, new, here if visible and left >= _KEPT * visible else None)


def _searched(wanted: Wanted, new: str, mapped: Place | None) -> Anchored:
    """Return the best of: the words elsewhere, what the diff left of them, and similar words elsewhere."""
    if not wanted.quote.strip():
        return _ORPHAN
    same = exact_places(wanted, new)
    if same and _convincing(wanted, same[0]):
        return _chosen("moved", same)
    changed = [mapped, *similar_places(wanted, new)] if mapped else similar_places(wanted, new)
    fitting = [place for place in changed if _is_changed(place) and _convincing(wanted, place)]
    if not fitting:
        return _ORPHAN
    return _chosen("changed", _apart(sorted(fitting, key=lambda place: -place.score)))


def _chosen(state: State, places: Sequence[Place]) -> Anchored:
    """Return the first place, or that it can't be told from the second."""
    margin = places[0].score - places[1].score if len(places) > 1 else places[0].score
    weighty = state == "moved"
    lead = places[0].context - places[1].context if weighty and len(places) > 1 else margin
    return _anchored("ambiguous" if len(places) > 1 and lead < _MARGIN else state, places[0], margin)


def _apart(places: Sequence[Place]) -> list[Place]:
    """Return the first place and those that do not overlap it."""
    first = places[0]
    return [first, *(place for place in places[1:] if place.start >= first.end or place.end <= first.start)]


def _is_changed(place: Place) -> bool:
    """Tell whether it is the quote, changed, rather than another like it: a table has rows that are alike."""
    return place.likeness >= _LIKE and place.context >= _SURROUNDED


def _convincing(wanted: Wanted, place: Place) -> bool:
    if len(wanted.quote) >= SHORT or place.weaker >= _FITS:
        return True
    # What is beside it was rewritten, but the other side is as it was: twice the mean, less the weaker.
    return place.likeness == 1.0 and 2 * place.context - place.weaker >= _SAME


def _anchored(state: State, place: Place, margin: float) -> Anchored:
    return Anchored(state, Span(place.start, place.end), place.score, margin)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _check(text: str, span: Span) -> None:
    if span.end > len(text):
        raise ValueError(f"[{span.start}, {span.end}) is outside a text of {len(text)}")


def _border_after(text: str, at: int, limit: int) -> int:
    """Return the first grapheme border in `[at, limit]`."""
    if at == 0:
        return 0
    start, end = cluster_at(text, at) if at < len(text) else (at, at)
    return at if start == at else min(end, limit)


def _border_before(text: str, begin: int, at: int) -> int:
    """Return the last grapheme border in `[begin, at]`, where `begin` is one."""
    if at == len(text):
        return at
    border = begin
    for cluster in _GRAPHEME.finditer(text, begin):
        if cluster.end() > at:
            break
        border = int(cluster.end())
    return border
