"""Gamma where the library is, and in words where it is not; what the library says is its own business."""

import sys
from importlib.machinery import ModuleSpec

import pytest

from annotator.agreement import gamma
from annotator.agreement.records import Caution, Document, Marking

TEXT = Document("d", 60, frozenset("ab"))
SAME = [
    Marking("d", rater, label, (where,))
    for rater in "ab"
    for label, where in (("x", (0, 10)), ("y", (20, 30)))
]


@pytest.fixture
def without(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygamma_agreement", None)
    monkeypatch.setattr(gamma, "find_spec", lambda _: None)


@pytest.fixture
def with_(monkeypatch):
    monkeypatch.setattr(gamma, "find_spec", lambda name: ModuleSpec(name, None))


def test_without_the_library_it_says_which(without):
    found = gamma.gamma(SAME, TEXT)
    assert not gamma.installed()
    assert found.value is None
    assert [(each.caution, each.figures) for each in found.notes] == [
        (Caution.NOT_INSTALLED, {"library": "pygamma-agreement"})
    ]


def test_what_needs_no_library(with_):
    alone = Document("d", 60, frozenset("a"))
    assert gamma.gamma(SAME, alone).cautions == {Caution.ONE_RATER}
    assert gamma.gamma([], TEXT).cautions == {Caution.NOTHING_MARKED}
    assert gamma.gamma([Marking("e", "a", "x", ((0, 5),))], TEXT).cautions == {Caution.NOTHING_MARKED}
    many = gamma.gamma([Marking("d", "a", "x", ((0, 1),))] * (gamma.MOST + 1), TEXT)
    assert [(each.caution, each.figures) for each in many.notes] == [
        (Caution.TOO_LARGE, {"markings": gamma.MOST + 1, "most": gamma.MOST})
    ]


@pytest.mark.filterwarnings("ignore")
def test_with_the_library():
    pytest.importorskip("pygamma_agreement", reason="an extra that hardly anybody installs")
    assert gamma.gamma(SAME, TEXT).value == pytest.approx(1)
    moved = [*SAME[:3], Marking("d", "b", "y", ((24, 40),))]
    assert 0 < gamma.gamma(moved, TEXT).value < 1
    assert gamma.gamma(moved, TEXT) == gamma.gamma(moved, TEXT)
