"""Figures of agreement as pages tell them: in words, with what to know before believing them, and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator.agreement.records import Caution
from annotator.models import Cell, Link
from annotator.queries.behind import MARKED, UNMARKED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Plain = dict[str, Any]

MEASURES: Final = {
    "f1_exact": (
        gettext_noop("F1, same borders"),
        gettext_noop("share of passages that both marked, to the letter"),
    ),
    "f1_overlap": (
        gettext_noop("F1, overlapping"),
        gettext_noop("share of passages that both marked at least in part"),
    ),
    "f1_tokens": (gettext_noop("F1, by words"), gettext_noop("share of marked words that both marked")),
    "alpha_u": (
        gettext_noop("Krippendorff\u2019s alpha-U"),
        gettext_noop("what is marked and what is not, by length, beyond chance"),
    ),
    "gamma": (
        gettext_noop("gamma"),
        gettext_noop("the best alignment of all marks, beyond chance; mean over articles"),
    ),
    "alpha_nominal": (
        gettext_noop("Krippendorff\u2019s alpha"),
        gettext_noop("same answer, beyond chance, any number of people"),
    ),
    "alpha_ordinal": (
        gettext_noop("Krippendorff\u2019s alpha, by steps"),
        gettext_noop("one step beside counts as less of a disagreement than three"),
    ),
    "gwet_ac1": (
        gettext_noop("Gwet\u2019s AC1"),
        gettext_noop("beyond chance, steady where one answer is common"),
    ),
    "gwet_ac2": (
        gettext_noop("Gwet\u2019s AC2, by steps"),
        gettext_noop("as AC1, and near steps count as near"),
    ),
    "fleiss": (
        gettext_noop("Fleiss\u2019 kappa"),
        gettext_noop("what many papers report for several people"),
    ),
    "percent": (
        gettext_noop("plain agreement"),
        gettext_noop("share of pairs of answers that are the same; chance alone gives much of it"),
    ),
    "b_cubed": (gettext_noop("B-cubed F1"), gettext_noop("passages keep the same company on claims")),
    "pairwise": (
        gettext_noop("F1 of pairs"),
        gettext_noop("of two passages on one claim, share that both people put together"),
    ),
}
"""What each measure is called, and what it tells in half a sentence."""

_COLUMNS: Final = {
    "alpha": gettext_noop("alpha"),
    "ac1": gettext_noop("AC1"),
    "percent": gettext_noop("plain agreement"),
    "exact": gettext_noop("F1, same borders"),
    "tokens": gettext_noop("F1, by words"),
    "b_cubed": gettext_noop("B-cubed F1"),
    "pairwise": gettext_noop("F1 of pairs"),
}

CAUTIONS: Final = {
    Caution.NO_ITEMS: gettext_noop("Nobody answered this yet, so there is nothing to compare."),
    Caution.ONE_RATER: gettext_noop(
        "Only one person did this. Ask a second one to do the same articles; then there is a figure."
    ),
    Caution.NO_ITEM_TWICE: gettext_noop(
        "No two people did the same thing. Give some articles to two people; then there is a figure."
    ),
    Caution.ONE_CATEGORY: gettext_noop(
        "Everybody always gave the same answer. There is nothing to tell apart, so agreement beyond "
        "chance has no value; read plain agreement, and ask whether the question is needed."
    ),
    Caution.NOTHING_MARKED: gettext_noop(
        "Nothing is there that two people could have found, so there is no figure."
    ),
    Caution.NOT_INSTALLED: gettext_noop(
        "It is not computed: the library %(library)s is not installed here. "
        "The operator of this site can add it."
    ),
    Caution.TOO_LARGE: gettext_noop(
        "No article is small enough for it: it would take minutes each. Read alpha-U instead."
    ),
    Caution.FEW_ITEMS: gettext_noop(
        "Only %(n)s things were compared. With fewer than %(least)s, read the interval and not the value."
    ),
    Caution.SKEWED: gettext_noop(
        "Nearly all answers (%(share)s) are \u201c%(value)s\u201d. This measure falls then however "
        "well people agree: read AC1 beside it."
    ),
    Caution.MOSTLY_ONE_RATER: gettext_noop(
        "%(share)s of it is the work of %(rater)s. It is mostly that person who is measured: "
        "let others do more."
    ),
    Caution.LOW_COVERAGE: gettext_noop(
        "Only %(share)s of what was done was done by two people. The figure is about the lesser part: "
        "give more articles to two people."
    ),
    Caution.SHAKY_INTERVAL: gettext_noop(
        "In %(share)s of the random draws there was no value: rare answers carry the figure. "
        "Read the interval as too narrow."
    ),
}
"""What each caution means, and what to do about it."""

_SCALE: Final = 100  # units of the drawing for 1
_ZERO: Final = 30  # where 0 stands: figures below it are drawn down to -0.25
_LEAST: Final = -0.25


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where a figure and its interval stand in the drawing, in whole units: none depends on the language."""

    at: int
    low: int | None
    high: int | None

    @property
    def wide(self) -> int:
        """How long the interval is."""
        return max(1, (self.high or 0) - (self.low or 0))


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure as a page shows it."""

    key: str
    name: str
    tells: str
    value: float | None
    interval: tuple[float, float] | None
    n: int
    items: int
    coverage: int  # per cent
    cautions: list[str]
    drawn: Drawn | None


def figure(told: Plain, people: Mapping[int, Plain], word: Callable[[Any], str] = str) -> Figure:
    """Return an estimate of a report as pages show it; `word` names the values that cautions tell of."""
    name, tells = MEASURES.get(told["measure"], (told["measure"], ""))
    interval = told["interval"]
    return Figure(
        key=told["measure"],
        name=_(name),
        tells=_(tells) if tells else "",
        value=told["value"],
        interval=(interval[0], interval[1]) if interval else None,
        n=told["pairable"],
        items=told["items"],
        coverage=round(100 * told["coverage"]),
        cautions=[sentence(note, people, word) for note in told["notes"]],
        drawn=_drawn(told["value"], interval),
    )


def sentence(note: Plain, people: Mapping[int, Plain], word: Callable[[Any], str] = str) -> str:
    """Tell a caution in a full sentence, with what to do about it."""
    known: dict[str, Any] = dict(note)
    if "share" in known:
        known["share"] = percent(known["share"])
    if "value" in known:
        known["value"] = word(known["value"])
    if "rater" in known:
        known["rater"] = named(people, known["rater"])
    return _(CAUTIONS[Caution(note["caution"])]) % known


def named(people: Mapping[int, Plain], key: object) -> str:
    """Name a person of a report; who left the site is still somebody."""
    there = people.get(int(str(key)))
    return str(there["name"]) if there else _("somebody")


def column_name(key: str) -> str:
    """Name a column of a table of parts."""
    return _(_COLUMNS[key])


def percent(share: float) -> str:
    """Write a share as per cent."""
    return _("%(n)s %%") % {"n": number_format(round(100 * share))}


def words_of(part: str, names: Plain, claims: Mapping[str, str] | None = None) -> Callable[[Any], str]:
    """Return what names the values of a part of a report, in the reader's language."""
    codes = names["questions"].get(part, {}).get("codes", {})
    own = claims or {}

    def word(value: object) -> str:
        key = str(value)
        if key in own:
            return own[key]
        if key in codes:
            return str(codes[key])
        known = _values(part).get(key)
        return str(known) if known else key

    return word


def _values(part: str) -> dict[str, Any]:
    if part == "cells.status":
        return dict(Cell.Status.choices)
    if part == "cells.certainty":
        return {"1": _("unclear"), "2": _("possible"), "3": _("probable"), "4": _("certain")}
    if part == "links":
        return {**dict(Link.Kind.choices), "none": _("no link")}
    return {"yes": _("given"), "no": _("not given"), MARKED: _("marked"), UNMARKED: _("not marked")}


def _drawn(value: float | None, interval: list[float] | None) -> Drawn | None:
    if value is None:
        return None
    low, high = (_place(interval[0]), _place(interval[1])) if interval else (None, None)
    return Drawn(_place(value), low, high)


def _place(value: float) -> int:
    return round(_ZERO + _SCALE * min(1.0, max(_LEAST, value)))
