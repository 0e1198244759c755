"""Tables of one dataset, that is known: what is counted, how rows are grouped."""

from __future__ import annotations

import io
from collections import Counter

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.findings.decisions import gather
from annotator.formats.interchange import csv_tables, parquet, sqlite_file
from annotator.formats.interchange.distributions import _marking
from annotator.formats.interchange.source import Document, Lists
from annotator.formats.interchange.tabulating import rows_of
from tests.formats.interchange.worlds import members, written

NO_DEADLINE = settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))


def mark(number, person, start, end, *codes, **beside):
    text = "The mayor may resign on Monday."
    return {
        "id": f"00000000-0000-0000-0000-{number:012}", "revision": "r", "layer": "claim",
        "author": {"id": person, "name": f"Person {person}"}, "note": "", "confidence": None,
        "origin": "human", "anchor": "exact", "codebook": 1, "version": 1,
        "created_at": "2026-05-04T10:00:00Z", "updated_at": "2026-05-04T10:00:00Z",
        "deleted_at": None, "suggested": None, "claims": [], "suggestions_shown_at": None,
        "ranges": [{"start": start, "end": end, "quote": text[start:end], "prefix": "", "suffix": ""}],
        "codes": [dict(zip(("dimension", "code"), each, strict=True)) for each in codes],
        **beside,
    }  # fmt: skip


SURE, MAYBE = ("certainty", "certain"), ("certainty", "possible")


def of(*marks, decided=()):
    revision = {
        "article_id": "a", "story_id": None, "story": None, "title": "=1+1", "source": None,
        "source_domain": None, "byline": None, "url": None, "published_at": None,
        "published_precision": None, "added_at": "2026-05-04T10:00:00Z", "revision_id": "r", "revision": 1,
        "fetched_at": None, "sha256": "", "length": 31, "text": "The mayor may resign on Monday.",
    }  # fmt: skip
    return Lists([], [Document(revision, marks)], {"decision": decided})


def decision(*basis, kept=True, codes=()):
    return {
        "decision_id": "d", "revision_id": "r", "layer": "claim", "kept": kept, "overrules": False,
        "ranges": [{"start": 0, "end": 20, "quote": "The mayor may resign", "prefix": "", "suffix": ""}],
        "codes": [dict(zip(("dimension", "code"), each, strict=True)) for each in codes],
        "basis": [{"annotation": each["id"], "version": 1} for each in basis], "annotator_id": 9,
        "annotator": "Curator", "reason": None, "version": 1, "decided_at": "2026-05-04T10:00:00Z",
        "created_at": "2026-05-04T10:00:00Z", "codebook_version": 1,
    }  # fmt: skip


COUNTED = ("item", "start", "end", "marked_by", "dimension", "code", "annotators", "gold")


def distributions(source):
    return [tuple(row[key] for key in COUNTED) for name, row in rows_of(source) if name == "distributions"]


def test_who_says_what_of_a_passage_is_counted_by_people():
    one, two, three = mark(1, 1, 0, 20, SURE), mark(2, 2, 4, 20, MAYBE), mark(3, 3, 0, 20, MAYBE)
    assert distributions(of(one, two, three)) == [
        (1, 0, 20, 3, None, None, 3, None),
        (1, 0, 20, 3, "certainty", "certain", 1, None),
        (1, 0, 20, 3, "certainty", "possible", 2, None),
    ]


def test_what_was_decided_stands_beside_what_people_said_also_where_nobody_said_it():
    one, two = mark(1, 1, 0, 20, MAYBE), mark(2, 2, 4, 9, ("certainty", "probable"))
    assert distributions(of(one, two, decided=[decision(one, codes=[SURE])])) == [
        (1, 0, 20, 1, None, None, 1, True),
        (1, 0, 20, 1, "certainty", "certain", 0, True),
        (1, 0, 20, 1, "certainty", "possible", 1, False),
        (2, 4, 9, 1, None, None, 1, None),
        (2, 4, 9, 1, "certainty", "probable", 1, None),
    ]


