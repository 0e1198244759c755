"""Loaded wording: words that judge where others would report, as suggestions for the bias layer.

A lexicon, precision before recall: framing cannot be predicted from labelled spans well enough to be shown.
What stands in quotation marks is told apart, since a quoted judgement is its speaker's, not the account's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator.text.lexicon import Lexicon
from annotator.text.quotations import quotations
from annotator.text.segments import paragraphs, sentences
from annotator.text.spans import Span
from annotator.text.wording import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.text.quotations import Quotations

_FILE: Final = Path(__file__).with_name("lexicons") / "loaded.en.tsv"


class Tag(StrEnum):
    """In what way a wording is loaded; the lexicon's head explains each."""

    WORD_CHOICE = "word-choice"
    SENSATIONALISM = "sensationalism"
    ADJECTIVE = "adjective"
    MUDSLINGING = "mudslinging"
    MIND_READING = "mind-reading"
    OPINION = "opinion"
    PRESUPPOSITION = "presupposition"


class Family(StrEnum):
    """The codebook's family of bias: by word, or by what a word takes for true."""

    LEXICAL = "lexical"
    EPISTEMOLOGICAL = "epistemological"


_EPISTEMOLOGICAL: Final = frozenset({Tag.PRESUPPOSITION, Tag.MIND_READING, Tag.OPINION})


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded wording at code points of its text; `neutral` is another, "" where the lexicon has none."""

    span: Span
    entry: str
    tag: Tag
    neutral: str
    in_quotation: bool
    sentence: Span

    @property
    def family(self) -> Family:
        """Return the family of bias that the tag is in."""
        return Family.EPISTEMOLOGICAL if self.tag in _EPISTEMOLOGICAL else Family.LEXICAL


def parse_lexicon(text: str, name: str) -> Lexicon:
    """Read a lexicon of loaded wording; `name` is what errors call it.

    Raises :class:`annotator.errors.Invalid` naming file, line and what is wrong, for all bad rows at once.
    """
    return Lexicon.parse(text, name, kinds=frozenset(Tag))


@cache
def english() -> Lexicon:
    """Return the English lexicon."""
    return parse_lexicon(_FILE.read_text(encoding="utf-8"), _FILE.name)


def loaded(text: str, *, lexicon: Lexicon | None = None) -> list[Loaded]:
    """Return the loaded wordings of `text` in order; they never overlap. Linear."""
    words = lexicon or english()
    found: list[Loaded] = []
    rest = sentences(text)
    place = 0
    for paragraph in paragraphs(text):
        quoted = quotations(text, paragraph)
        while place < len(rest) and rest[place].start < paragraph.end:
            found += _in_sentence(text, rest[place], words, quoted)
            place += 1
    return found


def _in_sentence(text: str, sentence: Span, words: Lexicon, quoted: Quotations) -> Iterator[Loaded]:
    tokens = tokenise(text, sentence)
    for match in words.matches(tokens):
        span = Span(tokens[match.start].start, tokens[match.end - 1].end)
        first, last = quoted.touched(span)
        yield Loaded(span, match.row.pattern, Tag(match.row.kind), match.row.value, first < last, sentence)
