"""What tells nothing in other languages than English, and words of scripts that write no spaces.

Where most articles are English, `que` and `для` are rare and weigh like names: of two Spanish articles of
different matters the cosine was .33, with this it is .16. A language is guessed by its most common words; a
text in none of those listed keeps all it has.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from annotator.text.words import UNSPACED, stems, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_READ: Final = 1000  # code points: enough to tell a language by
# Of the words of an article in one of these languages 25 to 45 of 100 are on its list.
_LEAST: Final = 0.1
_RUN = re.compile(f"[{UNSPACED}]+")


def function_words(text: str) -> frozenset[str]:
    """Return the stems that tell nothing in the language of `text`; none for English and unknown ones.

    Linear in the first 1,000 code points.
    """
    found = words(text[:_READ]).keys
    if not found:
        return frozenset()
    counts = Counter(language for word in found for language in _languages().get(word, ()))
    language = max(_lists(), key=lambda each: counts[each])  # of equals the first in the file
    is_told = language != "en" and counts[language] >= _LEAST * len(found)
    return _lists()[language] if is_told else frozenset()


def pairs(text: str) -> Iterator[str]:
    """Yield each two characters that stand together in a script that writes no spaces. Linear.

    One character is in half of all articles; two are about a word.
    """
    for run in _RUN.finditer(text):
        characters = run.group()
        yield from (characters[at : at + 2] for at in range(len(characters) - 1))


def is_unspaced(term: str) -> bool:
    """Tell whether a term is one character of such a script."""
    return len(term) == 1 and _RUN.match(term) is not None


@cache
def _words() -> dict[str, list[str]]:
    text = (files("annotator.text") / "lexicons" / "function.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            language, _, listed = line.partition(":")
            found.setdefault(language, []).extend(words(listed).keys)
    return found


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {language: frozenset(stems(listed)) for language, listed in _words().items()}


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """Return which languages have a word on their list."""
    found: dict[str, tuple[str, ...]] = {}
    for language, listed in _words().items():
        for word in set(listed):
            found[word] = (*found.get(word, ()), language)
    return found
