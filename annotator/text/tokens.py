"""The tokens a diff compares: words, and every other visible character by itself; white space is none.

Unlike `annotator.text.words` nothing is dropped but white space, so that a changed comma is a change. No
token ends inside a grapheme cluster: an emoji of several code points is one token.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from annotator.text.words import UNSPACED

NAME = "annotator.text.tokens 1"
"""What datasets call these tokens. Count it up when a text's tokens become others."""

# `\X` alone counts a run of flags' halves from its start at each of them, which is quadratic: pairs first.
CLUSTER = r"(?:\p{Regional_Indicator}{2}[\p{GCB=EX}\p{GCB=ZWJ}\p{GCB=SM}]*+|\X)"

# Words with their combining marks and joiners; then any cluster, but not one that begins with white space.
# Signs that go before a letter (U+0600) would take a space behind them into their cluster.
_WORD = rf"[^\W{UNSPACED}][[\w\p{{M}}\u200c\u200d]--[{UNSPACED}]]*"
_TOKEN = regex.compile(rf"{_WORD}|\p{{GCB=Prepend}}++(?=\s)|(?!\s){CLUSTER}", regex.V1 | regex.DOTALL)

# Other ways to write the same, code point for code point, so that offsets stay.
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
        ),
        **dict.fromkeys("\t\n\r\v\f\x85\u2028\u2029", " "),
    }
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text: token `i` is `keys[i]`, at `[starts[i], ends[i])` code points."""

    keys: list[str]
    starts: list[int]
    ends: list[int]

    def edges(self, first: int, last: int) -> tuple[int, int]:
        """Return the code points of tokens `[first, last)`; of none, the place behind the one before."""
        if first < last:
            return self.starts[first], self.ends[last - 1]
        at = self.ends[first - 1] if first else 0
        return at, at


def tokens(text: str) -> Tokens:
    """Return the tokens of `text` in order. Linear."""
    found = [match.span() for match in _TOKEN.finditer(text)]
    return Tokens(
        keys=[text[start:end] for start, end in found],
        starts=[start for start, _ in found],
        ends=[end for _, end in found],
    )


def fold(text: str) -> str:
    """Return `text` with one kind of quotation mark, apostrophe, dash and space; offsets stay."""
    return text.translate(_FOLDED)
