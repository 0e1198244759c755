"""The table of claims and accounts as XLSX, read by openpyxl, and as CSV."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import openpyxl
import pytest
import time_machine

from annotator.formats.interchange import matrix_sheet
from annotator.formats.interchange.csv_tables import CsvTable
from annotator.formats.interchange.matrix_sheet import COLUMNS
from annotator.formats.interchange.source import Document, Lists
from tests.formats.interchange.test_known_tables import mark, of
from tests.formats.interchange.worlds import members, written

STORY = {"type": "story", "id": "s", "title": "Who resigns: [the mayor]?", "description": ""}
AT = "2026-05-04T10:00:00Z"
WHO = {"annotator_id": 1, "annotator": "Ann"}


def account(ident, **facts):
    revision = of().texts[0].revision
    return Document(revision | {"article_id": ident, "revision_id": f"r-{ident}", "story_id": "s"} | facts)


def cell(claim, article, status, **told):
    return {
        "claim_id": claim, "claim": claim, "article_id": article, "source": None, **WHO, "status": status,
        "certainty": None, "note": None, "also": [], "version": 1, "updated_at": AT, **told,
    }  # fmt: skip


@pytest.fixture
def source():
    marked = Document(
        account("a", source="The Star", published_at=AT).revision,
        [mark(1, 1, 0, 20), mark(2, 1, 4, 9)],
    )
    mention = {
        "mention_id": "m", "claim_id": "c1", "annotation_id": mark(1, 1, 0, 20)["id"], "article_id": "a",
        **WHO, "state": "confirmed", "said_by": "officials", "said_how": "say", "created_at": AT,
    }  # fmt: skip
    claims = [
        {"claim_id": ident, "story_id": "s", "story": "=", "position": at, "wording": wording}
        for at, (ident, wording) in enumerate([("c1", "=The mayor resigns."), ("c2", "The bridge is open.")])
    ]
    cells = [
        cell("c1", "a", "asserted", certainty=2),
        cell("c1", "b", "not_reported", note="+looked twice"),
        cell("c1", "a", "denied", annotator_id=2, annotator="=Bob"),
    ]
    gold = {
        "claim_id": "c1", "article_id": "a", "status": "asserted", "certainty": 3, "basis": [],
        "overrules": False, "annotator_id": 9, "annotator": "Cara", "reason": None, "version": 1,
        "decided_at": AT,
    }  # fmt: skip
    further = {"claim": claims, "cell": cells, "mention": [mention], "cell_decision": [gold]}
    return Lists([{"type": "codebook", "version": 1}, STORY], [account("b"), marked], further)


@pytest.fixture
def files(source):
    return members(written(matrix_sheet.write, source)[0])


def sheets(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_a_row_for_each_claim_a_column_for_each_account_in_order_of_time(files):
    (told,) = sheets(files["matrix.xlsx"]).values()
    assert told == [
        ["Claim", "The Star\n=1+1\n2026-05-04", "=1+1"],
        [
            "=The mayor resigns.",
            "Decided: asserted, probable\n=Bob: denied\n"
            "Ann: asserted, possible: \u201cThe mayor may resign\u201d (officials)",
            "Ann: checked: not reported [+looked twice]",
        ],
        ["The bridge is open.", None, None],
    ]


def test_nothing_in_the_sheet_is_a_formula(files):
    book = openpyxl.load_workbook(io.BytesIO(files["matrix.xlsx"]))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value} == {
        "s"
    }
    with zipfile.ZipFile(io.BytesIO(files["matrix.xlsx"])) as packed:
        assert b"<f>" not in b"".join(packed.read(name) for name in packed.namelist())


def test_the_long_table_has_a_row_for_each_finding_and_gold_cell(files):
    rows = [
        {key: CsvTable.plain(value) for key, value in row.items()}
        for row in csv.DictReader(io.StringIO(files["matrix.csv"].decode(), newline=""))
    ]
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["article_id"], row["gold"], row["annotator"], row["status"]) for row in rows] == [
        ("a", "true", "Cara", "asserted"),
        ("a", "false", "=Bob", "denied"),
        ("a", "false", "Ann", "asserted"),
        ("b", "false", "Ann", "not_reported"),
    ]
    assert (rows[2]["quotes"], rows[2]["said_by"]) == ("The mayor may resign", "officials")
    assert b"'=Bob" in files["matrix.csv"]


def test_whatever_has_no_place_in_a_cell_is_told(source):
    losses = written(matrix_sheet.write, source)[1]
    assert losses.counts == {"annotation": 1, "codebook": 1, "mark": 1, "text": 2}


def test_names_of_sheets_are_such_as_there_may_be_and_none_is_twice():
    titles = ["a" * 40, "A" * 40, "'quoted'", "[]:*?/\\", "History"]
    head = [{"type": "story", "id": str(n), "title": title} for n, title in enumerate(titles)]
    told = list(sheets(members(written(matrix_sheet.write, Lists(head))[0])["matrix.xlsx"]))
    assert told == ["a" * 31, "A" * 27 + " (2)", "quoted", "Story", "History"]


def test_without_a_story_there_is_a_sheet_with_nothing_in_it():
    told = sheets(members(written(matrix_sheet.write, Lists())[0])["matrix.xlsx"])
    assert list(told) == ["Matrix"]


def test_what_is_too_long_for_a_cell_is_cut_between_characters_and_told(source):
    long = "\U0001f600" * 20_000
    further = {**source.further, "claim": [{**source.further["claim"][0], "wording": long + "\x01"}]}
    data, losses = written(matrix_sheet.write, Lists(source.head, source.texts, further))
    (told,) = sheets(members(data)["matrix.xlsx"]).values()
    assert told[1][0] == "\U0001f600" * 16_383
    assert (losses.counts["long_cell"], losses.counts["control_character"]) == (1, 1)
    assert long in members(data)["matrix.csv"].decode()


def test_the_same_data_give_the_same_bytes_on_another_day(source):
    with time_machine.travel("2026-01-01"):
        one = written(matrix_sheet.write, source)[0]
    with time_machine.travel("2027-07-07"):
        other = written(matrix_sheet.write, source)[0]
    assert one == other
    with zipfile.ZipFile(io.BytesIO(members(one)["matrix.xlsx"])) as packed:
        assert not re.search(rb"202[67]-0[17]", packed.read("docProps/core.xml"))
