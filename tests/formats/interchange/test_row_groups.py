"""What waits to be written of a table does not grow with the dataset."""

from __future__ import annotations

import io
import tracemalloc
from dataclasses import dataclass
from tempfile import TemporaryFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotator.formats.datasets import Archive
from annotator.formats.interchange import jsonl, mark_columns, parquet
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.source import Document
from annotator.formats.interchange.web_annotation import writing as web_annotation
from tests.formats.interchange.worlds import members, written

TEXTS = 20
MARKS = 50  # of a text
MORE = 4  # times
GROUP = 32 << 10  # bytes of a row group
NOISE = 256 << 10  # bytes: a zip's directory has something of each text


@dataclass
class Growing:
    """A dataset whose texts are made as they are asked for. Notes how much memory is held then."""

    texts: int
    most: int = 0

    def header(self):
        yield {"type": "project", "id": "p", "name": "Growing", "description": ""}

    def documents(self):
        for number in range(self.texts):
            self.most = max(self.most, pa.total_allocated_bytes() + tracemalloc.get_traced_memory()[0])
            yield document(number)

    def rows(self, kind):
        return iter(())


def document(number):
    text = f"{number:06}" * 500
    made = "2026-01-31T12:00:00Z"
    marks = [
        {
            "id": f"{number:06}-{each:06}", "revision": f"r{number}", "layer": "claim", "note": "A note",
            "author": {"id": each % 3, "name": "Somebody"}, "confidence": None, "origin": "human",
            "anchor": "exact", "codebook": 1, "version": 1, "created_at": made, "updated_at": made,
            "deleted_at": None, "claims": [], "suggested": None, "suggestions_shown_at": None,
            "ranges": [
                {"start": 0, "end": 900, "quote": text[:900], "prefix": "", "suffix": ""},
                {"start": 950, "end": 960, "quote": text[950:960], "prefix": "", "suffix": ""},
            ][: 1 + each % 2],
            "codes": [{"dimension": "certainty", "code": "certain"}] * (each % 3),
        }
        for each in range(MARKS)
    ]  # fmt: skip
    facts = dict.fromkeys(
        ("story_id", "story", "source", "source_domain", "byline", "url", "published_at",
         "published_precision"),
    )  # fmt: skip
    about = {
        "article_id": f"a{number}", "title": "Title", "added_at": made, "revision_id": f"r{number}",
        "revision": 1, "fetched_at": made, "sha256": f"{number:064}", "length": len(text), "text": text,
    }  # fmt: skip
    return Document(facts | about, marks)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(parquet, "HELD", GROUP)
    monkeypatch.setattr(parquet, "STEP", MARKS)
    monkeypatch.setattr(mark_columns, "STEP", MARKS)


@pytest.mark.parametrize("write", [jsonl.write, parquet.write, web_annotation.write])
def test_a_dataset_of_four_times_the_size_takes_no_more_memory(write, small):
    few = held(write, TEXTS)
    assert held(write, MORE * TEXTS) < few + NOISE


def held(write, texts):
    """Return the most bytes that were in use when another text was asked for."""
    source, losses = Growing(texts), Losses()
    tracemalloc.start()
    try:
        with TemporaryFile() as file:
            archive = Archive(file)
            write(source, archive, losses)
            archive.close({})
    finally:
        tracemalloc.stop()
        losses.close()
    return source.most


def test_row_groups_are_of_a_size_whatever_the_rows_are(small):
    packed = members(written(parquet.write, Growing(TEXTS))[0])
    file = pq.ParquetFile(io.BytesIO(packed["spans.parquet"]))
    sizes = [file.read_row_group(number).nbytes for number in range(file.num_row_groups)]
    assert len(sizes) > 1
    assert min(sizes[:-1]) >= GROUP
    assert max(sizes[:-1]) < GROUP + MARKS * 3 / 2 * 1_500
    assert file.metadata.num_rows == TEXTS * MARKS * 3 / 2
