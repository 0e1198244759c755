"""The codebook as other tools' configurations need it."""

from __future__ import annotations

import re
from pathlib import Path

from annotator.formats.codebook import COLOURS as PALETTE
from annotator.formats.interchange.layers import COLOURS, layers_of
from annotator.formats.interchange.source import Lists

TOKENS = Path(__file__).parents[3] / "static" / "css" / "tokens.css"


def a_version(number: int, *layers: dict) -> dict:
    return {"type": "codebook", "version": number, "note": "", "layers": list(layers)}


def a_layer(key: str, label: str, *dimensions: dict, colour: str = "bias") -> dict:
    return {"key": key, "label": label, "colour": colour, "shortcut": "x", "dimensions": list(dimensions)}


def a_dimension(key: str, *codes: str, kind: str = "nominal") -> dict:
    return {
        "key": key,
        "label": key.title(),
        "kind": kind,
        "codes": [{"key": c, "label": c.upper()} for c in codes],
    }


def test_colours_are_those_of_the_pages_on_white_paper():
    told = dict(re.findall(r"--mark-(\w+): light-dark\((#[0-9a-f]{6}),", TOKENS.read_text(encoding="utf-8")))
    assert told == COLOURS
    assert set(COLOURS) == set(PALETTE)


def test_all_versions_are_one_and_the_newest_words_win():
    newer = a_version(2, a_layer("cue", "Signal", a_dimension("class", "b", kind="multi")))
    older = a_version(
        1, a_layer("cue", "Cue", a_dimension("class", "a"), colour="ink"), a_layer("claim", "Claim")
    )
    layers = layers_of(Lists([{"type": "project"}, newer, older]))
    assert list(layers) == ["cue", "claim"]
    cue = layers["cue"]
    assert (cue.label, cue.colour, cue.shortcut) == ("Signal", COLOURS["bias"], "x")
    assert cue.dimensions["class"].codes == {"a": "A", "b": "B"}
    assert cue.dimensions["class"].kind == "multi"


def test_a_layer_without_a_known_colour_is_ink():
    assert (
        layers_of(Lists([a_version(1, {"key": "x", "label": "X", "dimensions": []})]))["x"].colour
        == COLOURS["ink"]
    )
