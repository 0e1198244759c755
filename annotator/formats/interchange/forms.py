"""The formats that a dataset is written in, and writing one: what found no place in it is told.

A writer's module is loaded when it is needed: Arrow and the like weigh more than a web process should carry.
"""

from __future__ import annotations

import gc
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.source import FURTHER, Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.source import Record, Source

    Writer = Callable[[Source, Archive, Losses], None]

FORMS: Final[dict[str, str]] = {
    "jsonl": "jsonl",
    "csv": "csv_tables",
    "parquet": "parquet",
    "sqlite": "sqlite_file",
    "hugging_face": "hugging_face",
    "matrix": "matrix_sheet",
    "web_annotation": "web_annotation.writing",
    "brat": "brat.writing",
    "conll": "conll.writing",
    "label_studio": "label_studio.writing",
    "doccano": "doccano.writing",
    "cas": "cas.writing",
    "tei": "tei.writing",
    "stand_off": "releasing.stand_off",
}
"""The module of each format, by the name that an export has it by."""

_IDS: Final = {
    "carried": ("carried_from",),
    "suggestion_exposure": ("revision_id", "annotator_id"),
    "cell": ("claim_id", "article_id", "annotator_id"),
    "cell_decision": ("claim_id", "article_id"),
    "mention_decision": ("claim_id", "decision_id"),
    "origin": ("article_id",),
    "thread": ("annotation_id",),
}
"""What the records of a type are known by, where it is not their `<type>_id`."""


SELDOM: Final = 200_000  # objects more than before, until cycles are looked for


def _nothing(_kind: str, _done: int) -> None:
    pass


@dataclass
class Counted:
    """A source that counts what is read of it, and says how far it is.

    `counts` are the records of each type, of the last time that they were read to their end. `told` is called
    with each record's type, and how many annotations were read by then, this time.
    """

    source: Source
    told: Callable[[str, int], None] = _nothing
    counts: Counter[str] = field(default_factory=Counter)
    read: set[str] = field(default_factory=set)

    def header(self) -> Iterator[Record]:
        """Yield `project`, each version of `codebook` and `guidelines`, each `story`."""
        found: Counter[str] = Counter()
        for record in self.source.header():
            found[record["type"]] += 1
            self.told(record["type"], 0)
            yield record
        self._end(found, *found)

    def documents(self) -> Iterator[Document]:
        """Yield each revision of the scope with its annotations."""
        found: Counter[str] = Counter()
        for document in self.source.documents():
            found["revision"] += 1
            found["annotation"] += len(document.annotations)
            self.told("annotation", found["annotation"])
            yield document
        self._end(found, "revision", "annotation")

    def rows(self, kind: str) -> Iterator[Record]:
        """Yield the records of one type."""
        found: Counter[str] = Counter()
        for row in self.source.rows(kind):
            found[kind] += 1
            self.told(kind, self.counts["annotation"])
            yield row
        self._end(found, kind)

    def _end(self, found: Counter[str], *kinds: str) -> None:
        self.read.update(kinds)
        self.counts |= {kind: found[kind] for kind in kinds}


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Let Python look for cycles seldom: records are many and have none, and it took a third of the time.

    Whoever begins it ends it, for the whole process; what runs beside only goes slower for it.
    """
    usual = gc.get_threshold()
    if usual[0] >= SELDOM:
        yield
        return
    gc.set_threshold(SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def load(form: str) -> Writer:
    """Return who writes a format, with the libraries that it takes."""
    return cast("Writer", import_module(f"annotator.formats.interchange.{FORMS[form]}").write)


def write(form: str, source: Counted, archive: Archive) -> dict[str, dict[str, int | str]]:
    """Write a dataset and its `loss.json` into an archive that is left open; return what is lost.

    Of each kind of it is told how many, `count`, and `why`. A type of records that the writer did not read to
    its end is lost, all of it: nothing is in silence.
    """
    with _seldom_collected(), closing(Losses()) as losses:
        load(form)(source, archive, losses)
        if "project" not in source.read:
            for record in source.header():
                if record["type"] != "project":
                    ident = record.get("id", record.get("version"))
                    losses.lose(record["type"], ident, "This format has no place for records of this type.")
        for kind in FURTHER:
            if kind not in source.read:
                for row in source.rows(kind):
                    ident = "/".join(str(row.get(key)) for key in _IDS.get(kind, (f"{kind}_id",)))
                    losses.lose(kind, ident, "This format has no place for records of this type.")
        archive.write("loss.json", losses.chunks(), rows=sum(losses.counts.values()))
        why = losses.sentences
        return {kind: {"count": count, "why": why[kind]} for kind, count in losses.counts.items()}
