"""The palette keeps its contrast in both schemes: axe-core cannot see the colours of `::highlight()`."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
PAIR = re.compile(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\);")
PALETTE = {name: {"light": light, "dark": dark} for name, light, dark in PAIR.findall(TOKENS.read_text())}
SCHEMES = ("light", "dark")

MARKS = ("certain", "probable", "possible", "unclear", "cue", "attribution", "bias", "ink", "rose", "moss")
SURFACES = ("desk", "paper", "inset", "picked")
BEHIND_TEXT = ("tint-1", "tint-2", "tint-3", "hover", "active", "cursor")
WORDS = ("text", "text-soft", "accent", "danger", "ok", "warn")


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str, scheme: str) -> float:
    first, second = (luminance(PALETTE[name][scheme]) for name in (one, other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def test_contrast_is_what_wcag_says() -> None:
    assert luminance("#ffffff") == pytest.approx(1)
    assert luminance("#777777") == pytest.approx(0.184, abs=0.001)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("words", WORDS)
def test_words_are_readable_on_every_surface(words: str, surface: str, scheme: str) -> None:
    assert contrast(words, surface, scheme) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("behind", BEHIND_TEXT)
def test_the_article_stays_readable_under_marks(behind: str, scheme: str) -> None:
    assert contrast("text", behind, scheme) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("words", "surface"),
    [
        ("button-text", "button"),
        ("danger", "danger-soft"),
        ("ok", "ok-soft"),
        ("warn", "warn-soft"),
        *((f"person-{n}-text", f"person-{n}") for n in range(8)),
    ],
)
def test_words_are_readable_on_what_is_made_for_them(words: str, surface: str, scheme: str) -> None:
    assert contrast(words, surface, scheme) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", [*(f"mark-{mark}" for mark in MARKS), "edge"])
def test_marks_and_controls_stand_out_from_the_page(name: str, scheme: str) -> None:
    assert contrast(name, "paper", scheme) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_certainty_is_an_order_that_survives_in_grey(scheme: str) -> None:
    steps = [contrast(f"mark-{step}", "paper", scheme) for step in MARKS[:4]]
    assert all(above / below >= 1.25 for above, below in pairwise(steps)), steps


def test_the_palette_has_a_token_for_each_colour_of_a_codebook() -> None:
    codebook = (Path(__file__).parents[2] / "annotator" / "formats" / "codebook.py").read_text()
    named = re.search(r"COLOURS = \(([^)]*)\)", codebook)
    assert named is not None
    assert set(re.findall(r'"([a-z]+)"', named[1])) == set(MARKS)
