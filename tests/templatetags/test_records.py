"""What is in a dataset, and what a format lost of it, is told in words, in both languages."""

from __future__ import annotations

import ast

import pytest
from django.utils import translation

from annotator.formats.interchange.shapes import SHAPES
from annotator.formats.interchange.source import FURTHER
from annotator.templatetags.records import KINDS, KNOWN, counted, record
from tests.processes import ROOT


def lost() -> set[str]:
    """Return all that formats say they lose, as their sources have it."""
    found = set()
    for file in (ROOT / "annotator" / "formats" / "interchange").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "lose" and len(node.args) > 2:
                what = node.args[0]
                found |= {str(what.value)} if isinstance(what, ast.Constant) else set()
    return found


def test_all_that_is_counted_in_a_dataset_has_words():
    assert {"annotation_id", "overlap", "token_border"} <= lost()
    assert {*SHAPES, *FURTHER} | lost() <= KNOWN
    assert set(SHAPES) <= KINDS <= KNOWN


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [("en", "1 story", "1,200 stories"), ("de", "1 Ereignis", "1.200 Ereignisse")],
)
def test_one_is_told_otherwise_than_many_in_both_languages(language, one, many):
    with translation.override(language):
        assert (counted("story", 1), counted("story", 1200)) == (one, many)


def test_what_is_not_known_is_told_by_its_name():
    assert counted("odd_thing", 3) == "odd thing: 3"
    assert (record("odd_thing"), record("mention")) == ("odd thing", "passage on a claim")
