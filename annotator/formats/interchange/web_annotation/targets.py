"""Where a Web Annotation is: the passages of its target, by quote, by position, or by both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.formats.interchange.incoming import Place, Refused, Span, Unreadable
from annotator.formats.interchange.json_files import as_text, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TOGETHER = {"List", "Composite", "oa:List", "oa:Composite"}
_APART = {"Independents", "oa:Independents"}


@dataclass(frozen=True)
class Spot:
    """One passage of one text.

    :param source: the address of the text, or ""
    :param cached: the address of the copy that it counts in, or ""
    """

    source: str
    cached: str = ""
    span: Span | None = None
    recogito: bool = False


def places(place: Place, annotation: Mapping[str, Any]) -> list[list[Spot]]:
    """Return the marks that an annotation is, each as its passages.

    Several targets, and `Independents`, are a mark each; `List` and `Composite` are one mark of several
    ranges. Raises :class:`Unreadable` for all that is no passage of one text.
    """
    if annotation.get("target") is None:
        raise Unreadable(Refused(place, "An annotation without a target is on nothing."))
    if "bodies" in annotation:
        return [_recogito(place, annotation["target"])]
    return [found for each in listed(annotation["target"]) for found in _marks(place, each)]


def _marks(place: Place, target: object) -> Iterator[list[Spot]]:
    kind = as_text(target.get("type")) if isinstance(target, dict) else ""
    items = target.get("items") if isinstance(target, dict) else None
    if kind in {"Choice", "oa:Choice"}:
        raise Unreadable(Refused(place, "The annotation leaves open which of several places it is on."))
    if isinstance(items, list) and kind in _TOGETHER:
        spots = [_spot(place, each) for each in items]
        if not spots or len({(each.source, each.cached) for each in spots}) != 1:
            raise Unreadable(Refused(place, "The annotation is on several texts at once."))
        yield spots
    elif isinstance(items, list) and kind in _APART:
        for each in items:
            yield [_spot(place, each)]
    else:
        yield [_spot(place, target)]


def _spot(place: Place, target: object) -> Spot:
    if not isinstance(target, dict):
        raise Unreadable(Refused(place, "The annotation is on a whole resource, and on no passage of it."))
    source = target.get("source", target.get("id"))
    if isinstance(source, dict):
        source = source.get("id")
    if not isinstance(source, str | None):
        raise Unreadable(Refused(place, "A target has one source, and it is an address."))
    selectors = listed(target.get("selector"))
    if not selectors:
        raise Unreadable(Refused(place, "The annotation is on a whole resource, and on no passage of it."))
    return Spot(source or "", _cached(target.get("state")), span_of(place, selectors))


def _cached(state: object) -> str:
    """Return the address of the copy of a text that a `TimeState` names."""
    for each in listed(state):
        if isinstance(each, dict):
            found = next(map(as_text, listed(each.get("cached"))), "")
            if found:
                return found
    return ""


def span_of(place: Place, selectors: list[Any]) -> Span:
    """Return the passage that selectors tell together. Raises :class:`Unreadable` where they tell none."""
    quote: Mapping[str, Any] | None = None
    position: Mapping[str, Any] | None = None
    for each in _unfolded(selectors):
        if each.get("type") == "TextQuoteSelector":
            quote = quote or each
    for each in selectors:
        # A position inside another selection counts from that, which can't be looked up here.
        if isinstance(each, dict) and each.get("type") == "TextPositionSelector":
            position = position or each
    if quote is None and position is None:
        kinds = sorted({as_text(each.get("type")) or "?" for each in _unfolded(selectors)}) or ["an address"]
        raise Unreadable(
            Refused(
                place,
                "The passage is told by %(kinds)s. Quotes and positions of the whole text can be read.",
                {"kinds": kinds},
            )
        )
    start, end = _position(place, position)
    if quote is None:
        return Span(start, end)
    exact = quote.get("exact")
    if not isinstance(exact, str) or not exact:
        raise Unreadable(Refused(place, "A quote has one text, and it is not empty."))
    return Span(start, end, exact, as_text(quote.get("prefix")), as_text(quote.get("suffix")))


def _unfolded(selectors: list[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield selectors and what they are refined by, outermost first."""
    for each in selectors:
        here, depth = each, 0
        while isinstance(here, dict) and depth < 10:  # noqa: PLR2004 - deeper ones are somebody's joke
            yield here
            here, depth = here.get("refinedBy"), depth + 1


def _position(place: Place, position: Mapping[str, Any] | None) -> tuple[int | None, int | None]:
    if position is None:
        return None, None
    start, end = position.get("start"), position.get("end")
    # Not isinstance: True is an int, too.
    if type(start) is not int or type(end) is not int or not 0 <= start <= end:
        raise Unreadable(Refused(place, "A position has a start and an end, whole numbers in this order."))
    return start, end


def _recogito(place: Place, target: object) -> list[Spot]:
    """Return the passages of an annotation as Recogito's text annotator stores them: UTF-16, with quotes."""
    spots = []
    for each in listed(target.get("selector")) if isinstance(target, dict) else []:
        if isinstance(each, dict):
            start, end = _position(place, each)
            spots.append(Spot("", "", Span(start, end, as_text(each.get("quote")) or None), recogito=True))
    if not spots:
        raise Unreadable(Refused(place, "The annotation is on a whole resource, and on no passage of it."))
    return spots
