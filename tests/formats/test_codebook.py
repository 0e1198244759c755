import copy
import json
from pathlib import Path

import pytest

from annotator.errors import Invalid
from annotator.formats import codebook

DOCS = Path(__file__).parents[2] / "docs" / "codebook.md"

BOOK = codebook.default()
DIMENSIONS = [(layer, dimension) for layer in BOOK.layers for dimension in layer.dimensions]
CODES = [(layer, dimension, code) for layer, dimension in DIMENSIONS for code in dimension.codes]


def code(layer, dimension, key):
    return next(c for a, b, c in CODES if (a.key, b.key, c.key) == (layer, dimension, key))


def small():
    """Return the least codebook that uses each part, to be spoilt."""
    return {
        "layers": [
            {
                "key": "claim",
                "label": "Claim",
                "dimensions": [
                    {
                        "key": "certainty",
                        "label": "Certainty",
                        "kind": "ordinal",
                        "codes": [
                            {"key": "sure", "label": "Sure", "level": 2, "shortcut": "2"},
                            {"key": "unsure", "label": "Unsure", "level": 1, "shortcut": "1"},
                        ],
                    },
                    {"key": "target", "label": "Target", "kind": "text"},
                ],
            }
        ]
    }


# The default codebook


def test_it_has_its_four_layers_and_their_questions():
    assert {layer.key: [d.key for d in layer.dimensions] for layer in BOOK.layers} == {
        "claim": ["certainty", "polarity", "type", "reason"],
        "cue": ["class", "reason"],
        "attribution": ["part", "source-type", "directness"],
        "bias": ["family", "tag", "polarity", "directness", "target", "in-quote", "rewrite"],
    }


def test_certainty_is_a_required_scale_from_four_to_one_with_its_own_keys_and_patterns():
    certainty = BOOK.layers[0].dimensions[0]
    assert (certainty.kind, certainty.required) == ("ordinal", True)
    assert [(c.key, c.level, c.shortcut, c.colour, c.pattern) for c in certainty.codes] == [
        ("certain", 4, "4", "certain", "solid"),
        ("probable", 3, "3", "probable", "long-dash"),
        ("possible", 2, "2", "possible", "dash"),
        ("unclear", 1, "1", "unclear", "dotted"),
    ]


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("suggests", "possible"),
        ("may", "possible"),
        ("likely", "probable"),
        ("appears to", "probable"),
        ("unclear", "unclear"),
        ("reportedly", "unclear"),
        ("confirmed", "certain"),
    ],
)
def test_the_common_words_of_doubt_stand_as_examples_of_one_step(words, step):
    shown = {c.key for c in BOOK.layers[0].dimensions[0].codes if any(words in each for each in c.examples)}
    assert shown == {step}


def test_bias_is_wavy():
    assert {c.pattern for layer, _, c in CODES if layer.key == "bias"} == {"wavy"}


@pytest.mark.parametrize(
    ("layer", "dimension", "code"), CODES, ids=[f"{a.key}.{b.key}.{c.key}" for a, b, c in CODES]
)
def test_a_coder_finds_all_that_a_code_needs(layer, dimension, code):
    assert code.definition
    assert code.use_when
    assert code.not_when
    assert 1 <= len(code.examples) <= 3
    assert 1 <= len(code.counterexamples) <= 2
    assert code.shortcut
    assert code.colour
    assert code.pattern
    assert not set(code.examples) & set(code.counterexamples)


@pytest.mark.parametrize("layer", BOOK.layers, ids=[layer.key for layer in BOOK.layers])
def test_a_key_means_one_thing_while_a_layer_is_open(layer):
    keys = [c.shortcut for a, _, c in CODES if a == layer] + [each.shortcut for each in BOOK.layers]
    assert len(keys) == len(set(keys))


def test_free_words_count_for_no_agreement():
    assert all(not d.counts_for_agreement for _, d in DIMENSIONS if d.kind == "text")


