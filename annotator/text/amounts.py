"""Numbers as news writes them, as the range of values they allow: digits, words, "about", "more than".

"about 200" allows 10 % on both sides, "more than 200" all above, "1.5 million" what rounds to it.
"""

from __future__ import annotations

import re
from math import inf
from typing import Final

_UNITS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_DECADES: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL: Final = {word: value for value, word in enumerate(_UNITS.split())}
_TENS: Final = {word: 10 * value for value, word in enumerate(_DECADES.split(), start=2)}
_SCALES: Final = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9,
    "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_VAGUE: Final = {
    "dozens": (24.0, 200.0),
    "hundreds": (200.0, 2e3),
    "thousands": (2e3, 1e6),
    "tens of thousands": (2e4, 1e5),
    "hundreds of thousands": (2e5, 1e6),
    "millions": (2e6, 1e9),
    "a dozen": (12.0, 12.0),
    "a couple": (2.0, 2.0),
    "half a million": (4.5e5, 5.5e5),
    "half a dozen": (6.0, 6.0),
    "half a": (0.45, 0.55),
    "half an": (0.45, 0.55),
    "a hundred": (90.0, 110.0),
    "a thousand": (900.0, 1100.0),
    "a million": (9e5, 1.1e6),
    "a billion": (9e8, 1.1e9),
}

# "a decade" is a length; "a week" may be no such thing ("twice a week").
_ONE_OF: Final = ("decade", "century", "fortnight")
# Every number has one of these words or digits in it.
_HINTING: Final = (*_SMALL, *_TENS, *" ".join(_VAGUE).split(), *_ONE_OF)
HINTS: Final = frozenset([*_HINTING, *"0123456789"]) - {"a", "an", "of"}

_LITTLE_WORD: Final = "|".join([*_SMALL, *_TENS])
_SCALE_WORD: Final = "hundred|thousand|million|billion|trillion"
DIGITS: Final = r"\d{1,3}(?:,\d{3})++(?:\.\d++)?+|\d++(?:\.\d++)?+"
# At most six words: no number of news is longer, and a bound keeps the search linear.
WORDS: Final = rf"(?:{_LITTLE_WORD})(?:[ -](?:and )?(?:{_LITTLE_WORD}|{_SCALE_WORD})\b){{0,5}}"
VAGUE: Final = "|".join([*sorted(_VAGUE, key=len, reverse=True), rf"a(?= (?:{'|'.join(_ONE_OF)})\b)"])
NUMBER: Final = (
    rf"(?:(?P<digits>{DIGITS})(?:[ -]?(?P<scale>(?:{_SCALE_WORD}|bn|tn|mn|k|m)\b))?"
    rf"|\b(?P<words>{WORDS})\b|\b(?P<vague>{VAGUE})\b)"
)

_ABOUT: Final = frozenset(
    {"about", "around", "roughly", "approximately", "some", "circa", "estimated", "close to"}
)
_ABOVE: Final = frozenset(
    {"more than", "over", "above", "at least", "upwards of", "no fewer than", "no less than"}
)
_BELOW: Final = frozenset(
    {"fewer than", "less than", "under", "below", "up to", "at most", "as many as", "no more than"}
)
_NEARLY: Final = frozenset({"nearly", "almost", "just under"})
MODIFIER: Final = "|".join(sorted(_ABOUT | _ABOVE | _BELOW | _NEARLY, key=len, reverse=True))
_ROUND: Final = 0.1  # how far "about" and "nearly" reach
_SPACES: Final = re.compile(r"[\s-]+")

Range = tuple[float, float]


def allowed(found: re.Match[str], modifier: str | None) -> Range:
    """Return the lowest and the highest value that a match of `NUMBER` and its modifier allow."""
    low, high = _plain(found)
    modifier = _SPACES.sub(" ", modifier or "").lower()
    if modifier in _ABOUT:
        return low * (1 - _ROUND), high * (1 + _ROUND)
    if modifier in _ABOVE:
        return low, inf
    if modifier in _BELOW:
        return 0.0, high
    if modifier in _NEARLY:
        return low * (1 - _ROUND), high
    return low, high


def _plain(found: re.Match[str]) -> Range:
    if found["vague"]:
        return _VAGUE.get(_SPACES.sub(" ", found["vague"]).lower(), (1.0, 1.0))
    if found["words"]:
        value = _spelled(found["words"])
        return value, value
    digits = found["digits"].replace(",", "")
    scale = _SCALES[found["scale"].lower()] if found["scale"] else 1.0
    value = float(digits) * scale
    # With a scale word the number was rounded: "1.5 million" is 1.45 to 1.55 million.
    rounding = scale / 10 ** len(digits.partition(".")[2]) / 2 if found["scale"] else 0.0
    return value - rounding, value + rounding


def _spelled(written: str) -> float:
    """Return the value of number words: "two hundred and twelve thousand"."""
    total = part = 0.0
    for word in _SPACES.sub(" ", written).lower().split():
        if word == "hundred":
            part = max(part, 1) * _SCALES[word]
        elif word in _SCALES:
            total, part = total + max(part, 1) * _SCALES[word], 0.0
        else:
            part += _SMALL.get(word, _TENS.get(word, 0))
    return total + part
