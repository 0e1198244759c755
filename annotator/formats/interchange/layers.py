"""The codebook as other tools' configurations need it: all versions of it as one, with colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.formats.interchange.source import Source

# The palette on white paper, as in `static/css/tokens.css`: a test holds the two together.
COLOURS = {
    "certain": "#004850",
    "probable": "#006871",
    "possible": "#19838d",
    "unclear": "#429ba5",
    "cue": "#966600",
    "attribution": "#a74f21",
    "bias": "#763ebd",
    "ink": "#514c47",
    "rose": "#c12860",
    "moss": "#547925",
}


@dataclass
class Dimension:
    """A question of a layer: `codes` are its answers' labels by their keys."""

    key: str
    label: str
    kind: str
    codes: dict[str, str] = field(default_factory=dict)


@dataclass
class Layer:
    """A layer with all the dimensions that any version of the codebook gave it."""

    key: str
    label: str
    colour: str
    shortcut: str
    dimensions: dict[str, Dimension] = field(default_factory=dict)


def layers_of(source: Source) -> dict[str, Layer]:
    """Return every layer of every version of the codebook, by its key; the newest words win.

    A mark that was made under an old version has its layer and its codes here as well.
    """
    versions = sorted(
        (each for each in source.header() if each["type"] == "codebook"), key=lambda each: each["version"]
    )
    found: dict[str, Layer] = {}
    for version in versions:
        for told in version["layers"]:
            layer = found.setdefault(told["key"], Layer(told["key"], "", "", ""))
            layer.label, layer.shortcut = told["label"], told.get("shortcut", "")
            layer.colour = COLOURS.get(told.get("colour", ""), COLOURS["ink"])
            _take(layer, told["dimensions"])
    return found


def _take(layer: Layer, dimensions: Iterable[dict[str, Any]]) -> None:
    for told in dimensions:
        dimension = layer.dimensions.setdefault(told["key"], Dimension(told["key"], "", ""))
        dimension.label, dimension.kind = told["label"], told["kind"]
        dimension.codes |= {code["key"]: code["label"] for code in told.get("codes", ())}
