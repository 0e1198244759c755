"""What changed in a short text, word by word: for a person to read, such as the history of a note."""

from __future__ import annotations

import re

from annotator.text.diff import script

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")

Part = tuple[str, str]  # "=", "-" or "+", and the words


def edits(old: str, new: str) -> list[Part]:
    """Return the pieces of both texts in order: `=` in both, `-` only in the old, `+` only in the new.

    Cost as for `text.diff`.
    """
    a, b = _PIECE.findall(old), _PIECE.findall(new)
    parts: list[Part] = []
    i = j = 0
    for sign, from_old, from_new in script(a, b):
        words = b[j : j + from_new] if sign == "+" else a[i : i + from_old]
        parts.append((sign, "".join(words)))
        i, j = i + from_old, j + from_new
    return parts
