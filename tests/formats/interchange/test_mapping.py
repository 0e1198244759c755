"""What labels of others become: by a person's word, by names, and what is left out of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import Invalid
from annotator.formats import codebook
from annotator.formats.interchange.incoming import Mark, Place
from annotator.formats.interchange.mapping import (
    Answered,
    AttributeRule,
    LabelRule,
    Mapping,
    check,
    like,
    mapped,
    parse,
    suggested,
)
from annotator.formats.interchange.relating import RelationRule

BOOK = codebook.default()
CLAIM = next(each for each in BOOK.layers if each.key == "claim")
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
rules = st.builds(
    LabelRule,
    st.none() | words,
    st.dictionaries(
        words, st.builds(AttributeRule, st.none() | words, st.dictionaries(words, st.none() | words))
    ),
    st.dictionaries(words, words),
)
ties = st.builds(RelationRule, st.sampled_from(["qualifies", "updates"]), st.booleans()) | st.builds(
    RelationRule, st.sampled_from([None, "same", "contradicts"])
)
mappings = st.builds(Mapping, st.dictionaries(words, rules), st.just("Team"), st.dictionaries(words, ties))


def a_mark(label: str = "Claim", **codes: list[str]) -> Mark:
    return Mark(Place("a"), (), label, codes=codes)


def rule(**attributes: AttributeRule) -> Mapping:
    return Mapping({"Claim": LabelRule("claim", attributes)})


@given(mappings)
def test_a_mapping_is_read_back_as_it_was(mapping):
    assert parse(mapping.as_dict()) == mapping


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ([], "mapping"),
        ({"labels": 1}, "labels"),
        ({"labels": {"a": []}}, "labels.a"),
        ({"relations": []}, "relations"),
        ({"relations": {"r": {"link": "causes"}}}, "relations.r.link"),
        ({"relations": {"r": {"link": "same", "turned": 1}}}, "relations.r.turned"),
        ({"labels": {"a": {"layer": 1}}}, "labels.a.layer"),
        ({"labels": {"a": {"attributes": {"b": "c"}}}}, "labels.a.attributes.b"),
        ({"labels": {"a": {"attributes": {"b": {"codes": {"c": {}}}}}}}, "labels.a.attributes.b.codes.c"),
        ({"labels": {"a": {"otherwise": {"b": 1}}}}, "labels.a.otherwise.b"),
        ({"nobody": "x" * 81}, "nobody"),
        ({"nobody": "a\x07b"}, "nobody"),
        ({"labels": {"a\x00": {}}}, "labels"),
        ({"labels": {"a": {"layer": "\ud800"}}}, "labels.a.layer"),
    ],
)
def test_what_is_no_mapping_is_refused_by_its_place(data, field):
    with pytest.raises(Invalid) as caught:
        parse(data)
    assert caught.value.field == field


def test_a_mapping_says_something_of_every_label_and_only_what_the_codebook_has():
    check(Mapping({"a": LabelRule(), "b": LabelRule("claim")}), ["a", "b"], BOOK)
    for mapping, words in (
        (Mapping({"a": LabelRule()}), "the label"),
        (Mapping({"b": LabelRule("x")}), "no layer 'x'"),
        (Mapping({"b": LabelRule("claim", {"c": AttributeRule("x")})}), "no dimension 'x'"),
        (Mapping({"b": LabelRule("claim", {"c": AttributeRule("certainty", {"v": "x"})})}), "no code 'x'"),
        (Mapping({"b": LabelRule("claim", {}, {"certainty": "x"})}), "no code 'x'"),
    ):
        with pytest.raises(Invalid, match=words):
            check(mapping, ["b"], BOOK)


def test_a_label_without_a_layer_is_left_out():
    assert mapped(a_mark(), Mapping({"Claim": LabelRule()}), BOOK) is None
    assert mapped(a_mark("other"), rule(), BOOK) is None


def test_values_become_codes_by_the_mapping_else_by_their_names():
    mapping = rule(sure=AttributeRule("certainty", {"100 %": "certain"}))
    for value, code in (("100 %", "certain"), ("Possible", "possible")):
        found = mapped(a_mark(sure=[value]), mapping, BOOK)
        assert found.answers == (Answered("certainty", code),)
        assert found.left_out == ()


def test_what_is_not_mapped_is_told():
    mapping = rule(sure=AttributeRule("certainty", {"odd": None}), unused=AttributeRule())
    found = mapped(a_mark(sure=["odd", "strange"], unused=["1", "2"], empty=[]), mapping, BOOK)
    assert found.answers == ()
    assert sorted(found.left_out) == ["attribute", "value", "value"]


def test_the_same_answer_is_given_once():
    mapping = rule(a=AttributeRule("certainty"), b=AttributeRule("certainty"))
    assert len(mapped(a_mark(a=["certain"], b=["Certain"]), mapping, BOOK).answers) == 1


def test_otherwise_is_for_marks_that_the_file_gives_none():
    mapping = Mapping(
        {"Claim": LabelRule("claim", {"sure": AttributeRule("certainty")}, {"certainty": "unclear"})}
    )
    assert mapped(a_mark(sure=["certain"]), mapping, BOOK).answers == (Answered("certainty", "certain"),)
    assert mapped(a_mark(sure=["odd"]), mapping, BOOK).answers == (Answered("certainty", "unclear"),)
    assert mapped(a_mark(), mapping, BOOK).answers == (Answered("certainty", "unclear"),)


def test_a_dimension_of_words_takes_the_words():
    layer, dimension = next(
        (layer, each) for layer in BOOK.layers for each in layer.dimensions if each.kind == "text"
    )
    mapping = Mapping({"X": LabelRule(layer.key, {"who": AttributeRule(dimension.key, {"n/a": None})})})
    found = mapped(a_mark("X", who=["the mayor", " ", "n/a"]), mapping, BOOK)
    assert found.answers == (Answered(dimension.key, words="the mayor"),)
    assert found.left_out == ("value", "value")


def test_names_are_alike_whatever_their_case_and_signs():
    assert like("CLAIM", BOOK.layers) == "claim"
    assert like("cl-aim", BOOK.layers) is None
    assert like(" ", BOOK.layers) is None
    assert like("--", CLAIM.dimensions) is None


def test_names_suggest_layer_dimension_and_codes():
    found = suggested({"claim": {"Certainty": {"possible": 2, "odd": 1}, "x": {}}, "y": {}}, BOOK)
    certainty = AttributeRule("certainty", {"possible": "possible", "odd": None})
    assert found.labels == {"claim": LabelRule("claim", {"Certainty": certainty}), "y": LabelRule()}


def test_the_mapping_in_the_docs_is_one():
    page = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    told = page.partition("## Taking marks of others in")[2].partition("```json")[2].partition("```")[0]
    mapping = parse(json.loads(told))
    check(mapping, ["Speculation", "Person"], BOOK)
    found = mapped(a_mark("Speculation", strength=["weak"]), mapping, BOOK)
    assert found.answers == (Answered("class", "hedge"),)
