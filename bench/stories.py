"""Candidates for one article among 1,000, 10,000 and 100,000: `python bench/stories.py [size ...]`.

On SQLite in a temporary file, or on what DATABASE_URL names, in a test database that is made and dropped. The
articles are made up: 200 words, four accounts an event, 50 a day; their rows are written in bulk into the
tables that the program reads. Each look-up is a new account of an event that is there, found or not; the scan
beside it reads the vectors of all articles and takes each cosine. Milliseconds are medians (and the slowest)
of twenty look-ups, of all that `text.stories.place` does; trust the growth rather than the milliseconds.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
_FOLDER = tempfile.TemporaryDirectory(prefix="bench-stories-")
os.environ["DATA_DIR"] = _FOLDER.name

import django  # noqa: E402 - the folder is chosen first

django.setup()

import orjson  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from annotator.models import Article as Row  # noqa: E402
from annotator.models import Posting, Profile, Project, Term  # noqa: E402
from annotator.models.candidates import ALL  # noqa: E402
from annotator.services.candidates import ProjectIndex  # noqa: E402
from annotator.text.stories import POSTINGS, Article, Found, Record, place  # noqa: E402
from annotator.text.terms import dot  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.text.stories import Days

SIZES = (1_000, 10_000, 100_000)
ASKED = 20  # look-ups of each kind
ACCOUNTS = 4  # of an event
A_DAY = 50
RUNS = 3  # of each look-up, of which the fastest counts: the machine does other things too
WORDS, NAMES = 200, 12
BATCH = 2_000
START = datetime(2014, 1, 1, tzinfo=UTC)


class News:
    """Made-up articles, the same in every run: common words by Zipf's law, an event's own names."""

    def __init__(self) -> None:
        rng = random.Random(1)
        parts = ["ba", "den", "fi", "gor", "hal", "ki", "lem", "mo", "nur", "pa", "ris", "sto", "tu", "vel"]
        self._common = ["".join(rng.choices(parts, k=rng.randint(2, 4))) for _ in range(30_000)]
        self._weights = []
        total = 0.0
        for rank in range(len(self._common)):
            total += 1 / (rank + 10)
            self._weights.append(total)

    def account(self, number: int, key: int) -> Article:
        """Return account `number` of all: its event is `number // ACCOUNTS`."""
        event = number // ACCOUNTS
        rng, of_event = random.Random(f"{number} {key}"), random.Random(f"event {event}")
        names = [f"N{of_event.randrange(400_000):x}" for _ in range(NAMES)]
        words = rng.choices(self._common, cum_weights=self._weights, k=WORDS - 3 * NAMES)
        told = [*words, *rng.choices(names, k=3 * NAMES)]
        rng.shuffle(told)
        sentences = [" ".join(told[at : at + 20]).capitalize() + "." for at in range(0, len(told), 20)]
        day = START + timedelta(days=event * ACCOUNTS / A_DAY, hours=rng.randrange(24))
        return Article(key, " ".join(names[:3] + words[:4]), "\n\n".join(sentences), day)


class Counted:
    """An index that only counts: what is written in bulk gets the weights it would have got one by one."""

    def __init__(self) -> None:
        self.articles = 0
        self.frequencies: Counter[str] = Counter()

    def look_up(self, terms: Sequence[str], days: Days | None) -> Found:  # noqa: ARG002 - the protocol's
        """Return frequencies only."""
        return Found(self.articles, {term: self.frequencies[term] for term in terms}, ())

    def add(self, record: Record) -> None:
        """Count an article's terms."""
        self.articles += 1
        self.frequencies.update(record.terms)


