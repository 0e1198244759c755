"""The comments and columns of our CoNLL files, for the one who writes them and the one who reads them."""

from __future__ import annotations

from typing import Final

from annotator.formats.datasets import OFFSET_UNIT
from annotator.text import tokens

FILE: Final = "annotations.conllup"
COLUMNS: Final = "global.columns"  # of CoNLL-U Plus: the first line names the columns
PLACES: Final = ("FORM", "START", "END")
NONE: Final = "_"
SEVERAL: Final = ","  # between codes of one dimension: no key has it

HEAD: Final = {
    "offset_unit": OFFSET_UNIT,
    "tokeniser": tokens.NAME,
    "tags": "IOB2; a mark that goes on into the next sentence has I- there",
    "overlaps": "one mark a token and column: the one of more tokens, of equals the one that was made first",
    "ranges": "of several ranges each is a chunk; a range that cuts a token is the whole token",
}
"""What a file says of itself: its policies, where somebody who has nothing but the file finds them."""


def column(layer: str, dimension: str) -> str:
    """Return the name of the column with the codes of a layer's dimension."""
    return f"{layer}.{dimension}"
