from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import SpanInvalid
from annotator.text.spans import Span, snap
from tests.text.hostile import raw_texts

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAGS = "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7"  # DE, FR


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2)])
def test_a_span_is_never_empty_nor_reversed_nor_negative(start, end):
    with pytest.raises(ValueError, match="no range"):
        Span(start, end)


@pytest.mark.parametrize(
    ("text", "start", "end", "snapped", "why"),
    [
        ("one two", 3, 7, "two", "white space off at the start"),
        ("one two", 0, 4, "one", "and at the end"),
        ("cafe\u0301 au lait", 0, 4, "cafe\u0301", "a letter keeps its accent"),
        ("cafe\u0301 au lait", 4, 7, "e\u0301 a", "and an accent its letter"),
        (f"a {FAMILY} b", 3, 4, FAMILY, "a family stays together"),
        (FLAGS, 1, 2, FLAGS[:2], "half of the first flag"),
        (FLAGS, 2, 3, FLAGS[2:], "and of the second"),
        (FLAGS, 1, 3, FLAGS, "of both"),
        ("\u1100\u1161\u11a8", 1, 2, "\u1100\u1161\u11a8", "a syllable of three jamo"),
        ("a\r\nb", 1, 4, "b", "CR LF is white space"),
        ("a\u00a0b", 0, 2, "a", "and so is a no-break space"),
    ],
)
def test_cases(text, start, end, snapped, why):
    assert snap(text, start, end).of(text) == snapped, why


@pytest.mark.parametrize(("start", "end"), [(0, 9), (-1, 2), (2, 2), (3, 1), (8, 9), (5, 6)])
def test_what_is_no_range_of_the_text_is_refused(start, end):
    with pytest.raises(SpanInvalid) as refusal:
        snap("on two \n", start, end) if (start, end) != (5, 6) else snap("on \t\n  x", 2, 6)
    assert refusal.value.facts["length"] == 8


@given(raw_texts.filter(bool), st.data())
def test_a_snapped_range_is_whole_clusters_around_what_was_asked(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    # The pairs of a flag are spelt out as in UAX #29; `\X` alone would do, but is quadratic.
    clusters = [m.span() for m in regex.finditer(r"\p{RI}{2}[\p{GCB=EX}\p{GCB=ZWJ}\p{GCB=SM}]*+|\X", text)]
    try:
        span = snap(text, start, end)
    except SpanInvalid:
        assert not text[start:end].strip()
        return
    assert span.start in {c[0] for c in clusters}
    assert span.end in {c[1] for c in clusters}
    covered = [i for i in range(start, end) if not text[i].isspace()]
    assert not covered or (span.start <= covered[0] and covered[-1] < span.end)


@given(raw_texts.filter(bool), st.data())
def test_snapping_twice_changes_nothing(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    try:
        span = snap(text, start, data.draw(st.integers(start + 1, len(text))))
    except SpanInvalid:
        return
    assert snap(text, span.start, span.end) == span


@pytest.mark.parametrize("unit", ["\U0001f1e9", "\u0301", "a", "\r", "\uac00", "\U0001f468\u200d", " "])
def test_long_runs_of_one_thing_are_cut_right(unit):
    text = "x" + unit * 50_000 + "y"
    assert snap(text, 0, len(text)) == Span(0, len(text))
    odd = snap(text, 0, 2) if unit.strip() else snap(text, 0, 1)
    expected = {"\U0001f1e9": 3, "\u0301": 50_001, "a": 2, "\r": 1, "\uac00": 2, " ": 1}
    assert odd.end == expected.get(unit, 1 + len(unit) * 50_000)
