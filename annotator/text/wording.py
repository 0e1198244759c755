"""The words that lexicons are matched against: words, the parts of contractions, clause punctuation.

Other than `annotator.text.words`, which compares texts, these keep what wording hangs on: "isn't" is "is" and
"n't", "would-be" is one word (and not "would"), and a comma stands between two clauses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from annotator.text.spans import Span

# A number, the end of a contraction, a word with its hyphens and a name's apostrophe (or "n't", which is cut
# off below), a sign. No alternative can give back what it took, so the whole is linear on any string.
_TOKEN: Final = re.compile(
    r"\d++(?:[.,]\d++)*+(?!\w)|['’](?:s|re|ve|ll|d|m)(?!\w)"
    r"|[^\W_]++(?:['’](?:[tT](?!\w)|(?=[A-Z])[^\W_]++))?+(?:-[^\W_]++)*+|[^\w\s]"
)
# What to cut off the end of a word, and what to call what is left of it.
_NOT: Final = "n't"
_WHOLE: Final = {"ca": "can", "wo": "will", "sha": "shall"}


class Token(NamedTuple):
    """A token at `[start, end)` code points of its text.

    `key` is lower-case with straight quotes; `names` is all that a pattern may call it, the most exact first.
    """

    start: int
    end: int
    written: str
    key: str
    names: tuple[str, ...]


def tokenise(text: str, within: Span, *, caseless: bool = False) -> list[Token]:
    """Return the tokens of a range in order; they never overlap. Linear.

    `caseless`: capitals mean nothing here, as in a headline.
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text, within.start, within.end):
        written = match.group()
        key = written.lower().replace("’", "'")
        start, end = match.span()
        if key == "cannot" or (key.endswith(_NOT) and key != _NOT):
            middle = end - len(_NOT)
            left = key[: -len(_NOT)]
            left = _WHOLE.get(left, left)
            found.append(Token(start, middle, text[start:middle], left, (left, "<word>")))
            start, written, key = middle, text[middle:end], key[-len(_NOT) :]
        # Lower case may be longer than what was written ("İ"): the places are those of the text.
        found.append(Token(start, end, written, key, _names(key if caseless else written, key)))
    return found


def _names(written: str, key: str) -> tuple[str, ...]:
    first = written[0]
    if first.isupper():
        return (written, key, "<name>", "<word>")
    if first.isalpha():
        return (key, "<word>")
    return (key, "<number>") if first.isdigit() else (key,)
