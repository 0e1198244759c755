"""Does this full stop end the sentence? The rules of `annotator.text.segments`, one place at a time.

Every rule looks at a bounded stretch around the mark, so that the whole stays linear.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from annotator.text.wordlists import word_classes

_WORDS: Final = "borders.en.tsv"
_REACH: Final = 40  # code points looked back for the word of a full stop: longer ones are no abbreviations
_AHEAD: Final = 120  # and forward: "Supreme Court Justice Ruth Bader Ginsburg asked" fits twice
_LABEL: Final = 3  # digits or letters of a list item's label

# Lower-case beginnings of names: "iPhone", "al-Qaeda", "de Blasio". Not "le": it begins no English sentence.
_LOWER_NAME: Final = re.compile(
    r"[a-z]{1,2}[A-Z]|(?:al|el|ash?|ul|bin|ibn|abu|del?|della|d[uai]|v[ao]n|der|ten|ter|dos|st)[- ’'][A-Z]"
)
_NAME_PARTICLES: Final = frozenset({"of", "de", "da", "van", "von", "der", "bin", "al", "the", "for"})
_OPENERS: Final = frozenset("\"'“‘«‹([{`¿¡「『（【„‚")
_INITIAL: Final = re.compile(r"[^\W\d_]")
_SPACED_INITIAL: Final = re.compile(r"[A-Z]\.")
_DOTTED: Final = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of sentence marks and what surrounds it, as code points of the text."""

    sentence: int  # where the sentence that it may end began
    start: int
    end: int
    closed: int  # after the closing quotation marks and brackets
    after: int  # where the next character that is no white space stands
    limit: int  # where the block ends


@cache
def _abbreviations() -> dict[str, str]:
    """Return each abbreviation with its class: title, number, name or end."""
    classes = word_classes(_WORDS)
    return {word: kind for kind in ("title", "number", "name", "end") for word in classes[kind]}


def ends_sentence(text: str, mark: Mark) -> bool:
    """Tell whether a new sentence starts at `mark.after`; cost bounded by a constant."""
    opened = mark.after
    while opened < mark.limit and (text[opened] in _OPENERS or text[opened].isspace()):
        opened += 1
    following = text[opened : min(mark.limit, opened + _AHEAD)]
    if not following or not _can_begin(following, is_opened=opened > mark.after):
        return False
    if text[mark.start : mark.end] == ".":
        return _full_stop_ends(text, mark, following)
    return not _is_asked_inside(text, mark, following) and _follows_name_with_mark(text, mark, following)


def _can_begin(following: str, *, is_opened: bool) -> bool:
    """Tell whether a sentence may begin so: with a capital, a figure, a sign, a letter that has no case."""
    first = following[0]
    if first.islower():
        return bool(_LOWER_NAME.match(following))
    kind = unicodedata.category(first)
    if kind[0] == "M" or kind == "Cf":  # a mark belongs to what stands before it
        return False
    # A comma or a bracket closes something; a dash, a bullet, a currency or number sign may begin.
    return kind[0] in "LNS" or kind == "Pd" or first in "#@&%•*§†…." or (is_opened and first == "-")


def _full_stop_ends(text: str, mark: Mark, following: str) -> bool:
    """Decide by the word that the full stop belongs to, and by the one that follows."""
    word = _word_before(text, mark)
    kind = _kind(word)
    if word.isdigit() or (len(word) == 1 and word.isalpha()):
        start = mark.start - len(word)
        if start <= mark.sentence + 1 and len(word) <= _LABEL:
            return False  # "1. Item", "(a. Item", "J. Smith": nothing stands before it
    if (
        mark.closed > mark.end and kind != "title"
    ):  # a quotation mark or bracket was closed: the phrase is over
        return True
    return _kind_ends(kind, following, text[mark.after])


def _kind_ends(kind: str, following: str, first: str) -> bool:
    found = _WORD.match(following)
    word = found.group().lower() if found else ""
    match kind:
        case "title":
            return False
        case "number":
            return not following[0].isdigit() and first != "("
        case "name":
            if _SPACED_INITIAL.match(following):  # "L. A. Times"
                return False
            return word in word_classes(_WORDS)["starter"] or first in '"“‘«`'
        case "end":
            return word not in word_classes(_WORDS)["time"] and first != "(" and not _is_title(following)
        case _:
            return True


def _is_title(following: str) -> bool:
    word = following.split(maxsplit=1)[0]
    return word.endswith(".") and _abbreviations().get(word[:-1]) == "title"


def _word_before(text: str, mark: Mark) -> str:
    """Return the word that the mark is written to, without brackets and quotation marks before it."""
    piece = text[max(mark.sentence, mark.start - _REACH) : mark.start]
    if not piece or piece[-1].isspace():
        return ""
    word = piece.split()[-1].lstrip("\"'“‘«([{`").rpartition("—")[2]
    # "D-Calif." and "and/or": what counts is the last part, unless the whole is known.
    return word if word in _abbreviations() else re.split(r"[-/–]", word)[-1]


def _kind(word: str) -> str:
    """Return the class of an abbreviation; "" for a word that is none."""
    known = _abbreviations().get(word)
    if known:
        return known
    return "name" if _INITIAL.fullmatch(word) or _DOTTED.fullmatch(word) else ""


def _is_asked_inside(text: str, mark: Mark, following: str) -> bool:
    """Tell whether `?"` or `!"` is followed by who said it, so that the sentence goes on."""
    if mark.closed == mark.end or text[mark.end - 1] not in "?!":
        return False
    return _name_speaks(following)


def _name_speaks(following: str) -> bool:
    """Tell whether names, and nothing else, stand before a verb of speech: "Justice Elena Kagan asked"."""
    words = following.split()
    if words[0].lower() in word_classes(_WORDS)["starter"]:
        return False
    for place, word in enumerate(words):
        if word.rstrip(".,;:") in word_classes(_WORDS)["speech"]:
            return place > 0
        if word[-1] in ",;:?!" or not (word[0].isupper() or word in _NAME_PARTICLES):
            return False
    return False


def _follows_name_with_mark(text: str, mark: Mark, following: str) -> bool:
    """Tell whether the mark ends a sentence although a name may be written with it ("Yahoo! Inc.")."""
    word = _word_before(text, mark) + text[mark.start : mark.end]
    kind = _abbreviations().get(word, "")
    company = following.split(maxsplit=1)[0].rstrip(".,")
    if (
        not kind
        and text[mark.end - 1] == "!"
        and _abbreviations().get(company) == "name"
        and company.isalpha()
    ):
        kind = "name"  # no sentence begins with "Inc.", whatever is called so
    return _kind_ends(kind, following, text[mark.after])