def test_a_passage_that_was_dropped_is_not_gold():
    one = mark(1, 1, 0, 20, SURE)
    assert distributions(of(one, decided=[decision(one, kept=False)])) == [
        (1, 0, 20, 1, None, None, 1, False),
        (1, 0, 20, 1, "certainty", "certain", 1, False),
    ]


def test_one_person_counts_once_and_two_layers_are_two_passages():
    one, again, other = mark(1, 1, 0, 20), mark(2, 1, 0, 9), mark(3, 2, 0, 20, layer="cue")
    assert [each[:4] for each in distributions(of(one, again, other))] == [
        (1, 0, 9, 1), (2, 0, 20, 1), (3, 0, 20, 1),
    ]  # fmt: skip


@NO_DEADLINE
@given(
    st.lists(
        st.tuples(
            st.integers(1, 3), st.integers(0, 12), st.integers(1, 8), st.sampled_from(["cue", "claim"])
        ),
        max_size=7,
    )
)
def test_passages_are_those_that_curators_decide_on(places):
    marks = [
        mark(number, person, start, start + length, SURE, layer=layer)
        for number, (person, start, length, layer) in enumerate(places)
    ]
    clusters = gather(_marking(each, {1: 1, 2: 2, 3: 3}) for each in marks)
    assert Counter(
        (row["start"], row["end"], row["marked_by"])
        for name, row in rows_of(of(*marks))
        if name == "distributions" and row["dimension"] is None
    ) == Counter((each.start, each.end, len(each.markings)) for each in clusters)


def test_an_article_with_two_revisions_has_one_row_and_they_have_two():
    source = of(mark(1, 1, 0, 9))
    second = Document({**source.texts[0].revision, "revision_id": "s", "revision": 2})
    names = [name for name, _ in rows_of(Lists([], [*source.texts, second], {}))]
    assert (names.count("articles"), names.count("revisions")) == (1, 2)


def test_long_texts_end_a_row_group_early(monkeypatch):
    monkeypatch.setattr(parquet, "HELD", 40)
    one = of().texts[0]
    texts = [Document({**one.revision, "revision_id": str(n)}) for n in range(4)]
    packed = members(written(parquet.write, Lists([], texts))[0])
    assert pq.ParquetFile(io.BytesIO(packed["revisions.parquet"])).metadata.num_row_groups == 2


class StoppedError(Exception):
    pass


@pytest.mark.parametrize("form", [csv_tables, parquet, sqlite_file])
def test_a_writer_that_is_stopped_leaves_nothing_behind(form, tmp_path, monkeypatch):
    """Nothing complains afterwards either: warnings of what is let go of are errors here."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    class Cancelled(Lists):
        def rows(self, kind):
            if kind == "comment":
                raise StoppedError
            return super().rows(kind)

    source = of(mark(1, 1, 0, 9))
    with pytest.raises(StoppedError):
        written(form.write, Cancelled(source.head, source.texts, source.further))
    assert list(tmp_path.iterdir()) == []


def test_pandas_reads_both_with_numbers_as_numbers_and_times_as_times():
    source = of(mark(1, 1, 0, 20, SURE), mark(2, 2, 4, 9))
    spans = pd.read_parquet(io.BytesIO(members(written(parquet.write, source)[0])["spans.parquet"]))
    assert list(spans["end"] - spans["start"]) == [20, 5]
    assert str(spans["created_at"].dt.tz) == "UTC"
    table = pd.read_csv(io.BytesIO(members(written(csv_tables.write, source)[0])["spans.csv"]))
    assert list(table["quote"]) == list(spans["quote"])


def test_formulas_are_guarded_in_csv_and_counted():
    data = members(written(csv_tables.write, of())[0])
    assert b",'=1+1," in data["articles.csv"]
