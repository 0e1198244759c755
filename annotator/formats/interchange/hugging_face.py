"""A folder that the `datasets` library loads: a card with its YAML, and a Parquet file for each table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.formats.datasets import OFFSET_UNIT
from annotator.formats.interchange.parquet import ParquetSink, columns
from annotator.formats.interchange.tables import TABLES
from annotator.formats.interchange.tabulating import about, spooled
from annotator.formats.interchange.yaml import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Source

FIRST = "annotations"
"""The table that is loaded where nothing is said."""

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def write(source: Source, archive: Archive, losses: Losses) -> None:  # noqa: ARG001 - nothing is lost
    """Write `README.md`, `data/<table>.parquet` and `project.jsonl`: all that a record has."""
    project = next((each for each in source.header() if each["type"] == "project"), {})
    archive.write("project.jsonl", about(source))
    with spooled(source, ParquetSink, marks=columns) as sinks:
        rows = {}
        for name, sink in sinks:
            archive.add(f"data/{name}.parquet", sink.file, sink.rows, packed=True)
            rows[name] = sink.rows
    card = _card(str(project.get("name", "")), str(project.get("description", "")), rows)
    archive.write("README.md", (f"{each}\n".encode() for each in card))


def _card(name: str, description: str, rows: Mapping[str, int]) -> Iterator[str]:
    """Yield the lines of the card."""
    yield "---"
    yield f"pretty_name: {quoted(name)}"
    yield f"size_categories: [{quoted(size_category(rows[FIRST]))}]"
    yield "tags: [annotation, stand-off, claims, disagreement]"
    yield from configs(rows, split="train", folder="data")
    yield "---"
    yield ""
    yield f"# {' '.join(name.split())}"
    if description.strip():
        yield ""
        yield description.strip()
    yield ""
    yield "```python"
    yield "from datasets import load_dataset"
    yield ""
    yield f'annotations = load_dataset("path/to/this/folder", "{FIRST}", split="train")'
    yield 'revisions = load_dataset("path/to/this/folder", "revisions", split="train")'
    yield "```"
    yield ""
    yield f"Offsets are {OFFSET_UNIT}: `text[start:end] == quote` in Python. The texts are in `revisions`,"
    yield "each range of an annotation is in `spans`, each of its answers in `codes`. How many annotators"
    yield "say what of each passage is in `distributions`, beside what was decided. `project.jsonl` has the"
    yield "codebook and the guidelines, each version as a record."
    yield ""
    yield "| table | rows |"
    yield "| --- | --- |"
    for table, number in rows.items():
        yield f"| `{table}` | {number} |"


def configs(rows: Mapping[str, int], *, split: str, folder: str) -> Iterator[str]:
    """Yield a card's lines that say where each table lies, first what is loaded unless asked for."""
    yield "configs:"
    for table in sorted(filter(rows.get, TABLES), key=lambda each: each != FIRST):  # it loads no empty ones
        yield f"- config_name: {table}"
        yield f"  data_files: [{{split: {split}, path: {folder}/{table}.parquet}}]"
        if table == FIRST:
            yield "  default: true"


def size_category(number: int) -> str:
    """Return how large so many rows are, in the words of the hub."""
    return next((name for limit, name in _SIZES if number < limit), "n>1M")
