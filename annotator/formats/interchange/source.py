"""What a dataset is to a format: records, and where they come from.

A record is a dict of JSON values, as a line of `data.jsonl` (`docs/datasets.md` has each key). A writer never
sees the database: it asks a :class:`Source`, which may be the database, a file, or a test's own lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Record = dict[str, Any]

FURTHER = (
    "carried",
    "claim",
    "mention",
    "cell",
    "suggestion_exposure",
    "suggestion_answer",
    "counterpart_answer",
    "link",
    "origin",
    "comment",
    "thread",
    "decision",
    "cell_decision",
    "mention_decision",
)  # fmt: skip
"""The types of records that follow the documents, in their order."""


@dataclass(frozen=True)
class Document:
    """One revision of an article, and the annotations on it in their order."""

    revision: Record
    annotations: Sequence[Record] = ()


class Source(Protocol):
    """A dataset that can be read again and again, in steps: nobody needs to hold all of it."""

    def header(self) -> Iterator[Record]:
        """Yield `project`, each `codebook` version, each version of the `guidelines`, each `story`."""
        ...

    def documents(self) -> Iterator[Document]:
        """Yield each revision of the scope with its annotations."""
        ...

    def rows(self, kind: str) -> Iterator[Record]:
        """Yield the records of one type of `FURTHER`, without their `type`."""
        ...


@dataclass(frozen=True)
class Lists:
    """A dataset that is held in memory: of a test, or of a small file."""

    head: Sequence[Record] = ()
    texts: Sequence[Document] = ()
    further: Mapping[str, Sequence[Record]] = field(default_factory=dict)

    def header(self) -> Iterator[Record]:
        """Yield `project`, each `codebook` version, each version of the `guidelines`, each `story`."""
        return iter(self.head)

    def documents(self) -> Iterator[Document]:
        """Yield each revision with its annotations."""
        return iter(self.texts)

    def rows(self, kind: str) -> Iterator[Record]:
        """Yield the records of one type."""
        return iter(self.further.get(kind, ()))


def records_of(source: Source) -> Iterator[Record]:
    """Yield everything as one stream, each record with its `type`; what is referred to comes first."""
    yield from source.header()
    for document in source.documents():
        yield {"type": "revision", **document.revision}
        for annotation in document.annotations:
            yield {"type": "annotation", **annotation}
    for kind in FURTHER:
        for row in source.rows(kind):
            yield {"type": kind, **row}
