"""An index of articles in memory: for evaluation, tests and small collections."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from annotator.text.stories import POSTINGS, RECORDS, Article, Found, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.text.stories import Days, Record


class MemoryIndex:
    """Postings in dictionaries; see :class:`annotator.text.stories.Index` for what it promises."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._frequencies: Counter[str] = Counter()
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        self.read = 0  # postings read so far: the tests count work, not time

    def look_up(self, terms: Sequence[str], days: Days | None) -> Found:
        """Return frequencies and likely records; at most `POSTINGS` postings are read."""
        frequencies = {term: self._frequencies[term] for term in terms if term in self._frequencies}
        votes: Counter[int] = Counter()
        left = POSTINGS
        for term in sorted(frequencies, key=lambda term: (frequencies[term], term)):
            left -= frequencies[term]
            if left < 0:
                break
            places = self._postings.get(term, ())
            self.read += len(places)
            votes.update(place for place in places if days is None or self._within(place, days))
        best = sorted(votes, key=lambda place: (-votes[place], place))[:RECORDS]
        return Found(len(self._records), frequencies, [self._records[place] for place in best])

    def add(self, record: Record) -> None:
        """Keep a record and count its terms."""
        for term in record.vector:
            self._postings[term].append(len(self._records))
        self._records.append(record)
        self._frequencies.update(record.terms)

    def _within(self, place: int, days: Days) -> bool:
        day = self._records[place].day
        return day is None or days[0] <= day <= days[1]


def cluster(articles: Iterable[Article]) -> list[int]:
    """Return the number of each article's story, the articles taken one by one in the order given.

    An article opens a story or joins one, for good: later ones change nothing.
    """
    index = MemoryIndex()
    numbers: list[int] = []
    for number, article in enumerate(articles):
        placed = place(article, index)
        story = placed.story if isinstance(placed.story, int) else number
        index.add(placed.record(article.key, story))
        numbers.append(story)
    return numbers
