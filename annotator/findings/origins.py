"""Groups of accounts that go back to one text: by what they share, unless a person said otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Of the words of the shorter text. `text.origins` says why half. Accounts written apart stay below a fifth:
# two that share more than that and credit one agency have both cut down its report.
SAME_TEXT: Final = 0.5
SAME_AGENCY: Final = 0.2


@dataclass(frozen=True, slots=True)
class Tie:
    """Two accounts that share words: `share` of those of the shorter one."""

    one: int
    other: int
    share: float
    words: int
    agency: str = ""  # that both credit

    @property
    def is_one_origin(self) -> bool:
        """Whether that is enough to call it one origin."""
        return self.share >= (SAME_AGENCY if self.agency else SAME_TEXT)


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts of one origin, in the accounts' order, and what ties them."""

    accounts: tuple[int, ...]
    ties: tuple[Tie, ...]


def groups(
    accounts: Sequence[int], ties: Iterable[Tie], chosen: Mapping[int, int | None] | None = None
) -> list[Group]:
    """Return the groups, each account in one, whatever the order of the ties.

    `chosen` is what people said: account -> the account that it has its text from, or None for "written on
    its own". It stands above the machine: no tie holds an account of which somebody said something.
    What names an account that is not among `accounts` counts for nothing.
    """
    known = set(accounts)
    said = {
        account: other
        for account, other in (chosen or {}).items()
        if account in known and (other is None or other in known)
    }
    strong = [
        tie
        for tie in ties
        if tie.is_one_origin
        and tie.one in known
        and tie.other in known
        and not {tie.one, tie.other} & said.keys()
    ]
    leader = {account: account for account in accounts}

    def lead(account: int) -> int:
        while leader[account] != account:
            account = leader[account]
        return account

    place = {account: number for number, account in enumerate(accounts)}
    pairs = [(tie.one, tie.other) for tie in strong]
    pairs += [(account, other) for account, other in said.items() if other is not None]
    for one, other in pairs:
        first, second = sorted((lead(one), lead(other)), key=place.__getitem__)
        leader[second] = first
    members: dict[int, list[int]] = {}
    for account in accounts:
        members.setdefault(lead(account), []).append(account)
    return [
        Group(tuple(each), tuple(tie for tie in strong if tie.one in each and tie.other in each))
        for each in members.values()
    ]


def numbered(found: Iterable[Group]) -> dict[int, int]:
    """Return each account's group by its number, from 1 on."""
    return {account: number for number, each in enumerate(found, start=1) for account in each.accounts}
