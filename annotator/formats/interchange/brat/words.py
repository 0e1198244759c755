"""The words that our brat files are made of, for the one who writes them and the one who reads them.

brat's names are letters, digits, `-` and `_`, and those of a codebook have no capitals: so the capitals below
are never part of a key.
"""

from __future__ import annotations

import re

NOTE = "AnnotatorNotes"  # the only kind of note that brat's own pages write
ARTICLES = "articles.csv"
ANNOTATORS = "annotators.csv"
NOBODY = "nobody"  # the folder of texts that nobody marked

# A line of a file is all there is room for: where brat and Python's `codecs` see one end, a span ends.
LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
LINE_ENDS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def attribute(layer: str, dimension: str) -> str:
    """Return the attribute that answers a layer's dimension: its value is the code."""
    return f"{layer}-HAS-{dimension}"


def flag(layer: str, dimension: str, code: str) -> str:
    """Return the attribute that is there or not: one of several answers to a dimension."""
    return f"{layer}-HAS-{dimension}-IS-{code}"


def meant(name: str, label: str) -> tuple[str, str | None]:
    """Return the dimension and code that an attribute of a label stands for; another's name is itself."""
    dimension, is_ours, code = name.removeprefix(f"{label}-HAS-").partition("-IS-")
    if not name.startswith(f"{label}-HAS-"):
        return name, None
    return dimension, code if is_ours else None
