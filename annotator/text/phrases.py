"""The phrases around a verb of speech: its group, and who speaks.

No parser: English puts the speaker next to the verb, and closed classes of words (`lexicons/grammar.en.tsv`)
show where a phrase begins and ends. All places are numbers of tokens, half-open; every function looks at a
bounded number of them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from annotator.text.wordlists import word_classes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.text.wording import Token

Place = tuple[int, int]

QUOTES: Final = frozenset('“”«»„"')
BREAKS: Final = frozenset(",;:()[]—–.?!…/") | QUOTES
_WORDS: Final = "grammar.en.tsv"
_NO_KIND: Final[frozenset[str]] = frozenset()
_BE: Final = frozenset({"is", "are", "was", "were", "be", "been", "being", "'s", "'re", "'m"})
_NO_NOUN: Final = frozenset({"stop", "time", "pronoun", "link"})
_LONGEST: Final = 25  # tokens of a speaker: "Jane Roe, a senior fellow at the Institute for ... in Rome"
_HEARERS: Final = 4  # tokens: "the members of parliament"


def is_a(token: Token, kind: str) -> bool:
    """Tell whether a token is in a class of function words."""
    return kind in _kinds().get(token.key, _NO_KIND)


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """Return the classes of each function word."""
    classes = word_classes(_WORDS)
    words = frozenset().union(*classes.values())
    return {word: frozenset(kind for kind in classes if word in classes[kind]) for word in words}


def verb_group_start(tokens: Sequence[Token], verb: int) -> int:
    """Return where the verb's group begins: its auxiliaries, negation and adverbs."""
    start = verb
    while start > max(0, verb - _LONGEST) and _is_in_group(tokens[start - 1]):
        start -= 1
    return start


def is_passive(tokens: Sequence[Token], start: int, verb: int) -> bool:
    """Tell whether the group from `start` says that something was said to its subject, not by it."""
    return not tokens[verb].key.endswith("ing") and any(token.key in _BE for token in tokens[start:verb])


def speaker_before(tokens: Sequence[Token], end: int) -> Place | None:
    """Return the phrase that ends at `end`, with its apposition: `Jane Roe, who leads the team,`."""
    if end > 0 and tokens[end - 1].key == ",":
        for comma in range(end - 2, max(0, end - _LONGEST), -1):
            if tokens[comma].key in QUOTES or is_a(tokens[comma], "pronoun"):
                return None
            if tokens[comma].key == ",":
                name = _phrase_before(tokens, comma)
                return (name[0], end - 1) if name and _is_noun(tokens[comma + 1]) else None
        return None
    return _phrase_before(tokens, end)


def speaker_after(tokens: Sequence[Token], start: int, *, apposition: bool = True) -> Place | None:
    """Return the phrase that begins at `start`, with its apposition: `Smith, a spokesman for the city`."""
    end = _phrase_end(tokens, start)
    if end == start:
        return None
    if not apposition:
        return start, end
    after = end + 1
    if (
        after < len(tokens)
        and tokens[end].key == ","
        and tokens[after].key in {"a", "an", "the", "who", "whose"}
    ):
        further = _phrase_end(tokens, after, through_clauses=tokens[after].key.startswith("who"))
        if further > after and (further == len(tokens) or tokens[further].key in BREAKS):
            end = further
    return start, end


def hearer_end(tokens: Sequence[Token], start: int) -> int:
    """Return where whom it is told ends: `told [reporters]`, `assured [the members of parliament] that`."""
    if start < len(tokens) and is_a(tokens[start], "listener"):
        return start + 1
    end = start
    while end < min(len(tokens), start + _HEARERS) and (
        tokens[end].written[0].isupper() or is_a(tokens[end], "listener") or _is_determiner(tokens[end])
    ):
        end += 1
    if end > start and end < len(tokens) and _is_determiner(tokens[end - 1]):
        end += 1  # "the court"
    return end


def _is_determiner(token: Token) -> bool:
    """Tell whether a token opens a phrase; behind a hearer, "that" opens what is told: `told Ana that`."""
    return token.key != "that" and is_a(token, "determiner")


def _is_in_group(token: Token) -> bool:
    if is_a(token, "auxiliary"):
        return True
    return token.key.endswith("ly") and token.written[0].islower() and not is_a(token, "not-adverb")


def _is_noun(token: Token) -> bool:
    """Tell whether a token may stand inside a phrase: no function word, no sign."""
    if token.key in BREAKS or not (token.written[0].isalnum() or token.key == "'s"):
        return False
    return _NO_NOUN.isdisjoint(_kinds().get(token.key, _NO_KIND))


def _phrase_before(tokens: Sequence[Token], end: int) -> Place | None:
    if end > 0 and is_a(tokens[end - 1], "pronoun"):
        return end - 1, end
    start = end
    while start > max(0, end - _LONGEST):
        token = tokens[start - 1]
        if is_a(token, "determiner"):
            start -= 1
            if not _is_linked(tokens, start - 1):
                break
        elif is_a(token, "link"):
            if not _is_linked(tokens, start - 1):
                break
            start -= 1
        elif not _is_noun(token) or (is_a(token, "auxiliary") and token.key != "'s"):
            break
        else:
            start -= 1
    while start < end and tokens[start].key == "'s":
        start += 1
    if start > 1 and is_a(tokens[start - 1], "link") and is_a(tokens[start - 2], "pronoun"):
        return start - 2, start - 1  # "who at the time insisted"
    return (start, end) if start < end else None


def _is_linked(tokens: Sequence[Token], link: int) -> bool:
    """Tell whether a preposition ties what follows it to a noun: not in `On Monday the mayor said`."""
    return link > 0 and is_a(tokens[link], "link") and _is_noun(tokens[link - 1])


def _phrase_end(tokens: Sequence[Token], start: int, *, through_clauses: bool = False) -> int:
    if start < len(tokens) and is_a(tokens[start], "pronoun") and not through_clauses:
        return start + 1
    end = start
    while end < min(len(tokens), start + _LONGEST) and tokens[end].key not in BREAKS:
        token = tokens[end]
        if not through_clauses and (
            is_a(token, "stop") or is_a(token, "time") or token.key in {"in", "on"} or is_a(token, "pronoun")
        ):
            break
        end += 1
    return end
