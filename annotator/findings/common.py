"""What several accounts have in common: passages that were aligned pair by pair, put together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

Passage = tuple[int, int, int]  # revision, start, end in code points

# What a passage differs in, as it is told; the engine tells more kinds apart.
GROUPS: Final = {
    "hedge": "certainty",
    "attribution": "attribution",
    "number": "number",
    "percent": "number",
    "money": "number",
    "date": "time",
    "time": "time",
    "duration": "time",
    "negation": "negation",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """One passage a revision: what `accounts` of them tell alike, in the order of `ranks`."""

    places: tuple[Passage, ...]

    @property
    def accounts(self) -> int:
        """How many tell it."""
        return len(self.places)


def shared(links: Iterable[tuple[Passage, Passage]], order: list[int], least: int) -> list[Shared]:
    """Return the passages that at least `least` of the revisions in `order` have, those of most first.

    Passages are put together when a link leads from one to the other through passages of revisions that are
    not in the group yet: a chain that comes back to a revision at another place is cut there.
    """
    rank = {revision: number for number, revision in enumerate(order)}
    group: dict[Passage, dict[int, Passage]] = {}
    for one, other in sorted(
        links, key=lambda link: tuple(sorted((_key(rank, link[0]), _key(rank, link[1]))))
    ):
        mine, theirs = group.setdefault(one, {one[0]: one}), group.setdefault(other, {other[0]: other})
        if mine is theirs or mine.keys() & theirs.keys():
            continue
        mine.update(theirs)
        for passage in theirs.values():
            group[passage] = mine
    whole = {id(each): each for each in group.values() if len(each) >= least}
    found = [
        Shared(tuple(sorted(each.values(), key=lambda passage: rank[passage[0]]))) for each in whole.values()
    ]
    return sorted(found, key=lambda each: (-each.accounts, [_key(rank, passage) for passage in each.places]))


def _key(rank: dict[int, int], passage: Passage) -> tuple[int, int, int]:
    return rank[passage[0]], passage[1], passage[2]


def differing(kinds: Iterable[Iterable[str]]) -> dict[str, int]:
    """Count the passages that differ, by what in; a passage that differs twice in numbers counts once."""
    found: defaultdict[str, int] = defaultdict(int)
    for each in kinds:
        for group in {GROUPS[kind] for kind in each if kind in GROUPS}:
            found[group] += 1
    return {group: found[group] for group in dict.fromkeys(GROUPS.values()) if found[group]}