def test_the_frameworks_values_are_theirs():
    steps = BOOK.layers[0].dimensions[0].codes
    assert [c.maps_to["factbank"] for c in steps] == ["CT", "PR", "PS", "U"]
    assert code("bias", "family", "lexical").maps_to["basil"] == "lex"
    assert code("bias", "family", "informational").maps_to["basil"] == "inf"
    assert code("cue", "class", "hedge").maps_to["bioscope"] == "speculation"
    assert all("allsides" in c.maps_to for _, d, c in CODES if d.key == "tag")


def test_reasons_are_the_same_for_claims_and_cues():
    claim, cue = (d for _, d in DIMENSIONS if d.key == "reason")
    assert claim.codes == cue.codes


def test_the_page_about_it_says_what_it_says():
    page = DOCS.read_text(encoding="utf-8").splitlines()
    rows = [f"| {c.label} | `{c.shortcut}` | {c.definition} |" for _, _, c in CODES]
    assert [row for row in rows if row not in page] == []
    assert len([line for line in page if line.startswith("| ") and "`" in line]) == len(rows)


# Reading


def test_what_was_read_is_written_and_read_to_the_same():
    assert codebook.parse(BOOK.as_dict()) == BOOK
    assert codebook.parse(json.loads(json.dumps(BOOK.as_dict()))) == BOOK


def test_what_is_left_out_has_a_plain_value():
    layer = codebook.parse(small()).layers[0]
    assert (layer.colour, layer.pattern, layer.definition, layer.shortcut) == ("ink", "solid", "", "")
    assert (layer.dimensions[0].required, layer.dimensions[0].counts_for_agreement) == (False, True)
    assert layer.dimensions[0].codes[0].examples == []


def test_white_space_at_the_ends_and_empty_examples_fall_away():
    data = small()
    data["layers"][0]["dimensions"][0]["codes"][0] |= {"label": "  Sure\n", "examples": [" It rains. ", " "]}
    made = codebook.parse(data).layers[0].dimensions[0].codes[0]
    assert (made.label, made.examples) == ("Sure", ["It rains."])


def test_the_sender_may_say_more_beside_the_layers():
    assert codebook.parse(small() | {"version": 3, "note": "first"}) == codebook.parse(small())


