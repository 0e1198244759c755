"""Which articles tell of the same event: candidates for a new article among any number, one by one.

TF-IDF over title and lead; candidates from the postings of the new article's rarest terms, then the exact
cosine. What is rare is learned from the articles that came before, on top of a prior: with the idf of the
collection alone, the scores of the same pair of articles halve between a small and a large collection, and no
threshold holds. Where articles have dates, only those within three weeks of each other are compared, and the
further apart, the more alike they must be.

Pure: where records are kept is up to an :class:`Index`; :class:`annotator.text.storing.MemoryIndex` is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import nlargest
from math import log, log1p
from typing import Final, Protocol

from annotator.text.terms import CONCEPT, Vector, bag, dot, unit
from annotator.text.tongues import function_words, is_unspaced, pairs

# Part of what is kept of each article: counted up whenever the same text would be kept differently.
ENGINE: Final = "2"

Key = Hashable
Days = tuple[float, float]

# In collections of 20 to 224 articles of pairs of alike events, in many orders, B-cubed F1 is best between
# .20 and .25, at .93 to 1; without the prior the best threshold ran from .03 to .26. Of what is about as good
# the highest: where all are of one field (car makers, stock markets) each .02 more parts them better.
SAME_EVENT: Final = 0.24
# On the same day or the next, much of what is alike is the same event: less will do. Then more is asked for
# with each day, up to .32 at the window's edge. With one threshold up to three days and nothing beyond, what
# was told over three weeks fell apart (F1 .51 to .72, now .96), and eight alike events within ten days were
# mixed as much (.95).
SAME_EVENT_DATED: Final = 0.20
_RISE: Final = 0.04  # for each e-fold of the days beyond
_AT_ONCE: Final = 1.0  # days that cost nothing: clocks, zones, the morning paper
WINDOW: Final = 21.0  # days on each side

_TITLE, _LEAD, _REST = 3.0, 1.0, 0.5  # what a term counts by where it stands
_LEAD_LINES: Final = 5
_READ: Final = 4000  # code points: what an article is about it says at its beginning
_NAMED: Final = 1.5  # on top of what `terms` gives a capitalised word: names tell alike events apart
_PRIOR: Final = 1000  # articles the idf counts beside those it has seen; 300 to 5,000 do the same
_KEPT: Final = 64  # terms of a record: 40 lose .02, 120 win nothing
_LONGEST: Final = 64  # code points of a term; what is longer is no word, and more than an index takes
_CLOSEST: Final = 3  # members that speak for their story


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of an article: `vector` has the length 1 and at most 64 terms, those that postings need.

    `terms` are all its terms, for counting how common each is. `day` is days since 1970, if known.
    """

    key: Key
    story: Key
    day: float | None
    vector: Mapping[str, float]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What an index knows: its size, how many articles have each term asked for, likely records."""

    articles: int
    frequencies: Mapping[str, int]
    records: Sequence[Record]


class Index(Protocol):
    """Where records are kept. Both methods can be one SQL statement each."""

    def look_up(self, terms: Sequence[str], days: Days | None) -> Found:
        """Return the frequencies of `terms`, and the records that have the rarest of them in their vector.

        "The rarest": terms in order of frequency, those of none left out, until their frequencies sum up to
        :data:`POSTINGS`; of their records the :data:`RECORDS` with most of them. Thus the cost does not grow
        with the number of articles. With `days`, records with a day outside are left out, those without stay.
        """

    def add(self, record: Record) -> None:
        """Keep a record and count its terms."""


POSTINGS: Final = 1000
RECORDS: Final = 50  # 2,000 and 100 find no more, 300 and 30 no less, on 104 articles in eight orders


@dataclass(frozen=True, slots=True)
class Article:
    """An article to be compared. A time without zone counts as UTC."""

    key: Key
    title: str
    text: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may tell of the same event: the cosine, and whether it reaches the threshold."""

    key: Key
    story: Key
    score: float
    same: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a new article belongs: `story` is `None` when it opens one."""

    story: Key | None
    score: float
    candidates: tuple[Candidate, ...]
    vector: Mapping[str, float]
    terms: tuple[str, ...]
    day: float | None

    def record(self, key: Key, story: Key) -> Record:
        """Return the record to add to the index once the article's story is settled."""
        return Record(key, story, self.day, self.vector, self.terms)


def place(article: Article, index: Index) -> Placed:
    """Return the story a new article belongs to and the articles most like it, best first (1 look-up).

    Any language and any string will do; an article without words is like none. Cost: the article's
    length and the candidates, not the index.
    """
    day = _day(article.published_at)
    profile = _profile(article.title, article.text)
    found = index.look_up(tuple(profile), None if day is None else (day - WINDOW, day + WINDOW))
    vector = _vector(profile, found)
    candidates = []
    for record in found.records:
        score = min(1.0, dot(vector, record.vector))
        least = least_score(None if day is None or record.day is None else abs(day - record.day))
        candidates.append((Candidate(record.key, record.story, score, score >= least), score / least))
    candidates.sort(key=lambda pair: -pair[1])
    story, score = _best_story(candidates)
    listed = tuple(candidate for candidate, _ in candidates)
    return Placed(story, score, listed, vector, tuple(profile), day)


def least_score(days: float | None) -> float:
    """Return the cosine that two accounts of one event have at least, when so many days lie between them.

    `None` is for days that are not known.
    """
    if days is None:
        return SAME_EVENT
    return SAME_EVENT_DATED + _RISE * log1p(max(0.0, days - _AT_ONCE))


def _best_story(candidates: Sequence[tuple[Candidate, float]]) -> tuple[Key | None, float]:
    """Return the story whose closest members are near enough, and their mean score, or `None`."""
    members: defaultdict[Key, list[tuple[float, float]]] = defaultdict(list)
    for candidate, ratio in candidates:
        members[candidate.story].append((ratio, candidate.score))
    best: tuple[float, float, Key | None] = (0.0, 0.0, None)
    for story, scores in members.items():
        closest = nlargest(_CLOSEST, scores)
        ratio = sum(ratio for ratio, _ in closest) / len(closest)
        if ratio >= max(1.0, best[0]):
            best = (ratio, sum(score for _, score in closest) / len(closest), story)
    return best[2], best[1]


def _profile(title: str, text: str) -> Vector:
    """Return how much each term counts in an article, before idf."""
    lines = [line for line in text[:_READ].splitlines() if line.strip()]
    if not lines or title.strip() not in lines[0]:
        lines.insert(0, title)
    ignored = function_words("\n".join(lines))
    profile: defaultdict[str, float] = defaultdict(float)
    for number, line in enumerate(lines):
        counts = _TITLE if number == 0 else _LEAD if number < _LEAD_LINES else _REST
        for term, weight in bag(line).items():
            if not (term.startswith(CONCEPT) or term in ignored or is_unspaced(term)):
                profile[term[:_LONGEST]] += counts * (weight * _NAMED if weight > 1 else weight)
        for pair in set(pairs(line)):
            profile[pair] += counts
    return dict(profile)


def _vector(profile: Mapping[str, float], found: Found) -> Vector:
    weighted = {
        term: log1p(count) * log((found.articles + _PRIOR + 1) / (found.frequencies.get(term, 0) + 1))
        for term, count in profile.items()
    }
    heaviest = nlargest(_KEPT, weighted.items(), key=lambda item: (item[1], item[0]))
    return unit(dict(heaviest))


def _day(moment: datetime | None) -> float | None:
    if moment is None:
        return None
    seconds = moment.timestamp() if moment.tzinfo else moment.replace(tzinfo=UTC).timestamp()
    return seconds / 86400
