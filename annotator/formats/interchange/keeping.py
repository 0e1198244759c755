"""What a database of text can keep of what stands in somebody's file, and how the rest is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from annotator.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def keepable(words: str) -> bool:
    """Say whether a database keeps it: no NUL, and no half of a character (a lone surrogate)."""
    return "\x00" not in words and whole(words)


def whole(words: str) -> bool:
    """Say whether no half of a character is in it."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def clean(words: str) -> str:
    """Return words with a sign in the place of what no database keeps."""
    return _UNKEEPABLE.sub("\ufffd", words)


def plain(facts: Mapping[str, object]) -> dict[str, Any]:
    """Return the facts of a refusal as they are stored: numbers, lists of words and words."""
    return {
        key: value
        if isinstance(value, int | float)
        else [clean(str(each)) for each in value]
        if isinstance(value, list | tuple)
        else clean(str(value))
        for key, value in facts.items()
    }


def as_refusal(why: str, facts: Mapping[str, object]) -> Invalid:
    """Return why a row was refused, as what the domain refuses: to be told in a reader's language."""
    found = Invalid(why)
    found.facts = plain(facts)
    return found
