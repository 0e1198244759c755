r"""Keys of the codebook as names of UIMA, and back.

A name there has letters, digits and `_` alone: `_` is written `__`, `-` is `_d`, and `x_0` stands before what
would begin with a digit or is a word that Python or UIMA keeps for itself. No other name has these in it.
"""

from __future__ import annotations

import keyword
import re
from typing import Final

LAYERS: Final = "annotator.layer."
LINK: Final = "annotator.Link"
KIND: Final = "kind"
"""The feature of a link that says how its two ends, `Governor` and `Dependent`, stand to each other."""
ARTICLE: Final = "annotator.Article"
ID: Final = "mark_id"
PART: Final = "mark_part"
NOTE: Final = "mark_note"
PERSON: Final = "mark_by"
MADE_AT: Final = "mark_at"
BESIDE: Final = {
    "confidence": "mark_confidence",
    "origin": "mark_origin",
    "anchor": "mark_anchor",
    "codebook": "mark_codebook",
    "version": "mark_version",
    "updated_at": "mark_updated_at",
    "suggested": "mark_suggested",
}
NUMBERS: Final = frozenset({"confidence", "codebook", "version"})
OUR_FEATURES: Final = frozenset({ID, PART, NOTE, PERSON, MADE_AT, *BESIDE.values()})

SENTENCE: Final = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN: Final = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"  # noqa: S105 - of words
META: Final = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"

_KEPT = frozenset(
    {*keyword.kwlist, "begin", "end", "sofa", "type", "self", "get", "set", "value", "get_covered_text"}
)
_WRITTEN = re.compile("__|_d")


def feature_of(key: str) -> str:
    """Return the name of a dimension's feature."""
    name = key.replace("_", "__").replace("-", "_d")
    return f"x_0{name}" if name[0].isdigit() or name in _KEPT else name


def dimension_of(feature: str) -> str:
    """Return the dimension's key behind a feature's name."""
    return _WRITTEN.sub(lambda found: "_" if found[0] == "__" else "-", feature.removeprefix("x_0"))


def type_of(layer: str) -> str:
    """Return the name of a layer's type: `annotator.layer.Claim`."""
    name = feature_of(layer)
    return f"{LAYERS}{name[0].upper()}{name[1:]}"


def layer_of(kind: str) -> str | None:
    """Return the layer's key behind a type's name, or None for types that are not ours."""
    if not kind.startswith(LAYERS):
        return None
    name = kind.removeprefix(LAYERS)
    return dimension_of(name[:1].lower() + name[1:])
