"""Reported speech: who says it, the words that say so, and what is said.

Rules over an editable lexicon: verb groups, nouns, "according to", the colon, inserted and bracketed forms.
What counts, and that a cue is the whole verb group, follows PARC 3.0 and PolNeAR; forms may nest here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator.text import reported
from annotator.text.lexicon import Lexicon
from annotator.text.quotations import Quotations, quotations
from annotator.text.segments import paragraphs, sentences
from annotator.text.speech import SCARE, Attribution, SourceKind, Speech, View
from annotator.text.wording import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.text.spans import Span

__all__ = ["Attribution", "SourceKind", "Speech", "attributions", "english", "parse_lexicon"]

_KINDS: Final = frozenset({"verb", "noun", "source", "passive", "word"})
_VALUES: Final = frozenset({"", "clause", "that", "tell", "role", "group", "document", "anonymous"})
_FILE: Final = Path(__file__).with_name("lexicons") / "attribution.en.tsv"


def parse_lexicon(text: str, name: str) -> Lexicon:
    """Read a lexicon of reported speech; `name` is what errors call it.

    Raises :class:`annotator.errors.Invalid` naming file, line and what is wrong, for all bad rows at once.
    """
    return Lexicon.parse(text, name, kinds=_KINDS, values=_VALUES)


@cache
def english() -> Lexicon:
    """Return the English lexicon."""
    return parse_lexicon(_FILE.read_text(encoding="utf-8"), _FILE.name)


def attributions(text: str, *, lexicon: Lexicon | None = None) -> list[Attribution]:
    """Return the reported speech of `text`, in the order of what is said. Linear.

    A quotation that goes on after its speaker was named is one more attribution with the same source and cue.
    """
    words = lexicon or english()
    found: list[Attribution] = []
    all_sentences = sentences(text)
    place = 0
    for paragraph in paragraphs(text):
        quoted = quotations(text, paragraph)
        inside: list[Attribution] = []
        while place < len(all_sentences) and all_sentences[place].start < paragraph.end:
            inside += _in_sentence(text, all_sentences[place], words, quoted)
            place += 1
        found += sorted([*inside, *_going_on(text, inside, quoted)], key=lambda one: one.content[0])
    return found


def _in_sentence(text: str, sentence: Span, words: Lexicon, quoted: Quotations) -> Iterator[Attribution]:
    tokens = tokenise(text, sentence)
    view = View.of(text, sentence, tokens, list(words.matches(tokens)), quoted)
    readers = {
        "verb": reported.by_verb,
        "noun": reported.by_noun,
        "source": reported.by_phrase,
        "passive": reported.by_nobody,
    }
    is_empty = True
    for match in view.matches:
        reader = readers.get(match.row.kind)
        attribution = reader(view, match) if reader else None
        if attribution:
            is_empty = False
            yield attribution
    if is_empty:
        by_sign = reported.by_colon(view) or reported.by_bracket(view)
        if by_sign:
            yield by_sign


def _going_on(text: str, inside: list[Attribution], quoted: Quotations) -> Iterator[Attribution]:
    """Yield the quotations of a paragraph that nobody is named for, after one that somebody is named for."""
    changes = [0] * (len(quoted.spans) + 1)  # how many contents begin, less those that end, at each quotation
    speakers: dict[int, Attribution] = {}
    for one in inside:
        for first, last in map(quoted.touched, one.content):
            changes[first] += 1
            changes[last] -= 1
            if first < last and one.speech is not Speech.INDIRECT:
                speakers[last - 1] = one
    covers, speaker = 0, None
    for number, quote in enumerate(quoted.spans):
        covers += changes[number]
        speaker = speakers.get(number, speaker)
        if not covers and speaker and _is_speech(quote.of(text)):
            yield replace(speaker, content=(quote,), speech=Speech.DIRECT)


def _is_speech(quote: str) -> bool:
    """Tell a quotation from a name in quotation marks and "scare quotes": by its length or its full stop."""
    return quote.rstrip("\"”»'")[-1:] in ".?!" or len(quote.split()) >= SCARE
