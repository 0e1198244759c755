"""Certainty drift: what becomes of a claim's certainty from one account to a later one, or to a reprint.

The four steps are those of the codebook: 1 unclear, 2 possible, 3 probable, 4 certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

Kind = Literal["inflation", "hedging"]


@dataclass(frozen=True, slots=True)
class Telling:
    """How one account tells a claim, as somebody found it.

    `hedges` are the words of doubt in and around its quotes, folded; `attributed` says whether somebody is
    named for it there, None where no quote shows that.
    """

    account: int
    at: datetime | None
    origin: int  # accounts with the same number print the same text
    status: str  # asserted, denied, differs, not_reported, unchecked
    level: int | None
    hedges: frozenset[str] = frozenset()
    attributed: bool | None = None
    # Of a text of an account: an edit changed the words, and nobody has said anew how certain they are.
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Drift:
    """A jump between two accounts or texts of one: inflation when the later is surer, else hedging."""

    kind: Kind
    before: int  # the earlier account; the number of the earlier text
    after: int
    steps: int  # of certainty: above 0 upward; 0 when only the attribution came or went, or words of doubt
    same_origin: bool
    hedges: tuple[str, ...]  # words of doubt that went (inflation) or came (hedging)
    attribution: bool  # whether the attribution went or came


def drifts(tellings: Iterable[Telling]) -> list[Drift]:
    """Return the jumps between each account and the one that it is measured by, in order of time.

    That is the latest earlier account of the same origin, if there is one, for a reprint should say what it
    prints; else the latest earlier account. Accounts without a date, and those of the same moment, have no
    order: nothing is said of them. Only accounts that both assert or both deny the claim are compared.
    """
    dated = sorted(
        (each for each in tellings if each.at is not None and each.status in {"asserted", "denied"}),
        key=lambda each: (each.at, each.account),
    )
    found = []
    for number, later in enumerate(dated):
        earlier = _measure(dated[:number], later)
        jump = _jump(earlier, later) if earlier else None
        if jump is not None:
            found.append(jump)
    return found


def over_texts(tellings: Sequence[Telling]) -> list[Drift]:
    """Return the jumps between the texts of one account, in their order; `account` is a text's number.

    Each is measured by the latest one before it that says the same with a known certainty. An edit that took
    words of doubt out or put them in is a jump too while nobody has said anew how certain it is.
    """
    found = []
    for number, later in enumerate(tellings):
        earlier = [each for each in tellings[:number] if each.status == later.status and each.level]
        jump = _jump(earlier[-1], later) if earlier else None
        if jump is not None:
            found.append(jump)
    return found


def _measure(before: Sequence[Telling], later: Telling) -> Telling | None:
    fit = [each for each in before if each.at != later.at and each.status == later.status]
    own = [each for each in fit if each.origin == later.origin]
    return (own or fit)[-1] if fit else None


def _jump(earlier: Telling, later: Telling) -> Drift | None:
    known = earlier.level is not None and later.level is not None
    steps = later.level - earlier.level if earlier.level and later.level else 0
    lost = earlier.attributed is True and later.attributed is False
    won = earlier.attributed is False and later.attributed is True
    gone, come = earlier.hedges - later.hedges, later.hedges - earlier.hedges
    alike = known and steps == 0
    kind: Kind
    if steps > 0 or (alike and (lost or (later.waits and gone and not come))):
        kind, words, attribution = "inflation", gone, lost
    elif steps < 0 or (alike and (won or (later.waits and come and not gone))):
        kind, words, attribution = "hedging", come, won
    else:
        return None
    return Drift(
        kind=kind,
        before=earlier.account,
        after=later.account,
        steps=steps,
        same_origin=earlier.origin == later.origin,
        hedges=tuple(sorted(words)),
        attribution=attribution,
    )


@dataclass(frozen=True, slots=True)
class Hedger:
    """How an account tells the claims that it reports; each count has its n, `told`."""

    account: int
    told: int  # claims that it asserts or denies, of a known certainty
    bare: int  # as certain
    hedged: int  # as probable, possible or unclear
    inflated: int  # jumps upward that end in it
    attributed: int  # of `quoted`
    quoted: int  # claims whose quotes show whether somebody is named for it


def hedgers(accounts: Sequence[int], claims: Sequence[Sequence[Telling]]) -> list[Hedger]:
    """Return for each account, in the given order, how it tells a story's claims."""
    jumps = [jump for tellings in claims for jump in drifts(tellings)]
    told = [
        each
        for tellings in claims
        for each in tellings
        if each.status in {"asserted", "denied", "differs"} and each.level is not None
    ]
    made = []
    for account in accounts:
        own = [each for each in told if each.account == account]
        bare = sum(each.level == 4 for each in own)  # noqa: PLR2004 - certain
        made.append(
            Hedger(
                account=account,
                told=len(own),
                bare=bare,
                hedged=len(own) - bare,
                inflated=sum(jump.after == account and jump.kind == "inflation" for jump in jumps),
                attributed=sum(each.attributed is True for each in own),
                quoted=sum(each.attributed is not None for each in own),
            )
        )
    return made
