"""The little language in which a lexicon names wordings.

remains to be seen        these words in this order, in any case
suggest~                  a regular verb or noun in all its forms: suggest, suggests, suggested, suggesting
might|could               either
not [yet|entirely] clear  with or without one of them
May                       a capital: only as it is written
about (<number>)          in round brackets: must stand there, and is no part of what is marked
<number> <name> <word>    a number, a word with a capital, any word
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.text.wording import Token

_OPTIONAL: Final = 6  # optional words of one pattern: each one more doubles what matching it may cost
_PIECE: Final = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]|[^\s()\[\]]+")
_ATOM: Final = re.compile(r"<(?:number|name|word)>|[^\s<>|()\[\]~]+~?")
_VOWELS: Final = frozenset("aeiou")
_SIBILANTS: Final = ("s", "x", "z", "ch", "sh")


class PatternError(ValueError):
    """A pattern can't be read; the message says why, without the place."""


@dataclass(frozen=True, slots=True)
class Element:
    """A word of a pattern: any of its choices, perhaps none, perhaps only context."""

    choices: frozenset[str]
    is_optional: bool
    is_context: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Where a pattern stands: the tokens `[start, end)` are marked, those up to `reach` belong to it.

    `exactness` is higher the more of it was named by word, and with its capital, instead of by class.
    """

    start: int
    end: int
    reach: int
    exactness: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read: its elements, and which of them are marked."""

    elements: tuple[Element, ...]
    first: int
    last: int

    @property
    def openings(self) -> frozenset[str]:
        """Return the words and classes that it may begin with."""
        found: frozenset[str] = frozenset()
        for element in self.elements:
            found |= element.choices
            if not element.is_optional:
                break
        return found

    def at(self, tokens: Sequence[Token], place: int) -> Found | None:
        """Return how it stands at `place`, optional words taken where they are there; None if it does not."""
        path = self._path(tokens, place, 0)
        if path is None:
            return None
        marked = [at for at in path[self.first : self.last + 1] if at >= 0]
        fits = [_fit(tokens[at], self.elements[i].choices) for i, at in enumerate(path) if at >= 0]
        return Found(marked[0], marked[-1] + 1, max(path) + 1, sum(fits))

    def _path(self, tokens: Sequence[Token], place: int, number: int) -> tuple[int, ...] | None:
        """Return the token of each element from `number` on; -1 where an optional one is left out."""
        if number == len(self.elements):
            return ()
        element = self.elements[number]
        if place < len(tokens) and not element.choices.isdisjoint(tokens[place].names):
            rest = self._path(tokens, place + 1, number + 1)
            if rest is not None:
                return (place, *rest)
        if not element.is_optional:
            return None
        rest = self._path(tokens, place, number + 1)
        return None if rest is None else (-1, *rest)


def _fit(token: Token, choices: frozenset[str]) -> int:
    """Return how exactly a token that is one of the choices is named: class 1, word 2, capital 3."""
    for name in token.names:
        if name in choices:
            return 1 if name[0] == "<" else 2 + (name != token.key)
    return 0


def read(pattern: str) -> Pattern:
    """Read a pattern.

    Raises :class:`PatternError` when it is empty, its brackets do not match, it marks nothing, what is marked
    does not stand together, or more than six of its words are optional.
    """
    if _PIECE.sub("", pattern).strip():
        raise PatternError("brackets do not match")
    elements = tuple(element for piece in _PIECE.findall(pattern) for element in _elements(piece))
    marked = [place for place, element in enumerate(elements) if not element.is_context]
    if not marked:
        raise PatternError("marks no word: everything stands in round brackets, or there is nothing")
    first, last = marked[0], marked[-1]
    if any(element.is_context for element in elements[first : last + 1]):
        raise PatternError("round brackets stand in the middle: what is marked must stand together")
    if all(element.is_optional for element in elements[first : last + 1]):
        raise PatternError("may mark no word at all: one must stand outside square brackets")
    if sum(element.is_optional for element in elements) > _OPTIONAL:
        raise PatternError(f"has more than {_OPTIONAL} optional words")
    return Pattern(elements, first, last)


def _elements(piece: str) -> list[Element]:
    inner = piece.strip("()[]").split()
    if not inner:
        raise PatternError("a pair of brackets is empty")
    is_optional = piece[0] == "["
    if is_optional and len(inner) > 1:
        raise PatternError("square brackets hold one word, or several with | between them")
    return [Element(_choices(word), is_optional, piece[0] == "(") for word in inner]


def _choices(element: str) -> frozenset[str]:
    forms: list[str] = []
    for atom in element.split("|"):
        if not _ATOM.fullmatch(atom):
            raise PatternError(f"{element!r} is no word")
        forms += _forms(atom[:-1]) if atom.endswith("~") else [atom.replace("’", "'")]
    return frozenset(forms)


def _forms(word: str) -> list[str]:
    """Return the forms of a regular English verb; irregular ones are written out with `|`."""
    if word.endswith("e"):
        return [word, word + "s", word + "d", word[:-1] + "ing"]
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return [word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"]
    plural = word + "es" if word.endswith(_SIBILANTS) else word + "s"
    return [word, plural, word + "ed", word + "ing"]
