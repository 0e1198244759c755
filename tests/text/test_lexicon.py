from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import Invalid
from annotator.text.lexicon import Lexicon
from annotator.text.patterns import PatternError, read
from annotator.text.spans import Span
from annotator.text.wording import tokenise
from tests.text.hostile import raw_texts

KINDS = frozenset({"hedge", "booster"})


def parse(text):
    return Lexicon.parse(text, "own.tsv", kinds=KINDS, values=frozenset("1234"))


def marked(pattern, text):
    """What a lexicon of this one pattern marks in the text."""
    found = tokenise(text, Span(0, len(text)))
    matches = Lexicon.parse(f"{pattern}\thedge\t2\tx", "x", kinds=KINDS).matches(found)
    return [text[found[m.start].start : found[m.end - 1].end] for m in matches]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("remains to be seen", "It Remains to be seen", ["Remains to be seen"]),
        ("remains to be seen", "It remains, to be seen", []),
        ("suggest~", "suggests suggesting suggest suggestion", ["suggests", "suggesting", "suggest"]),
        ("imply~", "implies implied implying", ["implies", "implied", "implying"]),
        ("guess~ it", "guesses it", ["guesses it"]),
        ("raise~", "raises raised raising", ["raises", "raised", "raising"]),
        ("might|could", "might could would", ["might", "could"]),
        ("not [yet|so] clear", "not clear, not yet clear, not very clear", ["not clear", "not yet clear"]),
        ("May", "may May", ["May"]),
        ("about (<number>)", "about 20 about it", ["about"]),
        ("(in) may", "in may he may", ["may"]),
        ("<name> said", "Ann said he said", ["Ann said"]),
        ("no <word> could", "no man could, no 5 could", ["no man could"]),
        ("n't know", "I don't know, don’t know", ["n't know", "n’t know"]),
        ("can not", "cannot can not can't", ["cannot", "can not"]),
        ("[so] may", "so may", ["so may"]),
    ],
)  # fmt: skip
def test_the_pattern_language(pattern, text, expected):
    assert marked(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", "marks no word"),
        ("(only context)", "marks no word"),
        ("[perhaps]", "outside square brackets"),
        ("may (be", "brackets do not match"),
        ("may ) be", "brackets do not match"),
        ("may (in) be", "must stand together"),
        ("may ()", "pair of brackets is empty"),
        ("[a b] c", "hold one word"),
        ("a||b", "no word"),
        ("<noun> may", "no word"),
        ("[a] [a] [a] [a] [a] [a] [a] b", "more than 6"),
    ],
)
def test_what_is_no_pattern(pattern, why):
    with pytest.raises(PatternError, match=why):
        read(pattern)


def test_every_bad_row_is_named_with_file_line_and_reason():
    with pytest.raises(Invalid) as refusal:
        parse(
            "# fine\nmay\thedge\t2\tIt may.\n"
            "might\thedge\nso\tbelief\t2\tx\nif\thedge\t9\tx\nor\thedge\t2\t\n(a)\thedge\t2\tx"
        )
    problems = refusal.value.facts["problems"]
    assert [p.split(":")[0] for p in problems] == [f"own.tsv, line {n}" for n in (3, 4, 5, 6, 7)]
    for problem, word in zip(
        problems, ["2 columns", "'belief'", "'9'", "example", "marks no word"], strict=True
    ):
        assert word in problem


def test_the_longest_row_wins_and_a_look_alike_takes_its_words():
    lexicon = parse("may\thedge\t2\tx\nmay not be used\tnone\t\tx\nmay well\thedge\t3\tx")
    text = "it may, may well, may not be used"
    found = tokenise(text, Span(0, len(text)))
    assert [m.row.pattern for m in lexicon.matches(found)] == ["may", "may well"]


def test_of_equally_long_rows_the_more_exact_wins():
    lexicon = parse("May\tnone\t\tx\nmay\thedge\t2\tx\n<name>\tbooster\t4\tx\n")
    text = "May may Ann"
    found = tokenise(text, Span(0, len(text)))
    assert [m.row.pattern for m in lexicon.matches(found)] == ["may", "<name>"]


def test_merging_keeps_both_and_prefers_the_other():
    merged = parse("may\thedge\t2\tx\nmight\thedge\t2\tx").merged(parse("may\tbooster\t4\ty"))
    assert {row.pattern: row.kind for row in merged.rows} == {"may": "booster", "might": "hedge"}


@given(raw_texts)
def test_tokens_are_in_order_and_cover_every_letter(text):
    if not text:
        return
    found = tokenise(text, Span(0, len(text)))
    end = 0
    for token in found:
        assert not any(c.isalnum() for c in text[end : token.start])
        assert text[token.start : token.end] == token.written != ""
        end = token.end
    assert not any(c.isalnum() for c in text[end:])


@given(st.text(max_size=40))
def test_a_pattern_is_read_or_refused_and_nothing_else(pattern):
    with contextlib.suppress(PatternError):
        assert read(pattern).elements
