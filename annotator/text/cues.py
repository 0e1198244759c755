"""Speculation cues: the words that tell how sure a text is of what it says.

A lexicon with rules, matched in one pass; the Szeged corpus named the kinds, FactBank the levels. It finds
hedges that a model trained on another genre misses. A cue is not certainty: it says where to look, and a
person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator.text.lexicon import Lexicon
from annotator.text.segments import sentences as find_sentences
from annotator.text.spans import Span
from annotator.text.wording import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.text.lexicon import Match
    from annotator.text.wording import Token

LEVELS: Final = ("1", "2", "3", "4")  # as a lexicon writes them: unclear, possible, probable, certain
CERTAIN: Final = 4
_LEXICONS: Final = Path(__file__).with_name("lexicons")


class CueKind(StrEnum):
    """What a cue does to the statement it stands with; the lexicon's head explains each."""

    HEDGE = "hedge"
    BELIEF = "belief"
    EVIDENTIAL = "evidential"
    WEASEL = "weasel"
    APPROXIMATOR = "approximator"
    CONDITION = "condition"
    INVESTIGATION = "investigation"
    UNCLEAR = "unclear"
    BOOSTER = "booster"


# The kinds that leave open whether a statement is true. A source, a rounded number and a booster do not, and
# a condition ("if the wind turns") is part of what is stated.
UNCERTAIN: Final = frozenset(
    {CueKind.HEDGE, CueKind.BELIEF, CueKind.WEASEL, CueKind.INVESTIGATION, CueKind.UNCLEAR}
)

_NEGATORS: Final = frozenset(
    {"not", "n't", "no", "never", "nor", "neither", "hardly", "without", "nobody", "none"}
)
_NEGATOR_REACH: Final = 3  # words: "does not at all seem"
_NOT_NEGATING: Final = frozenset({"only", "just", "merely"})  # "not only suggests"
_FURTHER_CUE: Final = 0.3  # of a level: three more cues weigh as much as the next step down
_CLAUSE_ENDS: Final = frozenset(',;:.!?()[]"“”—–')
_TITLE_WORDS: Final = 3  # fewer words than this are no headline


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue, at code points of its text.

    `entry` is the lexicon's pattern, `level` the step of the ladder that it points to (4 certain, 3 probable,
    2 possible, 1 unclear); `negated` says that a negation stands before it in its clause ("does not seem").
    """

    span: Span
    entry: str
    kind: CueKind
    level: int
    negated: bool
    sentence: Span


def parse_lexicon(text: str, name: str) -> Lexicon:
    """Read a lexicon of cues; `name` is what errors call it.

    Raises :class:`annotator.errors.Invalid` naming file, line and what is wrong, for all bad rows at once.
    """
    return Lexicon.parse(text, name, kinds=frozenset(CueKind), values=LEVELS)


@cache
def lexicon(language: str = "en") -> Lexicon:
    """Return the lexicon that comes with the program; an empty one for a language that has none."""
    path = _LEXICONS / f"cues.{language}.tsv"
    if not (language.isalpha() and path.is_file()):
        return Lexicon(())
    return parse_lexicon(path.read_text(encoding="utf-8"), path.name)


def cues(text: str, *, lexicon: Lexicon | None = None, sentences: Sequence[Span] | None = None) -> list[Cue]:
    """Return the cues of `text` in order; they never overlap.

    `lexicon` is the English one unless given, `sentences` those that `annotator.text.segments` finds. Linear.
    """
    words = lexicon or english()
    return [
        cue
        for sentence in (find_sentences(text) if sentences is None else sentences)
        for cue in _in_sentence(text, sentence, words)
    ]


def leaves_open(cue: Cue) -> bool:
    """Tell whether this cue leaves open that its statement is true."""
    return cue.kind in UNCERTAIN and cue.level < CERTAIN


def certainty(text: str, *, lexicon: Lexicon | None = None) -> float:
    """Return where a sentence stands on the ladder, from 4 (certain) to 1 (unclear), and between the levels.

    The lowest level of a cue that leaves something open; each further cue takes off a little, since people
    read "may possibly" as less than "may". Without cues: 4.
    """
    found = [cue for cue in cues(text, lexicon=lexicon) if cue.level < CERTAIN]
    lowest = min((cue.level for cue in found if leaves_open(cue)), default=CERTAIN)
    further = len(found) - (lowest < CERTAIN)
    return max(1.0, lowest - _FURTHER_CUE * further)


def english() -> Lexicon:
    """Return the English lexicon."""
    return lexicon("en")


def _in_sentence(text: str, sentence: Span, words: Lexicon) -> Iterator[Cue]:
    found = tokenise(text, sentence)
    if _is_headline(found):
        # In a headline every word has its capital, so capitals tell "may" from May no longer.
        found = tokenise(text, sentence, caseless=True)
    for match in words.matches(found):
        negated = _is_negated(found, match)
        kind, level = CueKind(match.row.kind), int(match.row.value)
        span = Span(found[match.start].start, found[match.end - 1].end)
        yield Cue(span, match.row.pattern, kind, level, negated, sentence)


def _is_headline(found: list[Token]) -> bool:
    """Tell whether all longer words have a capital, and no full stop ends them."""
    longer = [token for token in found if len(token.key) > _TITLE_WORDS and token.written[0].isalpha()]
    return (
        len(longer) >= _TITLE_WORDS
        and found[-1].key != "."
        and all(token.written[0].isupper() for token in longer)
    )


def _is_negated(found: list[Token], match: Match) -> bool:
    for place in range(match.start - 1, max(-1, match.start - 1 - _NEGATOR_REACH), -1):
        key = found[place].key
        if key in _CLAUSE_ENDS:
            return False
        if key in _NEGATORS:
            return found[place + 1].key not in _NOT_NEGATING
    return False
