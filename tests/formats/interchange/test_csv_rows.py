"""CSV of others: what a table is like, what its columns mean, and its rows as marks."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.interchange import csv_rows, csv_tables
from annotator.formats.interchange.csv_rows import guessed, look
from annotator.formats.interchange.csv_rows.looking import LONGEST_CELL
from annotator.formats.interchange.incoming import Span, Unreadable
from tests.formats.interchange.made import a_mark, a_packed, found, one_text, whys, written

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "doccano" / "backend"
TEXT = "The mayor may resign."


def table(*rows: list[object], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def read(data: str | bytes, columns: dict[str, str] | None = None):
    documents, refused = found(lambda packed: csv_rows.read(packed, columns), a_packed(a__csv=data))
    return documents, refused


# -- Looking


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_looked_at_first(delimiter, encoding):
    rows = [["a, b; c", "Café", "schöne Grüße"], ["x", "Größe", "für drüben"]] * 8
    data = table(["Quote", "label", ""], *rows, delimiter=delimiter).encode(encoding)
    seen = look(a_packed(a__csv=data), "a.csv", rows=3)
    assert (seen.delimiter, seen.columns, list(seen.rows)) == (
        delimiter,
        ["Quote", "label", "column 3"],
        rows[:3],
    )
    assert seen.is_guessed == (encoding == "cp1252")
    assert seen.encoding == encoding or seen.is_guessed
    assert seen.roles == {"Quote": "quote", "label": "label"}


def test_columns_have_roles_by_their_names_the_surest_first():
    columns = ["ID", "Span_ID", "revision_id", "Start-Offset", "END", "exact", "Layer", "coder", "date", "x"]
    assert guessed(columns) == {
        "Span_ID": "id", "revision_id": "document", "Start-Offset": "start", "END": "end", "exact": "quote",
        "Layer": "label", "coder": "annotator", "date": "published_at",
    }  # fmt: skip
    assert guessed(["label", "Label", "labels"]) == {"label": "label"}


@pytest.mark.parametrize(
    "columns",
    [
        ["article", "quote", "label", "certainty", "Polarity", "person"],
        ["Artikel", "Textstelle", "Kategorie", "Gewissheit", "Polarität", "Codiererin"],
    ],
)
def test_columns_that_say_more_of_a_mark_are_codes_in_both_languages(columns):
    roles = ["document", "quote", "label", "code", "code", "annotator"]
    assert guessed(columns) == dict(zip(columns, roles, strict=True))


def test_columns_of_one_name_are_told_apart():
    assert look(a_packed(a__csv="a,a,,\n1,2,3,4\n"), "a.csv").columns == ["a", "a 2", "column 3", "column 4"]


def test_one_column_is_a_table_too():
    assert look(a_packed(a__csv="text\nOne, and two; three.\n"), "a.csv").columns == ["text"]


# -- Reading


def test_rows_of_one_document_are_its_marks():
    rows = [
        ["d1", TEXT, 4, 9, "mayor", "claim", "Hm.", "ada", "A headline"],
        ["d1", "", "10.0", "13", "may", "cue", "", "ben", ""],
        ["d2", "Other.", "", "", "", "", "", "", ""],
    ]
    columns = ["doc_id", "text", "start", "end", "quote", "label", "note", "annotator", "title"]
    (one, other), refused = read(table(columns, *rows))
    assert refused == []
    assert (one.name, one.text, one.unit, one.facts) == ("d1", TEXT, None, {"title": "A headline"})
    assert [(mark.label, mark.spans, mark.note, mark.person) for mark in one.marks] == [
        ("claim", [Span(4, 9, "mayor")], "Hm.", "ada"),
        ("cue", [Span(10, 13, "may")], "", "ben"),
    ]
    assert (other.text, other.marks) == ("Other.", [])
    assert one.marks[1].place.line == 3


def test_columns_mean_what_a_person_says():
    data = "wo;was;art;sicher;text\nein Satz;Satz;Behauptung;ja | sehr;ein Satz\n"
    columns = {"was": "quote", "art": "label", "sicher": "code", "wo": "text", "text": ""}
    (document,), _ = read(data, columns)
    (mark,) = document.marks
    assert (document.text, mark.label, mark.codes) == ("ein Satz", "Behauptung", {"sicher": ["ja", "sehr"]})
    assert mark.spans == [Span(None, None, "Satz")]


def test_rows_of_one_id_are_the_ranges_of_one_mark_and_codes_are_read_as_we_write_them():
    columns = ["annotation_id", "revision_id", "start", "end", "quote", "layer", "codes"]
    rows = [
        ["x", 1, 4, 9, "mayor", "claim", "certainty=possible; reason=weasel; reason=condition"],
        ["x", 1, 14, 20, "resign", "claim", ""],
        ["y", 1, 10, 13, "may", "cue", "odd"],
    ]
    (document,), _ = read(table(columns, *rows))
    assert [(mark.ident, len(mark.spans)) for mark in document.marks] == [("x", 2), ("y", 1)]
    assert document.marks[0].codes == {"certainty": ["possible"], "reason": ["weasel", "condition"]}
    assert document.marks[1].codes == {"codes": ["odd"]}
    assert (document.name, document.text) == ("1", None)


def test_our_own_tables_are_read_without_their_guards():
    text = "=1+1 is a sum."
    mark = a_mark(text, "=1+1", note="'@me", codes=[{"dimension": "certainty", "code": "certain"}])
    packed = written(csv_tables.write, one_text(text, mark)).packed
    documents, refused = found(csv_rows.read, packed)
    (spans,) = (each for each in documents if each.place.file == "spans.csv")
    assert spans.unit == "code points"
    assert (spans.marks[0].spans[0].quote, spans.marks[0].note) == ("=1+1", "'@me")
    assert spans.marks[0].codes == {"certainty": ["certain"]}
    assert text in {each.text for each in documents}
    assert all(each.why.startswith(("No column", "This is no table")) for each in refused)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            ["d", TEXT, 9, 4, "mayor", "claim"],
            "9 to 4 is no range: two whole numbers, the second one larger.",
        ),
        (["d", TEXT, "four", 9, "mayor", "claim"], "four to 9 is no range"),
        (["d", TEXT, 4, "", "mayor", "claim"], "4 to ? is no range"),
        (["d", TEXT, "9" * 40, "9" * 41, "mayor", "claim"], "9999"),
        (["d", TEXT, 4, 9, "mayor", ""], "This row has no label."),
        (["d", TEXT, "", "", "", "claim"], "claim is said of the whole text, and no range."),
        (
            ["d", "Another.", 0, 7, "Another", "claim"],
            "This row has another text than the first one of its document.",
        ),
        (["d", TEXT, 4, 9, "mayor", "claim", "more"], "There are 7 cells here, and 6 columns."),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_rest_is_read(row, why):
    columns = ["document", "text", "start", "end", "quote", "label"]
    good = ["d", TEXT, 4, 9, "mayor", "claim"]
    (document,), refused = read(table(columns, good, row, good))
    assert (len(document.marks), len(refused), refused[0].place.line) == (2, 1, 3)
    assert whys(refused)[0].startswith(why)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "This file is empty."),
        (b"\n\n", "This file is empty."),
        (b"text,label\n\n", "There is nothing below the names of its columns."),
        (b"a,b\n1,2\n", "No column is known as a text, a quote or a start: ['a', 'b']."),
        (b"text\nA\x00B\n", "This line has a NUL character"),
        (b"t\x00e\x00x\x00t\x00", "This line has a NUL character"),
        (b"\xff\xfet\x00e\x00x\x00t\x00\n\x00\x00\xd8a\x00", "This line is not utf-16"),
        (b"text,label\n" + b"a\rb,c\n", None),
    ],
)
def test_what_is_no_table_is_refused(data, why):
    documents, refused = read(data)
    assert (why is None and documents) or why in whys(refused)[0]


def test_a_quotation_mark_that_is_never_closed_does_not_take_the_whole_file():
    data = 'text,label\n"One.",\n"' + "never closed\n" * (LONGEST_CELL // 12 + 2)
    documents, refused = read(data)
    assert [each.text for each in documents] == ["One."]
    assert "From here on this is no CSV" in whys(refused)[0]
    assert refused[0].place.line == 3


def test_a_line_that_has_no_end_is_not_held():
    documents, refused = read("text\n" + "x" * (LONGEST_CELL + 1))
    assert (documents, refused[0].facts, refused[0].place.line) == ([], {"most": LONGEST_CELL}, 2)
    with pytest.raises(Unreadable):
        look(a_packed(a__csv="x" * (LONGEST_CELL + 1)), "a.csv")


def test_other_files_beside_tables_are_told():
    documents, refused = found(csv_rows.read, a_packed(a__csv="text\nOne.\n", b__png=b"\x89PNG"))
    assert (len(documents), whys(refused)) == (1, ["This is no table."])


quotes = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=8)


@given(
    st.lists(st.tuples(quotes, quotes.filter(str.strip), quotes), min_size=1, max_size=5),
    st.sampled_from(",;\t|"),
)
def test_whatever_stands_in_cells_is_read_as_it_is(rows, delimiter):
    columns = ["document", "quote", "label", "note"]
    data = table(columns, *(["d", quote, label, note] for quote, label, note in rows), delimiter=delimiter)
    documents, refused = read(data)
    assert refused == []
    marks = [mark for document in documents for mark in document.marks]
    assert [(mark.spans[0].quote, mark.label, mark.note) for mark in marks] == [
        (quote, label.strip(), note) for quote, label, note in rows
    ]


def test_every_table_of_the_corpus_reads_or_is_refused_with_a_reason():
    files = sorted(CORPUS.rglob("*.csv"))
    if not files:
        pytest.skip("shared/corpora/doccano is not here")
    told = {}
    for each in files:
        documents, refused = read(each.read_bytes())
        assert documents or refused
        told[each.relative_to(CORPUS).as_posix().removeprefix("data_import/tests/data/")] = (
            len(documents),
            whys(refused),
        )
    assert told["text_classification/example.csv"] == (2, [
        "positive is said of the whole text, and no range.",
        "negative is said of the whole text, and no range.",
    ])  # fmt: skip
    assert "There are 3 cells here, and 2 columns." in told["text_classification/example.invalid.2.csv"][1]
