"""The rows of a dataset's tables, from its records; pure, one document in memory at a time."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Protocol, TypeVar, cast

from annotator.formats.datasets import line, spoken
from annotator.formats.interchange.distributions import Distributions
from annotator.formats.interchange.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from annotator.formats.interchange.source import Document, Record, Source
    from annotator.formats.interchange.tables import Columns

AS_THEY_ARE = {
    "carried": "carried",
    "claim": "claims",
    "mention": "mentions",
    "cell": "cells",
    "suggestion_exposure": "suggestion_exposures",
    "suggestion_answer": "suggestion_answers",
    "counterpart_answer": "counterpart_answers",
    "link": "links",
    "origin": "origins",
    "comment": "comments",
    "thread": "threads",
    "cell_decision": "adjudicated_cells",
    "mention_decision": "adjudicated_mentions",
}
"""The types of records that are rows of a table as they stand."""


Row = tuple[str, "Record"]
"""A table's name, and one of its rows: each column's value by its name."""


def marked(document: Document) -> Iterator[Row]:
    """Yield the rows of a document's annotations."""
    for mark in document.annotations:
        yield from _marked(mark, document.revision["article_id"])


def rows_of(
    source: Source,
    wanted: Container[str] = TABLES,
    marked: Callable[[Document], Iterable[Row]] = marked,
) -> Iterator[Row]:
    """Yield each row of each table that is wanted, by the table's name.

    The documents are read once, decisions twice; records that no wanted table has are not read. `marked` is
    given each document for its annotations' rows: it may take them for itself, and leave none to be told.
    """
    for record in source.header():
        if record["type"] == "story" and "stories" in wanted:
            yield "stories", {**record, "story_id": record["id"]}
    yield from _documents(source, wanted, marked)
    for kind, table in AS_THEY_ARE.items():
        if table in wanted:
            for row in source.rows(kind):
                yield table, row
    if "adjudications" in wanted:
        for row in source.rows("decision"):
            yield from _decided(row)


def about(source: Source) -> Iterator[bytes]:
    """Yield the project and each version of codebook and guidelines as in `data.jsonl`: no tables."""
    return (line(each) for each in source.header() if each["type"] != "story")


def _documents(
    source: Source, wanted: Container[str], marked: Callable[[Document], Iterable[Row]]
) -> Iterator[Row]:
    told = set()  # the articles; their revisions need not follow each other
    with ExitStack() as stack:
        counted = "distributions" in wanted
        distributions = stack.enter_context(closing(Distributions(source))) if counted else None
        for document in source.documents():
            revision = document.revision
            if revision["article_id"] not in told:
                told.add(revision["article_id"])
                yield "articles", revision
            yield "revisions", revision
            yield from marked(document)
            if distributions:
                for row in distributions.of(document):
                    yield "distributions", row


def _marked(mark: Record, article_id: object) -> Iterator[Row]:
    ranges, author = mark["ranges"], mark["author"]
    shared = {
        **mark,
        "annotation_id": mark["id"],
        "article_id": article_id,
        "revision_id": mark["revision"],
        "codes": spoken(mark["codes"]) or None,
        "note": mark["note"] or None,
        "annotator_id": author["id"],
        "annotator": author["name"],
        "codebook_version": mark["codebook"],
        "claim_ids": mark["claims"],
    }
    yield (
        "annotations",
        {
            **shared,
            "ranges": len(ranges),
            "start": min(each["start"] for each in ranges) if ranges else None,
            "end": max(each["end"] for each in ranges) if ranges else None,
            "quote": " \u2026 ".join(each["quote"] for each in ranges),
        },
    )
    for number, each in enumerate(ranges):
        yield "spans", {**shared, **each, "range": number}
    for each in mark["codes"]:
        yield "codes", {**shared, "code": None, "words": None, **each}


def _decided(row: Record) -> Iterator[Row]:
    for number, each in enumerate(row["ranges"] or [{}]):
        yield "adjudications", {**row, **each, "range": number, "codes": spoken(row["codes"]) or None}
    for each in row["codes"]:
        yield "adjudicated_codes", {**row, "code": None, "words": None, **each}


class Sink(Protocol):
    """A table's file while its rows come, and how many did."""

    file: IO[bytes]
    rows: int

    def __init__(self, columns: Columns, file: IO[bytes]) -> None: ...

    def put(self, row: Record) -> None:
        """Take one row: each column's value by its name; one that is missing is null."""
        ...

    def close(self) -> None:
        """Write what is left, so that the file is whole."""
        ...

    def leave(self) -> None:
        """Let go of the file, whole or not: it is about to be closed."""
        ...


class Marks(Protocol):
    """Takes the annotations of documents for itself, and puts their rows into the tables' files."""

    def take(self, document: Document) -> Iterable[Row]:
        """Take a document's annotations; return the rows that are left to be put."""
        ...

    def close(self) -> None:
        """Put what waits."""
        ...


S = TypeVar("S", bound=Sink)


def _as_it_is(row: Record) -> Record:
    return row


@contextmanager
def spooled(
    source: Source,
    sink: Callable[[Columns, IO[bytes]], S],
    through: Callable[[Record], Record] = _as_it_is,
    marks: Callable[[Mapping[str, S]], Marks] | None = None,
) -> Iterator[Iterator[tuple[str, S]]]:
    """Write all tables at once, each into a file of its own; give them with the files at their beginnings.

    Thus the source is read once, however many tables there are. Each row goes `through` what is given, but
    for those of the annotations where `marks` makes who takes these.
    """
    with ExitStack() as stack:
        sinks = {}
        for name, columns in TABLES.items():
            sinks[name] = sink(columns, cast("IO[bytes]", stack.enter_context(TemporaryFile())))
            stack.callback(sinks[name].leave)
        taking = marks(sinks) if marks else None
        for name, row in rows_of(source, marked=taking.take if taking else marked):
            sinks[name].put(through(row))
        if taking:
            taking.close()
        for each in sinks.values():
            each.close()
            each.file.seek(0)
        yield iter(sinks.items())
