"""Marks of other people's files: in which unit they count, where they stand, and which stand nowhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.interchange.incoming import Incoming, Mark, Place, Refused, Span
from annotator.formats.interchange.placing import (
    UNITS,
    Decided,
    Evidence,
    Offsets,
    Placed,
    decided,
    evidence,
    placed,
)
from annotator.text import spans
from annotator.text.tracing import trace
from tests.text.hostile import raw_texts, texts

HERE = Place("notes.ann", 3)


def width(text: str, unit: str) -> int:
    if unit == "code points":
        return len(text)
    encoding = "utf-16-le" if unit == "UTF-16" else "utf-8"
    return len(text.encode(encoding, "surrogatepass")) // (2 if unit == "UTF-16" else 1)


def span(text: str, unit: str, start: int, end: int, *, quoted: bool = True) -> Span:
    return Span(width(text[:start], unit), width(text[:end], unit), text[start:end] if quoted else None)


def mark(*parts: Span) -> Mark:
    return Mark(HERE, parts, "claim")


def document(text: str, *parts: Span) -> Incoming:
    return Incoming(Place("a"), "a", text, [mark(part) for part in parts])


def put(text: str, *parts: Span, unit: str = "code points") -> Placed | Refused:
    return placed(mark(*parts), trace(text), Offsets(text, unit))


def words(text: str, *parts: Span, unit: str = "code points") -> list[str]:
    """Return the words that a mark stands on; fails where it is refused."""
    found = put(text, *parts, unit=unit)
    assert isinstance(found, Placed), found
    return [each.of(trace(text).text) for each in found.spans]


def why(text: str, *parts: Span) -> str:
    found = put(text, *parts)
    assert isinstance(found, Refused)
    assert found.place == HERE
    assert all(f"%({name})s" in found.why for name in found.facts)
    return found.why


# -- Units


@given(raw_texts, st.sampled_from(UNITS))
def test_an_offset_of_any_unit_is_the_code_point_it_stands_before(text, unit):
    offsets = Offsets(text, unit)
    borders = {width(text[:at], unit): at for at in range(len(text) + 1)}
    for offset in range(-1, width(text, unit) + 2):
        assert offsets.code_points(offset) == borders.get(offset)


@given(texts, st.sampled_from(UNITS), st.data())
def test_quotes_tell_a_unit_in_which_all_of_them_stand(text, unit, data):
    starts = data.draw(st.lists(st.integers(0, max(len(text) - 1, 0)), max_size=4))
    parts = [
        span(text, unit, start, data.draw(st.integers(start + 1, len(text)))) for start in starts if text
    ]
    found = decided(evidence(document(text, *parts)), None)
    if found.basis == "unknown":  # two units fit alike, with different places: nothing is guessed
        agree = evidence(document(text, *parts)).agree
        assert sorted(agree.values())[-2] == sorted(agree.values())[-1] == agree[unit]
        return
    offsets = Offsets(text, found.unit)
    for part in parts:
        at = offsets.span(part.start, part.end)
        assert at is not None
        assert spans_alike(text[slice(*at)], part.quote)


def spans_alike(one: str, other: str) -> bool:
    return one == other or trace(one).text.split() == trace(other).text.split()


FLOOD = "\U0001f30a Water! The café's bridge closed, officials said."


@pytest.mark.parametrize("unit", UNITS)
def test_one_quote_behind_an_emoji_tells_the_unit(unit):
    at = FLOOD.index("bridge")
    told = evidence(document(FLOOD, span(FLOOD, unit, at, at + 6)))
    assert decided(told, None) == Decided(unit, "quotes")


def test_what_the_format_says_stands_where_no_quote_tells():
    silent = evidence(document(FLOOD, Span(12, 18)))
    assert (silent.told, silent.silent) == (0, 1)
    assert decided(silent, "UTF-16") == Decided("UTF-16", "declared")
    assert decided(silent, None) == Decided(None, "unknown")


def test_quotes_are_believed_before_the_format():
    at = FLOOD.index("bridge")
    told = evidence(document(FLOOD, span(FLOOD, "bytes", at, at + 6)))
    assert decided(told, "code points") == Decided("bytes", "quotes")


def test_quotes_that_fit_nowhere_leave_it_to_the_format():
    told = evidence(document(FLOOD, Span(30, 36, "bridge")))
    assert decided(told, "UTF-16") == Decided("UTF-16", "declared")
    assert decided(told, None) == Decided(None, "unknown")


@pytest.mark.parametrize(
    ("text", "part"), [("plain", Span(0, 5)), ("plain \U0001f30a", Span(0, 5)), ("plain é", Span(0, 5))]
)
def test_where_the_units_do_not_differ_there_is_nothing_to_ask(text, part):
    assert decided(evidence(document(text, part)), None) == Decided("code points", "no difference")


def test_without_an_emoji_code_points_and_utf_16_are_one():
    text = "The café closed."
    told = evidence(document(text, span(text, "UTF-16", 9, 15)))
    assert decided(told, None) == Decided("code points", "quotes")
    assert decided(told, "UTF-16") == Decided("UTF-16", "quotes")


def test_documents_are_asked_together():
    at = FLOOD.index("bridge")
    told = evidence(document(FLOOD, span(FLOOD, "UTF-16", at, at + 6)))
    silent = evidence(document(FLOOD, Span(12, 18)))
    assert decided(told + silent, None) == decided(silent + told, None) == Decided("UTF-16", "quotes")
    assert decided(Evidence() + Evidence(), None).basis == "no difference"


# -- Places


@given(raw_texts, st.data())
def test_a_mark_stands_on_what_it_stood_on(text, data):
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(start, len(text)))
    unit = data.draw(st.sampled_from(UNITS))
    found = put(text, span(text, unit, start, end, quoted=data.draw(st.booleans())), unit=unit)
    traced = trace(text)
    at = traced.span(start, end)
    # A place between a letter and its accent, which are one character then, is none of the canonical text.
    if start == end or not traced.text[slice(*at)].strip():
        assert isinstance(found, Refused)
    else:
        assert isinstance(found, Placed)
        assert found.spans == (spans.snap(traced.text, *at),)
        assert not found.repaired


@given(texts, texts, st.integers(-5, 200), st.integers(-5, 200))
def test_a_quote_that_stands_once_is_found_wherever_its_offsets_lead(before, behind, start, end):
    quote = "Zwölfmal hundert \U0001f30a Brücken"
    text = f"{before} {quote} {behind}"
    assert words(text, Span(start, end, quote)) == [quote]
    assert words(text, Span(None, None, quote)) == [quote]


def test_a_repaired_mark_says_so():
    text = "The bridge closed. The road did not."
    right, wrong = put(text, Span(4, 10, "bridge")), put(text, Span(5, 11, "bridge"))
    assert (right.spans, right.checked, right.repaired) == (wrong.spans, True, False)
    assert (wrong.checked, wrong.repaired) == (True, True)
    assert put(text, Span(None, None, "bridge")).repaired is False
    assert put(text, Span(4, 10)).checked is False


def test_a_quote_in_two_places_is_told_apart_by_what_is_around_it():
    text = "The bridge closed.\nThe road closed.\nThe gate closed."
    assert words(text, Span(0, 3, "closed", prefix="The road ")) == ["closed"]
    assert put(text, Span(0, 3, "closed", prefix="The road ")).spans[0].start == text.index("closed", 20)
    assert put(text, Span(0, 3, "closed", suffix=". The gate")).spans[0].start == text.index("closed", 20)
    assert "in %(count)s others" in why(text, Span(0, 3, "closed"))
    assert "in %(count)s others" in why(text, Span(0, 3, "closed", prefix="The house "))
    assert "nowhere" in why(text, Span(0, 3, "opened", prefix="The road "))


def test_a_quote_may_be_written_otherwise():
    text = "The mayor\r\nsaid \u201cno\u201d \u2013 twice."
    assert words(text, Span(0, 1, 'mayor said "no" - twice')) == ["mayor\nsaid \u201cno\u201d \u2013 twice"]
    at = text.index("mayor")
    found = put(text, Span(at, at + 10, "mayor said"))
    assert isinstance(found, Placed)
    assert not found.repaired or found.spans[0].of(trace(text).text) == "mayor\nsaid"


def test_offsets_count_in_the_text_as_it_came():
    text = "\ufeffOne.\r\n\r\n\r\nCafe\u0301 two.\x00 Three."
    at = text.index("Three")
    assert words(text, Span(at, at + 5)) == ["Three"]
    assert words(text, span(text, "bytes", at, at + 5), unit="bytes") == ["Three"]


def test_several_ranges_stand_in_their_order_and_once():
    text = "The bridge may have closed."
    assert words(text, Span(20, 26), Span(4, 10), Span(4, 10)) == ["bridge", "closed"]
    assert "overlap" in why(text, Span(4, 10), Span(8, 14))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Span(None, None), "neither a place nor a quote"),
        (Span(3, 3), "marks nothing"),
        (Span(5, 2), "marks nothing"),
        (Span(10, 99), "outside of the text"),
        (Span(-3, 2), "outside of the text"),
        (Span(3, 4), "only white space"),
        (Span(0, 3, "tunnel"), "nowhere"),
        (Span(None, None, " \n"), "nowhere"),
    ],
)
def test_what_stands_nowhere_says_why(part, words):
    assert words in why("The bridge closed.", part)


def test_a_mark_without_ranges_marks_nothing():
    assert why("The bridge closed.") == "It marks nothing."


def test_half_of_an_emoji_is_no_place():
    found = put(FLOOD, Span(1, 9), unit="UTF-16")
    assert isinstance(found, Refused)
    assert "inside of a character" in found.why
