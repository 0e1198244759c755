from __future__ import annotations

import pytest
from hypothesis import given

from annotator.formats import codebook
from annotator.text.spans import snap
from annotator.text.suggesting import engine, is_english, suggest
from tests.text.hostile import raw_texts

NEWS = (
    "The mayor may resign on Monday, a senior official said. It is not clear whether the bridge was closed. "
    "“We have seen nothing of the kind before,” Ida Holm told reporters. The regime will no doubt fall. "
    "It lost about 20 boats. The notorious thugs fled."
)


def told(text):
    return {(each.layer, each.span.of(text)): dict(each.codes) for each in suggest(text)}


@pytest.mark.parametrize(
    ("layer", "quote", "codes"),
    [
        ("cue", "may", {"class": "hedge", "reason": "epistemic"}),
        ("cue", "not clear", {"class": "hedge", "reason": "epistemic"}),
        ("cue", "no doubt", {"class": "booster"}),
        ("cue", "about", {"class": "hedge", "reason": "vague-quantity"}),
        ("attribution", "a senior official", {"part": "source", "source-type": "anonymous-official"}),
        ("attribution", "Ida Holm", {"part": "source", "source-type": "named"}),
        ("attribution", "said", {"part": "cue"}),
        ("bias", "regime", {"family": "lexical", "tag": "word-choice", "in-quote": "no"}),
        ("bias", "notorious", {"family": "lexical", "tag": "judging-adjective", "in-quote": "no"}),
    ],
)
def test_what_is_proposed(layer, quote, codes):
    assert told(NEWS)[layer, quote] == codes


def test_what_is_said_in_a_quotation_is_told_by_its_directness():
    found = told(NEWS)
    assert found["attribution", "“We have seen nothing of the kind before,”"]["directness"] == "direct"
    assert found["attribution", "The mayor may resign on Monday"]["directness"] == "paraphrase"


def test_a_reason_is_given_for_each_in_one_sentence():
    for each in suggest(NEWS):
        assert each.entry
        assert each.explanation.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "The bridge is 400 metres long. It was built in 1931.",
        "If the wind turns, the camp moves.",  # a condition is part of what is stated
        "In May he left.",
        "Nobody said that the bridge was closed.",
        "It does not seem so.",
    ],
)
def test_plain_statements_have_none(text):
    assert suggest(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Der Bürgermeister war am Montag nicht zu sprechen. Die Brücke war in der Nacht gesperrt, weil ein "
        "Schiff sie gerammt hatte. Regime und Junta sagten dazu nichts.",
        "Le maire a dit lundi que le pont serait fermé pendant plusieurs semaines. Régime et junte n'ont pas "
        "voulu répondre aux questions des journalistes sur ce point.",
    ],
)
def test_texts_in_another_language_have_none(text):
    assert not is_english(text)
    assert suggest(text) == []


def test_its_codes_are_those_of_the_default_codebook():
    layers = {each.key: each for each in codebook.default().layers}
    for each in suggest(NEWS * 2):
        asked = {dimension.key: dimension for dimension in layers[each.layer].dimensions}
        for dimension, code in each.codes:
            assert code in {known.key for known in asked[dimension].codes}
        assert {key for key, one in asked.items() if one.required} <= {key for key, _ in each.codes}


@given(raw_texts)
def test_whatever_the_text_spans_are_whole_and_no_two_the_same(text):
    found = suggest(text)
    places = [(each.layer, each.span) for each in found]
    assert len(places) == len(set(places))
    assert [each.span.start for each in found] == sorted(each.span.start for each in found)
    for each in found:
        assert snap(text, each.span.start, each.span.end) == each.span


def test_the_version_fits_its_column_and_stays():
    assert len(engine()) <= 20
    assert engine() == engine()