CODE = ("layers", 0, "dimensions", 0, "codes", 0)


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        ((), [], "codebook"),
        ((), {}, "layers"),
        (("layers",), {}, "layers"),
        (("layers",), [], "layers"),
        (("layers", 0), "claim", "layers[0]"),
        (("layers", 0, "key"), "", "layers[0].key"),
        (("layers", 0, "key"), "Two words", "layers[0].key"),
        (("layers", 0, "key"), "x" * 41, "layers[0].key"),
        (("layers", 0, "label"), " ", "layers[0].label"),
        (("layers", 0, "label"), "x" * 61, "layers[0].label"),
        (("layers", 0, "label"), 7, "layers[0].label"),
        (("layers", 0, "label"), None, "layers[0].label"),
        (("layers", 0, "definition"), "a\x00b", "layers[0].definition"),
        (("layers", 0, "definition"), "a\ud800b", "layers[0].definition"),
        (("layers", 0, "definition"), "x" * 4001, "layers[0].definition"),
        (("layers", 0, "shortcut"), "ab", "layers[0].shortcut"),
        (("layers", 0, "colour"), "mauve", "layers[0].colour"),
        (("layers", 0, "colour"), "", "layers[0].colour"),
        (("layers", 0, "colour"), ["ink"], "layers[0].colour"),
        (("layers", 0, "pattern"), "zigzag", "layers[0].pattern"),
        (("layers", 0, "codes"), [], "layers[0].codes"),
        (("layers", 0, "dimensions", 0, "kind"), "number", "layers[0].dimensions[0].kind"),
        (("layers", 0, "dimensions", 0, "kind"), None, "layers[0].dimensions[0].kind"),
        (("layers", 0, "dimensions", 0, "kind"), "text", "layers[0].dimensions[0].codes"),
        (("layers", 0, "dimensions", 0, "codes"), [], "layers[0].dimensions[0].codes"),
        (("layers", 0, "dimensions", 0, "required"), "yes", "layers[0].dimensions[0].required"),
        (("layers", 0, "dimensions", 1, "key"), "certainty", "layers[0].dimensions[1].key"),
        ((*CODE, "key"), "unsure", "layers[0].dimensions[0].codes[1].key"),
        ((*CODE, "shortcut"), "1", "layers[0].dimensions[0].codes[1].shortcut"),
        ((*CODE, "level"), 1, "layers[0].dimensions[0].codes"),
        ((*CODE, "level"), None, "layers[0].dimensions[0].codes"),
        ((*CODE, "level"), True, "layers[0].dimensions[0].codes[0].level"),
        ((*CODE, "level"), 100, "layers[0].dimensions[0].codes[0].level"),
        ((*CODE, "level"), 1.5, "layers[0].dimensions[0].codes[0].level"),
        ((*CODE, "examples"), "One.", "layers[0].dimensions[0].codes[0].examples"),
        ((*CODE, "examples"), ["One.", 2], "layers[0].dimensions[0].codes[0].examples[1]"),
        ((*CODE, "maps_to"), [], "layers[0].dimensions[0].codes[0].maps_to"),
        ((*CODE, "maps_to"), {"basil": 1}, "layers[0].dimensions[0].codes[0].maps_to.basil"),
        ((*CODE, "color"), "ink", "layers[0].dimensions[0].codes[0].color"),
    ],
)
def test_a_refusal_names_the_place(place, value, field):
    data = {"all": small()}
    at, last = data, "all"
    for step in place:
        at, last = at[last], step
    at[last] = value
    with pytest.raises(Invalid) as refusal:
        codebook.parse(data["all"])
    assert refusal.value.field == field


def test_a_dimension_has_to_say_its_kind():
    data = small()
    del data["layers"][0]["dimensions"][1]["kind"]
    with pytest.raises(Invalid) as refusal:
        codebook.parse(data)
    assert refusal.value.field == "layers[0].dimensions[1].kind"


@pytest.mark.parametrize("name", ["key", "shortcut"])
def test_two_layers_share_neither_key_nor_shortcut(name):
    data = small()
    second = copy.deepcopy(data["layers"][0]) | {"key": "cue", "shortcut": "u"}
    data["layers"] = [data["layers"][0] | {"shortcut": "c"}, second]
    codebook.parse(data)
    second[name] = data["layers"][0][name]
    with pytest.raises(Invalid) as refusal:
        codebook.parse(data)
    assert refusal.value.field == f"layers[1].{name}"


@pytest.mark.parametrize("language", sorted(codebook.LANGUAGES))
def test_the_default_codebook_is_the_same_in_all_languages_but_for_its_words(language):
    theirs = codebook.default(language)
    assert _told(theirs.as_dict(), words=False) == _told(BOOK.as_dict(), words=False)
    english, translated = _told(BOOK.as_dict(), words=True), _told(theirs.as_dict(), words=True)
    assert english.keys() == translated.keys()
    same = {place for place, words in english.items() if words and words == translated[place]}
    assert {place.rsplit("/", 1)[1] for place in same} <= {"label"}  # "Code" is "Code"
    assert [place for place, words in english.items() if bool(words) != bool(translated[place])] == []
    assert codebook.default("eo") == BOOK


WORDS = {"label", "definition", "use_when", "not_when", "examples", "counterexamples"}


def _told(row, *, words, path=""):
    """Return a codebook's words, or everything else in it, by place."""
    here = f"{path}/{row.get('key', '')}"
    found = {}
    for name, value in row.items():
        if name in {"layers", "dimensions", "codes"}:
            for each in value:
                found |= _told(each, words=words, path=f"{here}/{name}")
        elif (name in WORDS) == words:
            found[f"{here}/{name}"] = value
    return found
