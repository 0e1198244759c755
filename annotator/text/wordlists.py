"""Words by class, from data files that a linguist edits: a word, a tab, its class; `#` starts a comment."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILES: Final = Path(__file__).with_name("lexicons")


@cache
def word_classes(name: str) -> Mapping[str, frozenset[str]]:
    """Return the words of each class of one of the program's own files; reads it once."""
    found: dict[str, set[str]] = {}
    for line in (_FILES / name).read_text(encoding="utf-8").splitlines():
        word, _, kind = line.partition("\t")
        if kind and not word.startswith("#"):
            found.setdefault(kind, set()).add(word)
    return {kind: frozenset(words) for kind, words in found.items()}
