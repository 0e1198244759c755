"""Where an annotation stands: a quote with its context, and finding it again in a later revision.

All positions are code points, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from annotator.text.spans import Span

_GRAPHEME = regex.compile(r"\X")
# A newline is always a grapheme border (UAX 29, GB4 and GB5), so counting can start behind the
# last one. Without one this far back we start anywhere: at worst one cluster is cut.
_LOOK_BACK = 4096


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
    if span.end > len(text):
        raise ValueError(f"[{span.start}, {span.end}) is outside a text of {len(text)}")
    return Quote(
        exact=span.of(text),
        prefix=text[_border_after(text, max(0, span.start - context), span.start) : span.start],
        suffix=text[span.end : _border_before(text, span.end, min(len(text), span.end + context))],
    )


def _border_after(text: str, at: int, limit: int) -> int:
    """Return the first grapheme border in `[at, limit]`."""
    if at == 0:
        return 0
    safe = text.rfind("\n", max(0, at - _LOOK_BACK), at) + 1 or max(0, at - _LOOK_BACK)
    for cluster in _GRAPHEME.finditer(text, safe, limit):
        if cluster.start() >= at:
            return int(cluster.start())
    return limit


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
