"""What the documents say of the API and the datasets is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rest_framework import exceptions

from annotator import errors
from annotator.formats.interchange.matrix_sheet import COLUMNS
from annotator.formats.interchange.tables import TABLES
from annotator.http import STATUSES, status_of

DOCS = Path(__file__).parent.parent / "docs"


def document(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def cells(table: str) -> list[list[str]]:
    """Return the cells of a table's rows, without its head."""
    rows = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def section(text: str, heading: str) -> str:
    (_, found) = text.split(f"{heading}\n", 1)
    return re.split(r"^#{2,3} ", found, maxsplit=1, flags=re.MULTILINE)[0]


def refusals(kind: type[errors.Refusal] = errors.Refusal) -> list[type[errors.Refusal]]:
    return [kind, *(found for below in kind.__subclasses__() for found in refusals(below))]


FRAMEWORKS = (
    exceptions.ParseError,
    exceptions.MethodNotAllowed,
    exceptions.NotAcceptable,
    exceptions.UnsupportedMediaType,
)


def test_each_refusal_is_documented_with_its_status():
    documented = {row[0].strip("`"): int(row[1]) for row in cells(section(document("api.md"), "## Refusals"))}
    ours = {kind.slug: status_of(kind("x") if kind is not errors.NotFound else kind()) for kind in refusals()}
    theirs = {kind.default_code.replace("_", "-"): kind.status_code for kind in FRAMEWORKS}
    assert documented == ours | theirs


def test_each_refusal_has_a_slug_of_its_own():
    slugs = [kind.slug for kind in refusals()]
    assert len(slugs) == len(set(slugs))
    assert {kind for kind, _ in STATUSES} <= set(refusals())


@pytest.mark.parametrize("table", TABLES)
def test_each_column_of_a_table_is_documented_with_type_unit_and_null(table):
    rows = cells(section(document("datasets.md"), f"### {table}"))
    assert [row[0] for row in rows] == [f"`{column}`" for column in TABLES[table]]
    for column, kind, _, null in rows:
        assert kind == TABLES[table][column.strip("`")], column
        assert null, column


def test_each_column_of_the_matrix_is_documented():
    rows = cells(section(document("datasets.md"), "## The matrix").replace(r"\|", ""))
    assert {row[0].strip("`"): row[1] for row in rows} == COLUMNS


def test_no_table_is_documented_that_there_is_not():
    tables = section(document("datasets.md"), "## Tables")
    after = document("datasets.md").split("## Tables\n", 1)[1]
    assert tables
    assert re.findall(r"^### (\w+)$", after, re.MULTILINE) == list(TABLES)


@pytest.mark.parametrize("name", ["api.md", "datasets.md"])
def test_links_between_documents_lead_somewhere(name):
    for target in re.findall(r"\]\(([^)#:]+)\)", document(name)):
        assert (DOCS / target).exists(), target