@dataclass
class Filling:
    """The tables, and what was written into them so far."""

    project: Project
    news: News
    counted: Counted
    ids: dict[str, int]

    def up_to(self, size: int) -> None:
        """Write articles until there are `size`."""
        while self.counted.articles < size:
            first = self.counted.articles
            with transaction.atomic():
                self._write(range(first, min(size, first + BATCH)))
        with transaction.atomic():
            counts = [*self.counted.frequencies.items(), (ALL, size)]
            Term.objects.filter(project=self.project).update(frequency=0)
            self._rows(
                f"UPDATE {Term._meta.db_table} SET frequency = %s WHERE id = %s",  # noqa: S608, SLF001
                [(count, self.ids[term]) for term, count in counts],
            )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _write(self, numbers: range) -> None:
        records = []
        for number in numbers:
            placed = place(self.news.account(number, number + 1), self.counted)
            record = placed.record(number + 1, number + 1)
            self.counted.add(record)
            records.append(record)
        new = {term for record in records for term in (ALL, *record.terms)} - self.ids.keys()
        self.ids |= {term: len(self.ids) + place for place, term in enumerate(sorted(new), 1)}
        Term.objects.bulk_create([Term(pk=self.ids[term], project=self.project, text=term) for term in new])
        Row.objects.bulk_create([Row(pk=record.key, project=self.project, title="T") for record in records])
        Profile.objects.bulk_create(
            Profile(
                article_id=record.key,
                digest="",
                day=record.day,
                vector=orjson.dumps(record.vector).decode(),
                terms=record.terms,
            )
            for record in records
        )
        self._postings(
            [(self.ids[term], record.key, record.day) for record in records for term in record.vector]
        )

    def _postings(self, rows: list[tuple[Any, ...]]) -> None:
        table = f"{Posting._meta.db_table} (term_id, profile_id, day)"  # noqa: SLF001
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            self._rows(f"INSERT INTO {table} VALUES (%s, %s, %s)", rows)  # noqa: S608

    def _rows(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


class Watched(ProjectIndex):
    """The program's own index; says what the last look-up read."""

    postings = profiles = 0

    def look_up(self, terms: Sequence[str], days: Days | None) -> Found:
        """Look up, and count."""
        found = super().look_up(terms, days)
        left = POSTINGS
        for count in sorted(found.frequencies.values()):
            if count > left:
                break
            left -= count
        self.postings, self.profiles = POSTINGS - left, len(found.records)
        return found


def main(sizes: Sequence[int]) -> None:
    project = Project.objects.create(name="Bench")
    filling = Filling(project, News(), Counted(), {})
    before: dict[str, float] = {}
    print(f"{connection.vendor}: candidates for one article")
    heads = f"{'ms':>9}{'slowest':>9}{'growth':>8}{'postings':>10}{'vectors':>9}"
    print(f"{'articles':>9}  {'how':<18}{heads}  found")
    for size in sizes:
        filling.up_to(size)
        for how, row in _measured(project, filling.news, size):
            growth = f"{row[0] / before[how]:7.1f}x" if how in before else " " * 8
            before[how] = row[0]
            cells = f"{row[0]:9.1f}{row[1]:9.1f}{growth}{row[2]:>10}{row[3]:>9}  {row[4]}"
            print(f"{size:>9,}  {how:<18}{cells}", flush=True)


def _measured(project: Project, news: News, size: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    rng = random.Random(size)
    asked = [(number, news.account(number, 0)) for number in rng.sample(range(size), ASKED + 1)]
    index = Watched(project.pk)
    for how, dated in (("index, dated", True), ("index, no date", False)):
        times, postings, profiles, found = [], [], [], 0
        for number, article in asked:
            told = article if dated else Article(0, article.title, article.text, None)
            fastest = float("inf")
            for _ in range(RUNS):
                start = time.perf_counter()
                placed = place(told, index)
                fastest = min(fastest, time.perf_counter() - start)
            times.append(fastest * 1000)
            postings.append(index.postings)
            profiles.append(index.profiles)
            siblings = {each + 1 for each in range(size) if each // ACCOUNTS == number // ACCOUNTS}
            found += siblings <= {each.key for each in placed.candidates if each.same}
        del times[0]  # the first opens files and plans
        told_found = f"all accounts of {found} of {len(asked)} events"
        read = (round(statistics.mean(postings)), round(statistics.mean(profiles)))
        yield how, (statistics.median(times), max(times), *read, told_found)
    vector = place(asked[0][1], index).vector
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT vector FROM {Profile._meta.db_table}")  # noqa: S608, SLF001
        best = sorted((dot(vector, orjson.loads(text)) for (text,) in cursor), reverse=True)[:100]
    spent = (time.perf_counter() - start) * 1000
    yield "scan of all", (spent, spent, 0, size, f"{sum(score >= 0.2 for score in best)} above .2")  # noqa: PLR2004


if __name__ == "__main__":
    # Not in memory, as SQLite's test databases are: what is measured reads a file.
    connection.settings_dict["TEST"]["NAME"] = (
        f"{_FOLDER.name}/bench.sqlite3" if connection.vendor == "sqlite" else "bench_stories"
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        main([int(size) for size in sys.argv[1:]] or SIZES)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
