from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.normalise import normalise
from annotator.text.tracing import trace
from tests.text.hostile import raw_texts, texts


@given(raw_texts)
def test_a_trace_ends_at_the_canonical_text(raw):
    assert trace(raw).text == normalise(raw)


@pytest.mark.parametrize(
    ("raw", "words", "there"),
    [
        ("a\r\nbridge closed", "bridge", "bridge"),
        ("\ufeffThe  \r\n\r\n \r\nbridge", "bridge", "bridge"),
        ("caf\u0065\u0301 closed", "closed", "closed"),
        ("cafe\u0301 closed", "cafe", "caf\u00e9"),  # half of a character is in it whole
        ("cafe\u0301 closed", "\u0301", "\u00e9"),
        ("x\u1100\u1161\u11a8 \u212b y", "y", "y"),
        ("x\u1100\u1161\u11a8 \u212b y", "\u212b", "\u00c5"),
        ("one  \n\n\n\ttwo", "one  \n\n\n\ttwo", "one\n\n\ttwo"),
        ("one\x00two", "two", "two"),
        ("one\x00\x01two", "\x00", ""),
        ("  one", " ", ""),
        ("a\u2029b", "b", "b"),
        ("\U0001f468\u200d\U0001f469\r\nx", "x", "x"),
    ],
)
def test_words_are_where_they_were(raw, words, there):
    traced = trace(raw)
    start = raw.index(words)
    at = traced.span(start, start + len(words))
    assert traced.text[slice(*at)] == there


@given(raw_texts, st.data())
def test_what_is_in_a_range_stays_in_it_and_in_order(raw, data):
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    traced = trace(raw)
    begin, stop = traced.span(start, end)
    assert 0 <= begin <= stop <= len(traced.text)

    def letters(text):
        return [c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c)[0] in "LN"]

    within, there = letters(raw[start:end]), letters(traced.text[begin:stop])
    # A range that cuts a character in two has the whole of it: at most its letters more at either end.
    assert "".join(within) in "".join(there)
    if unicodedata.is_normalized("NFC", raw):
        assert within == there


@given(raw_texts)
def test_the_pieces_between_tile_the_text(raw):
    """Where no character is put together, no place of the canonical text is reached by two or by none."""
    traced = trace(raw)
    spans = [traced.span(at, at + 1) for at in range(len(raw))]
    covered = set()
    for start, end in spans:
        covered |= set(range(start, end))
    assert covered == set(range(len(traced.text)))
    assert spans == sorted(spans)


@given(texts)
def test_of_a_canonical_text_nothing_moves(raw):
    text = normalise(raw)
    traced = trace(text)
    assert all(traced.span(at, at + 1) == (at, at + 1) for at in range(len(text)))


def test_every_composition_that_there_is_stays_in_its_piece():
    """NFC puts together more than marks: Hangul, and a vowel of Kirat Rai."""
    for letter in map(chr, range(0xA0, 0x20000)):
        if 0xD800 <= ord(letter) < 0xE000:
            continue
        apart = unicodedata.normalize("NFD", letter)
        if apart != letter:
            assert trace(f"a{apart}b").text == normalise(f"a{apart}b")


def test_a_long_plain_text_before_a_mark_is_no_work():
    """A count of characters, not of pairs of them: the other way this takes hours."""
    raw = "x" * 300_000 + "e\u0301"
    assert trace(raw).span(300_000, 300_002) == (300_000, 300_001)
