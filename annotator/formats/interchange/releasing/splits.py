"""Parts of a dataset to learn from, to tune and to test with: whole stories, so that none is on two sides.

A unit is a story with all its accounts, or an article that is in none; units that share a text, that people
or their wording say go back to one origin are one unit. Units are dealt out by size and labels. The same seed
gives the same parts of the same dataset.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from annotator.errors import Invalid
from annotator.formats.interchange.releasing.alike import alike
from annotator.text.origins import SAME_ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.formats.interchange.source import Source

SHARES: Final = {"train": 80, "dev": 10, "test": 10}
"""The usual parts, and of a hundred how many units go to each."""


COLUMNS: Final = ("article_id", "story_id", "unit", "split")
"""The columns of `splits.csv`."""


@dataclass
class Unit:
    """What goes to one part as a whole.

    :param name: the smallest id among its stories and lone articles
    :param counts: its annotations by layer, its texts and itself: what is to be balanced
    """

    name: str
    articles: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def size(self) -> int:
        """How many texts and annotations it has."""
        return self.counts.total() - self.counts["units"]


@dataclass(frozen=True)
class Splits:
    """Which part each article went to, and how well the parts came out.

    :param part_of: article -> part
    :param unit_of: article -> unit
    :param story_of: article -> story, or None
    :param counts: of each part its units, texts, and annotations of each layer (`layer:claim`)
    """

    seed: int
    shares: Mapping[str, int]
    part_of: Mapping[str, str]
    unit_of: Mapping[str, str]
    story_of: Mapping[str, str | None]
    counts: Mapping[str, Mapping[str, int]]

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield the `COLUMNS`, of a lone article no story, in order of the articles."""
        for article, part in sorted(self.part_of.items()):
            yield article, self.story_of[article] or "", self.unit_of[article], part


def split(source: Source, *, seed: int, shares: Mapping[str, int] = SHARES) -> Splits:
    """Deal the stories of a dataset out to parts. Reads the documents twice; holds articles, but no texts.

    Raises :class:`annotator.errors.Invalid` for shares that are none.
    """
    if not shares or min(shares.values()) < 0 or sum(shares.values()) <= 0:
        raise Invalid("Shares are whole numbers, at least one of them above nothing.", field="shares")
    story_of, units = _units(source)
    parts = _dealt(list(units.values()), seed, {part: share for part, share in shares.items() if share})
    counts = {part: Counter[str]() for part in shares}
    for name, part in parts.items():
        counts[part].update(units[name].counts)
    unit_of = {article: unit.name for unit in units.values() for article in unit.articles}
    return Splits(
        seed=seed,
        shares=dict(shares),
        part_of={article: parts[unit] for article, unit in unit_of.items()},
        unit_of=unit_of,
        story_of=story_of,
        counts={part: dict(sorted(found.items())) for part, found in counts.items()},
    )


def _units(source: Source) -> tuple[dict[str, str | None], dict[str, Unit]]:
    """Return the story of each article, and the units by name."""
    ties = Ties()
    story_of: dict[str, str | None] = {}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    article_of: dict[str, str] = {}
    same_text: dict[str, str] = {}
    for document in source.documents():
        revision = document.revision
        article, story = revision["article_id"], revision["story_id"]
        story_of[article] = story
        article_of[revision["revision_id"]] = article
        counts[article]["texts"] += 1
        counts[article].update(f"layer:{each['layer']}" for each in document.annotations)
        ties.tie(article, story or article)
        ties.tie(article, same_text.setdefault(revision["sha256"], article))
    for row in source.rows("origin"):
        if row["same_as"] in story_of and row["article_id"] in story_of:
            ties.tie(row["article_id"], row["same_as"])
    for pair in alike(source, lambda one, other: ties.lead(one) != ties.lead(other)):
        if pair.share >= SAME_ORIGIN:
            ties.tie(article_of[pair.one], article_of[pair.other])
    units: dict[str, Unit] = {}
    for article in sorted(story_of):
        name = ties.lead(article)
        unit = units.setdefault(name, Unit(name, counts=Counter(units=1)))
        unit.articles.append(article)
        unit.counts.update(counts[article])
    return story_of, units


def _dealt(units: Sequence[Unit], seed: int, shares: Mapping[str, int]) -> dict[str, str]:
    """Return the part of each unit: large ones first, each to where it is most missing.

    Units are large alike up to a factor of two; among those the seed says who comes first. No part is left
    empty while there are units. After Sechidis et al. 2011, "On the stratification of multi-label data".
    """
    whole: Counter[str] = Counter()
    for unit in units:
        whole.update(unit.counts)
    everything = sum(shares.values())
    due = {part: share / everything for part, share in shares.items()}
    # Of each label the share of all there is: a rare one weighs as much as a common one.
    left = {part: dict.fromkeys(whole, share) for part, share in due.items()}
    empty = set(shares)
    found = {}
    ordered = sorted(units, key=lambda each: (-each.size.bit_length(), _dice(seed, each.name)))
    for number, unit in enumerate(ordered):
        weights = {label: count / whole[label] for label, count in sorted(unit.counts.items())}
        must = len(ordered) - number <= len(empty)
        rated = {
            part: (_gain(weights, left[part], due[part]), _dice(seed, unit.name + part))
            for part in (empty if must else shares)
        }
        part = max(rated, key=rated.__getitem__)
        found[unit.name] = part
        empty.discard(part)
        for label, weight in weights.items():
            left[part][label] -= weight
    return found


def _gain(weights: Mapping[str, float], left: Mapping[str, float], due: float) -> float:
    """Return by how much a part comes nearer to what it is due: of the squares of what is missing, over that.

    The square counts a small part's surplus; divided, parts fill in step, and large stories come into each.
    """
    gain = sum(weight * (2 * left[label] - weight) for label, weight in weights.items()) / due
    return round(gain, 9)  # what differs by rounding alone is equal, and the seed decides


def _dice(seed: int, name: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{name}".encode()).digest()


@dataclass
class Ties:
    """Which things belong together, by the smallest name among them (union-find)."""

    leader: dict[str, str] = field(default_factory=dict)

    def lead(self, name: str) -> str:
        """Return the smallest name of those that this one belongs to."""
        self.leader.setdefault(name, name)
        while self.leader[name] != name:
            self.leader[name] = self.leader[self.leader[name]]
            name = self.leader[name]
        return name

    def tie(self, one: str, other: str) -> None:
        """Say that two belong together."""
        first, second = sorted((self.lead(one), self.lead(other)))
        self.leader[second] = first
