"""What reported speech is, and the view of one sentence that its forms are read from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.text.lexicon import Match
    from annotator.text.quotations import Quotations
    from annotator.text.wording import Token

SCARE: Final = 4  # words in quotation marks; fewer are a name or "scare quotes", and nobody's speech


class SourceKind(StrEnum):
    """What kind of source something is attributed to."""

    NAMED = "named"
    ROLE = "role"
    ANONYMOUS = "anonymous"
    GROUP = "group"
    DOCUMENT = "document"
    UNATTRIBUTED = "unattributed"


class Speech(StrEnum):
    """How it is reported: word by word, in other words, or partly."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody says something: spans in code points; `source` is None when nobody is named.

    `content` is in several pieces when the speaker is named in its middle. Quotation marks belong to it, and
    it may reach over several sentences; `sentence` is the one of the cue.
    """

    source: Span | None
    cue: Span
    content: tuple[Span, ...]
    speech: Speech
    source_kind: SourceKind
    sentence: Span


@dataclass(frozen=True, slots=True)
class View:
    """A sentence, its tokens and matches, and the quotations of its paragraph."""

    text: str
    sentence: Span
    tokens: Sequence[Token]
    matches: list[Match]
    quoted: Quotations
    _called: dict[int, str]

    @classmethod
    def of(
        cls, text: str, sentence: Span, tokens: Sequence[Token], matches: list[Match], quoted: Quotations
    ) -> View:
        """Return the view of a sentence."""
        words = [match for match in matches if match.row.kind == "word"]
        called = {at: match.row.value for match in words for at in range(match.start, match.end)}
        return cls(text, sentence, tokens, matches, quoted, called)

    def called(self, place: int) -> str:
        """Return what kind of source the word at token `place` names; "" for none."""
        return self._called.get(place, "")

    def is_quotation(self, span: Span) -> bool:
        """Tell whether a range is a whole quotation."""
        return self.quoted.by_start.get(span.start) == span

    def span(self, start: int, end: int) -> Span | None:
        """Return the code points of tokens `[start, end)` without signs that join clauses at either end."""
        while start < end and self.tokens[start].key in ",;:-—–)":
            start += 1
        while end > start and self.tokens[end - 1].key in ",;:-—–(":
            end -= 1
        if end == len(self.tokens) and end > start and self.tokens[end - 1].key in ".?!…":
            end -= 1
        return Span(self.tokens[start].start, self.tokens[end - 1].end) if start < end else None

    def quote_to(self, place: int) -> Span | None:
        """Return the quotation that ends right before token `place`, be it in the sentence before."""
        if place:
            return self.quoted.by_end.get(self.tokens[place - 1].end)
        end = self.sentence.start
        while end and self.text[end - 1].isspace():
            end -= 1
        return self.quoted.by_end.get(end)

    def quote_from(self, place: int) -> Span | None:
        """Return the quotation that begins with token `place`."""
        return self.quoted.by_start.get(self.tokens[place].start) if place < len(self.tokens) else None
