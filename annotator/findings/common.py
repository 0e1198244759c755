"""What several accounts have in common: passages that were aligned pair by pair, put together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
class Alike:
    """Two passages of two revisions that tell the same, and how alike they are (0 to 1)."""

    one: Passage
    other: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Shared:
    """One passage a revision, in the accounts' order: what they tell alike, and its weakest link's score."""

    places: tuple[Passage, ...]
    score: float

    @property
    def accounts(self) -> int:
        """How many tell it."""
        return len(self.places)


def shared(
    links: Iterable[Alike],
    order: Sequence[int],
    least: int,
    conflicts: Iterable[tuple[Passage, Passage]] = (),
) -> list[Shared]:
    """Return the passages that at least `least` of the revisions in `order` tell alike.

    Those of most accounts come first, then those that are most alike.

    Passages are put together when a link leads from one to the other through passages of revisions that are
    not in the group yet, best links first: a chain that comes back to a revision at another place is cut
    there. No group has two passages that conflict, whatever third is like both.
    """
    rank = {revision: number for number, revision in enumerate(order)}
    against = {frozenset(pair) for pair in conflicts}
    group: dict[Passage, dict[int, Passage]] = {}
    weakest: dict[int, float] = {}  # by the group's identity: the last link that joined, as the best go first
    for link in sorted(links, key=lambda each: (-each.score, *sorted(_keys(rank, each)))):
        mine = group.setdefault(link.one, {link.one[0]: link.one})
        theirs = group.setdefault(link.other, {link.other[0]: link.other})
        pairs = product(mine.values(), theirs.values())
        if mine is theirs or mine.keys() & theirs.keys() or any(frozenset(pair) in against for pair in pairs):
            continue
        mine.update(theirs)
        for passage in theirs.values():
            group[passage] = mine
        weakest[id(mine)] = link.score
    whole = {id(each): each for each in group.values() if len(each) >= least}
    found = [
        Shared(tuple(sorted(each.values(), key=lambda passage: rank[passage[0]])), weakest.get(key, 1.0))
        for key, each in whole.items()
    ]
    return sorted(
        found,
        key=lambda each: (-each.accounts, -each.score, [_key(rank, passage) for passage in each.places]),
    )


def _keys(rank: dict[int, int], link: Alike) -> Iterator[tuple[int, int, int]]:
    return (_key(rank, passage) for passage in (link.one, link.other))


def _key(rank: dict[int, int], passage: Passage) -> tuple[int, int, int]:
    return rank[passage[0]], passage[1], passage[2]


def differing(kinds: Iterable[Iterable[str]]) -> dict[str, int]:
    """Count the passages that differ, by what in; a passage that differs twice in numbers counts once."""
    found: defaultdict[str, int] = defaultdict(int)
    for each in kinds:
        for group in {GROUPS[kind] for kind in each if kind in GROUPS}:
            found[group] += 1
    return {group: found[group] for group in dict.fromkeys(GROUPS.values()) if found[group]}
