from __future__ import annotations

import hashlib
import unicodedata

import pytest
from hypothesis import given

from annotator.text.normalise import fingerprint, normalise
from tests.text.hostile import raw_texts


@pytest.mark.parametrize(
    ("raw", "canonical", "why"),
    [
        ("e\u0301", "é", "NFC"),
        ("a\r\nb\rc", "a\nb\nc", "CR LF is one line end"),
        ("a\x85b\u2028c\x0bd\x0ce", "a\nb\nc\nd\ne", "every line end there is"),
        ("a\u2029b", "a\n\nb", "the paragraph separator is a blank line"),
        ("a  \nb\t\nc", "a\nb\nc", "no white space at line ends"),
        ("a\n \n\t\n\u00a0\n\nb", "a\n\nb", "lines of white space are blank"),
        ("\n\n  a\n\n", "a", "nor around the text"),
        ("a\n  b", "a\n  b", "an indent is seen"),
        ("a\x00b\x1bc\x7fd\ufeffe", "abcde", "controls and byte order marks"),
        ("a\ud800b\udc00", "ab", "lone surrogates"),
        ("e\x00\u0301", "é", "what a control kept apart meets"),
        ("a\u00a0b\u200dc\u00add\u200be\tf", "a\u00a0b\u200dc\u00add\u200be\tf", "what a reader sees stays"),
        (" \u00a0\n\r\n ", "", "nothing"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469", "a family stays one"),
    ],
)
def test_cases(raw, canonical, why):
    assert normalise(raw) == canonical, why


@given(raw_texts)
def test_it_is_idempotent(raw):
    once = normalise(raw)
    assert normalise(once) == once


@given(raw_texts)
def test_what_comes_out_is_canonical(raw):
    text = normalise(raw)
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert text == unicodedata.normalize("NFC", text)
    kinds = {unicodedata.category(c) for c in text if c not in "\n\t"}
    assert not kinds & {"Cc", "Cs"}
    text.encode("utf-8")


@given(raw_texts)
def test_no_letter_is_lost(raw):
    def letters(text):
        return [c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c)[0] in "LNP"]

    assert letters(normalise(raw)) == letters(raw)


def test_the_fingerprint_is_the_sha256_of_the_utf8():
    assert fingerprint("é") == hashlib.sha256(b"\xc3\xa9").hexdigest()
    assert fingerprint("a") != fingerprint("b")


def test_a_lone_surrogate_has_a_fingerprint_too():
    assert len(fingerprint("\ud800")) == 64
