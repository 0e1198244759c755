"""What two accounts tell differently, in plain sentences that name them, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from annotator.models import Article

_FITS = {
    "number": gettext_noop("no number fits both"),
    "percent": gettext_noop("no percentage fits both"),
    "money": gettext_noop("no amount fits both"),
    "date": gettext_noop("no date fits both"),
    "time": gettext_noop("no time of day fits both"),
    "duration": gettext_noop("no length of time fits both"),
}
_LONGEST = 160  # code points of a clause that is quoted


@dataclass(frozen=True, slots=True)
class Account:
    """An account to be shown: its article, and the revision that is compared."""

    article: Article
    revision: int
    text: str
    name: str  # short: its source, or its title


def told(difference: Mapping[str, Any], one: Account, other: Account) -> str:
    """Return a difference as a sentence; its ranges are code points of the two texts."""
    match difference["kind"]:
        case "hedge":
            return _hedge(difference, one, other)
        case "negation":
            return _only(difference, one, other, _("Only %(who)s negates it: %(said)s against %(told)s."))
        case "attribution":
            return _only(difference, one, other, _("Only %(who)s says where it is from: %(said)s."))
        case "date" if difference["change"] != "differs":
            words = _("Only %(who)s says %(said)s; %(whom)s gives no such date anywhere.")
            return _only(difference, one, other, words)
        case kind:
            return _("%(one)s says %(said)s, %(other)s %(told)s: %(fits)s.") % {
                "one": one.name,
                "other": other.name,
                "said": _quote(one, difference["a"]),
                "told": _quote(other, difference["b"]),
                "fits": _(_FITS.get(kind, "no number fits both")),
            }


def _only(difference: Mapping[str, Any], one: Account, other: Account, words: str) -> str:
    """Tell of what one of the two has and the other lacks."""
    mine, theirs = difference["a"], difference["b"]
    if difference["change"] == "added":
        one, other, mine, theirs = other, one, theirs, mine
    return words % {
        "who": one.name,
        "whom": other.name,
        "said": _quote(one, mine),
        "told": _quote(other, theirs),
    }


def _hedge(difference: Mapping[str, Any], one: Account, other: Account) -> str:
    sides = [
        (each, difference.get(f"{side}_cues") or [], difference.get(f"{side}_clause"))
        for each, side in ((one, "a"), (other, "b"))
    ]
    # Who leaves more open comes first.
    if difference["change"] in {"added", "weakened"}:
        sides.reverse()
    (who, cues, clause), (whom, others, _clause) = sides
    facts = {
        "who": who.name,
        "whom": whom.name,
        "cues": _quotes(who, cues),
        "others": _quotes(whom, others),
        "clause": _quote(who, clause) if clause else "",
    }
    if others:
        if clause:
            return (
                _("%(who)s leaves more open, with %(cues)s about %(clause)s; %(whom)s has %(others)s.")
                % facts
            )
        return _("%(who)s leaves more open, with %(cues)s; %(whom)s has %(others)s.") % facts
    if clause:
        return (
            _("%(who)s leaves it open: %(cues)s, about %(clause)s. %(whom)s tells it without a hedge.")
            % facts
        )
    return _("%(who)s leaves it open: %(cues)s. %(whom)s tells it without a hedge.") % facts


def _quotes(account: Account, ranges: Iterable[tuple[int, int]]) -> str:
    return ", ".join(dict.fromkeys(_quote(account, each) for each in ranges))


def _quote(account: Account, place: tuple[int, int]) -> str:
    words = " ".join(account.text[slice(*place)].split())
    return f"\u201c{words if len(words) <= _LONGEST else words[: _LONGEST - 1] + chr(0x2026)}\u201d"
