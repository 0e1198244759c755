from __future__ import annotations

import pytest
from hypothesis import given

from annotator.text import cues as module
from annotator.text.cues import CueKind, certainty, cues, english, leaves_open, lexicon, parse_lexicon
from annotator.text.segments import sentences
from annotator.text.spans import Span
from tests.text.hostile import raw_texts, texts


def found(text):
    return [c.span.of(text) for c in cues(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The fire may have started in the kitchen.", ["may"]),
        ("He was in Rome in May.", []),
        ("In May the council met, and on May 5 it voted.", []),
        ("May the fifth be fine.", []),
        ("It may not be reproduced.", []),
        ("Ministers May Resign Over Bridge Vote", ["May"]),
        ("The would-be mayor, a self-described poet, was criticized.", []),
        ("His career has been perplexing.", []),
        ("She could not swim and could hear shots.", []),
        ("It could rain.", ["could"]),
        ("It could not have been him.", ["could not have"]),
        ("Arson could not be ruled out.", ["could not be ruled out"]),
        ("She did all she could.", []),
        ("It's not clear he knew.", ["not clear"]),
        ("It isn’t yet clear why he left.", ["n’t yet clear"]),
        ("It is clear that he knew.", ["It is clear"]),
        ("He no doubt knew.", ["no doubt"]),
        ("Whether it lasts remains to be seen.", ["Whether", "remains to be seen"]),
        ("It matters, regardless of whether he knew.", []),
        ("He appeared in court.", []),
        ("He appeared to be in court.", ["appeared to be"]),
        ("About 20 people talked about 20 things.", ["About"]),
        ("Come as soon as possible.", []),
        ("It looks as if nothing happened, as if by magic.", ["looks as if"]),
        ("Two suspects fled; a suspected bomb was found.", ["suspected"]),
        ("The fire claimed 20 lives, the minister claimed that.", ["claimed"]),
        ("He is expected to win, as expected.", ["expected"]),
        ("He cannot rule out a strike.", ["cannot rule out"]),
        ("Police are investigating.", ["investigating"]),
        ("He has no potential for evil, only a potential motive.", ["potential"]),
        ("They found no evidence of fraud.", []),
    ],
)
def test_what_is_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "level"),
    [
        ("The timing suggests it.", CueKind.HEDGE, 2),
        ("He is believed to be ill.", CueKind.BELIEF, 3),
        ("Some analysts say it was a test.", CueKind.WEASEL, 1),
        ("He reportedly fled.", CueKind.EVIDENTIAL, 1),
        ("If the wind turns, they leave.", CueKind.CONDITION, 2),
        ("The cause is under investigation.", CueKind.INVESTIGATION, 1),
        ("The cause is unclear.", CueKind.UNCLEAR, 1),
        ("Undoubtedly he knew.", CueKind.BOOSTER, 4),
        ("Roughly half left.", CueKind.APPROXIMATOR, 3),
    ],
)
def test_each_kind_has_its_level(text, kind, level):
    (cue,) = cues(text)
    assert (cue.kind, cue.level) == (kind, level)


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("It does not seem to work.", True),
        ("It never seems to work.", True),
        ("It seems not to work.", False),
        ("He did not come, but it seems to work.", False),
        ("It not only seems to work.", False),
    ],
)
def test_a_negation_before_the_cue_is_told(text, negated):
    assert [c.negated for c in cues(text)] == [negated]


def test_a_cue_names_its_sentence_and_its_row():
    text = "It rained. The bridge may fall. They left."
    (cue,) = cues(text)
    assert cue.sentence.of(text) == "The bridge may fall."
    assert cue.entry in {row.pattern for row in english().rows}


@pytest.mark.parametrize("row", [r for r in english().rows if r.kind != "none"], ids=lambda r: r.pattern[:40])
def test_every_row_is_found_in_its_own_example(row):
    assert row.pattern in [c.entry for c in cues(row.remark)]


@pytest.mark.parametrize(
    "row", [r for r in english().rows if r.kind == "none" and ": " in r.remark], ids=lambda r: r.pattern[:40]
)
def test_no_look_alike_is_found_in_its_own_example(row):
    assert found(row.remark.split(": ", 1)[1]) == []


def test_the_ladder_goes_down_with_doubt():
    steps = ["He confirmed it.", "He probably left.", "He may have left.", "It is unclear whether he left."]
    levels = [certainty(step) for step in steps]
    assert levels == sorted(levels, reverse=True)
    assert len(set(levels)) == 4
    assert certainty("He may possibly have left.") < certainty("He may have left.")


@pytest.mark.parametrize(
    ("text", "open_"),
    [("He may leave.", True), ("He left.", False), ("About 20 left.", False), ("He clearly left.", False)],
)
def test_what_leaves_a_statement_open(text, open_):
    assert any(map(leaves_open, cues(text))) is open_


def test_a_project_extends_overrides_and_switches_off():
    own = parse_lexicon(
        "word on the street\tevidential\t1\tThe word on the street is\nmay\tnone\t\toff\n", "own.tsv"
    )
    merged = english().merged(own)
    text = "Word on the street is that he may go, and might stay."
    assert [c.span.of(text) for c in cues(text, lexicon=merged)] == ["Word on the street", "might"]
    assert [c.span.of(text) for c in cues(text, lexicon=own)] == ["Word on the street"]


def test_a_language_without_a_lexicon_has_no_cues():
    assert cues("Il pourrait pleuvoir. It may rain.", lexicon=lexicon("fr")) == []
    assert lexicon("../../errors").rows == ()


def test_an_empty_lexicon_is_not_taken_for_none():
    assert cues("It may rain.", lexicon=parse_lexicon("", "empty.tsv")) == []


def test_given_sentences_are_used():
    text = "It may rain. It may snow."
    assert len(cues(text, sentences=[Span(0, 12)])) == 1


@given(raw_texts)
def test_cues_lie_in_their_sentences_and_never_overlap(text):
    inside = sentences(text)
    end = 0
    for cue in cues(text):
        assert cue.sentence in inside
        assert cue.sentence.start <= cue.span.start
        assert cue.span.end <= cue.sentence.end
        assert end <= cue.span.start
        assert cue.span.of(text) == cue.span.of(text).strip() != ""
        end = cue.span.end


@given(texts)
def test_the_ladder_has_two_ends(text):
    assert 1.0 <= certainty(text) <= 4.0


def test_matching_costs_no_more_for_a_place_late_in_a_long_text(monkeypatch):
    tried = 0
    at = module.Lexicon._longest

    def counted(self, tokens, place):
        nonlocal tried
        tried += 1
        return at(self, tokens, place)

    monkeypatch.setattr(module.Lexicon, "_longest", counted)
    cues("not yet " * 5_000)
    assert tried <= 10_000
