"""The forms of reported speech that the cases of `test_attribution.py` do not reach."""

from __future__ import annotations

import pytest
from hypothesis import given

from annotator.text.attribution import attributions
from annotator.text.phrases import hearer_end, speaker_after, speaker_before, verb_group_start
from annotator.text.spans import Span
from annotator.text.wording import tokenise
from tests.text.hostile import raw_texts


def read(text):
    return [
        (
            found.source.of(text) if found.source else None,
            found.cue.of(text),
            [each.of(text) for each in found.content],
        )
        for found in attributions(text)
    ]


def tokens_of(text):
    return tokenise(text, Span(0, len(text)))


def words(tokens, place):
    return " ".join(token.written for token in tokens[slice(*place)]) if place else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She told Ana Lind that it fell.", [("She", "told", ["it fell"])]),
        ("He assured the members of parliament that it fell.", [("He", "assured", ["it fell"])]),
        ("Their claim that it fell was wrong.", [("Their", "claim", ["it fell was wrong"])]),
        ('"We won the match today." (Smith)', [("Smith", "(Smith)", ['"We won the match today."'])]),
        ('"We won the match today." (smith)', []),
        ('"We won the match today." (', []),
        ("He left (Smith).", []),
        (
            "Ana Lind left the party, saying it had failed her.",
            [("Ana Lind", "saying", ["it had failed her"])],
        ),
        ("He left the party, saying it had failed her.", [("He", "saying", ["it had failed her"])]),
        ("But he left, saying it had failed her.", []),
        ("The talks failed, with Ana Lind saying it was over.", [("Ana Lind", "saying", ["it was over"])]),
        ("The bridge, Smith said, fell in two.", [("Smith", "said", ["The bridge", "fell in two"])]),
        ("The US Claims Court met.", []),
    ],
)
def test_forms(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("reporters that", 1),
        ("the court that", 2),
        ("the members that", 2),
        ("Ana Lind that", 2),
        ("that he left", 0),
        ("", 0),
    ],
)
def test_whom_it_is_told(text, end):
    assert hearer_end(tokens_of(text) if text else [], 0) == end


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ana Lind , a judge in Oslo ,", "Ana Lind , a judge in Oslo"),
        ("“ No , she , ”", None),
        ("Lind , he ,", None),
        ("Lind ,", None),
        ("the mayor of Bern", "the mayor of Bern"),
        ("On Monday the mayor", "the mayor"),
        ("Lind's lawyer", "Lind 's lawyer"),
        ("he who", "who"),
        ("", None),
    ],
)
def test_who_speaks_before_a_verb(text, speaker):
    tokens = tokens_of(text) if text else []
    assert words(tokens, speaker_before(tokens, len(tokens))) == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ana Lind , a judge in Oslo .", "Ana Lind"),
        ("Ana Lind , a judge .", "Ana Lind , a judge"),
        ("Ana Lind , who leads the team .", "Ana Lind , who leads the team"),
        ("he .", "he"),
        (", he", None),
    ],
)
def test_who_speaks_after_a_verb(text, speaker):
    tokens = tokens_of(text)
    assert words(tokens, speaker_after(tokens, 0)) == speaker


@given(raw_texts.filter(bool))
def test_any_tokens_have_phrases_inside_them(text):
    tokens = tokens_of(text)
    for at in range(len(tokens)):
        assert verb_group_start(tokens, at) <= at
        assert at <= hearer_end(tokens, at) <= len(tokens)
        for place in (speaker_before(tokens, at), speaker_after(tokens, at)):
            assert place is None or 0 <= place[0] < place[1] <= len(tokens)


@given(raw_texts)
def test_every_attribution_lies_in_its_text(text):
    for found in attributions(text):
        assert found.content
        assert all(place.of(text).strip() for place in (found.cue, *found.content))
        assert found.source is None or found.source.end <= len(text)
