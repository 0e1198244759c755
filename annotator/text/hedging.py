"""The hedges of a sentence: its cues that leave something open, and the clause that a cue governs.

No parser: a clause ends at signs and at words that join clauses. Where that leaves nothing to govern,
no clause is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from annotator.text.cues import CERTAIN, CueKind, cues, leaves_open
from annotator.text.spans import Span
from annotator.text.terms import is_function
from annotator.text.wording import tokenise
from annotator.text.words import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.text.cues import Cue
    from annotator.text.wording import Token

_SIGNS: Final = frozenset(';:.!?()[]"“”—–')
# Words that begin a clause of their own; those that open what a cue governs may stand right behind the cue.
_JOINING: Final = frozenset(
    {"but", "although", "though", "while", "whereas", "because", "unless", "which", "who"}
)
_OPENING: Final = frozenset({"that", "whether", "if", "where", "how", "what", "why", "when", "who", "as"})
_SUBJECTS: Final = frozenset({"he", "she", "it", "they", "we", "i", "you", "this", "there"})
# Stems of cues that are verbs of their own: what they govern comes behind them, or before ", they believe".
_GOVERNING: Final = (
    "suggest indicate imply hint think believe speculate speculation suspect suspicion fear hope expect "
    "assume guess allege claim doubt wonder unclear uncertain unknown investigate"
)
_VERBS: Final = frozenset(stems(_GOVERNING.split()))
_LINKS: Final = frozenset({"and", "or", "so", "with", ","})


@dataclass(frozen=True, slots=True)
class Hedging:
    """How a sentence leaves open what it tells.

    `level` is the lowest of its cues' (4: nothing is left open), `cue` the first with that level, `spans`
    those of all its hedges in order, `clause` what `cue` governs where that can be decided. Code points.
    """

    level: int
    cue: Span | None
    spans: tuple[Span, ...]
    clause: Span | None


def hedging(text: str, sentence: Span) -> Hedging:
    """Return the hedges of a sentence of `text`. Linear."""
    found = [cue for cue in cues(text, sentences=[sentence]) if leaves_open(cue)]
    if not found:
        return Hedging(CERTAIN, None, (), None)
    weakest = min(found, key=lambda cue: (cue.level, cue.span))
    # "Many speculate that ...": what the weasel's verb governs.
    behind = (cue for cue in found if cue.span.start == weakest.span.end + 1)
    verb = next(behind, weakest) if weakest.kind == CueKind.WEASEL else weakest
    return Hedging(weakest.level, weakest.span, tuple(cue.span for cue in found), governed(text, verb))


def governed(text: str, cue: Cue) -> Span | None:
    """Return the clause of its sentence that a cue governs, the cue inside or before it; None: undecided.

    Linear in the sentence.
    """
    tokens = tokenise(text, cue.sentence)
    inside = [
        at for at, token in enumerate(tokens) if cue.span.start < token.end and token.start < cue.span.end
    ]
    if not inside:
        return None
    first, last = inside[0], inside[-1] + 1
    begin, end = _begin(tokens, first), _end(tokens, last)
    is_verb = not _VERBS.isdisjoint(stems([token.key for token in tokens[first:last]]))
    opens = last < len(tokens) and tokens[last].key in _OPENING
    if is_verb or opens:
        if _says_something(tokens[last:end]):
            begin = last
            while begin < end and tokens[begin].key in _OPENING | {","}:
                begin += 1
        else:
            end = begin - 1 if begin and tokens[begin - 1].key == "," else first  # "It held, they believe."
            begin = _begin(tokens, end)
    elif not _says_something([*tokens[begin:first], *tokens[last:end]]):
        return None
    while begin < end and tokens[begin].key in _LINKS:
        begin += 1
    while end > begin and tokens[end - 1].key in _SIGNS | {","}:
        end -= 1
    return Span(tokens[begin].start, tokens[end - 1].end) if _says_something(tokens[begin:end]) else None


def _begin(tokens: Sequence[Token], place: int) -> int:
    """Return where the clause of token `place` begins; an apposition is part of it: `Roe, a judge, may`."""
    at = place
    if at and tokens[at - 1].key == ",":
        opening = next((i for i in range(at - 2, 0, -1) if tokens[i].key in _SIGNS | {","}), 0)
        at = opening if opening and tokens[opening].key == "," else at
    while at and not _is_border(tokens, at - 1):
        at -= 1
    return at


def _end(tokens: Sequence[Token], place: int) -> int:
    at = place
    while at < len(tokens) and tokens[at].key in _OPENING:
        at += 1
    while at < len(tokens) and not _is_border(tokens, at):
        at += 1
    return at


def _is_border(tokens: Sequence[Token], at: int) -> bool:
    key = tokens[at].key
    if key == "," or key in _SIGNS or key in _JOINING:
        return True
    return key in {"and", "or", "so"} and at + 1 < len(tokens) and tokens[at + 1].key in _SUBJECTS


def _says_something(tokens: Sequence[Token]) -> bool:
    return any(token.key[0].isalnum() and not is_function(token.key) for token in tokens)
