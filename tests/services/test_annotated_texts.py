"""Marks on texts that break text programs: what is stored is what stands there, whatever was selected."""

from __future__ import annotations

import uuid

import pytest
import regex
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from annotator.errors import SpanInvalid
from annotator.models import Range
from annotator.services.annotations import RangeIn
from annotator.text.normalise import normalise
from tests.people import add_article, mark
from tests.text.hostile import texts

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

# The database is rolled back after the last example, and each example makes a revision of its own.
many = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def selections(draw):
    """Return a text as it comes in, and some ranges of what becomes of it, right or wrong."""
    raw = draw(texts)
    length = len(normalise(raw))
    assume(length)
    place = st.integers(0, length + 2)
    return raw, draw(st.lists(st.tuples(place, place), min_size=1, max_size=3))


@many
@given(selections())
def test_a_stored_quote_is_the_text_at_its_range_and_whole_characters(team, case):
    raw, ranges = case
    revision = add_article(team.project, team.story, raw, "Hostile").revisions.get()
    for start, end in ranges:
        try:
            made = mark(team.annotator, revision, ranges=[RangeIn(start, end)])
        except SpanInvalid:
            inside = revision.text[start:end] if start < end <= revision.length else ""
            assert not inside.strip()
            continue
        row = Range.objects.get(annotation=made.data["id"])
        stored = type(revision).objects.get(pk=revision.pk).text
        assert row.quote == stored[row.start : row.end] == made.data["ranges"][0]["quote"]
        assert stored[: row.start].endswith(row.prefix)
        assert stored[row.end :].startswith(row.suffix)
        assert not row.quote[0].isspace() or regex.match(r"\X", row.quote).end() > 1
        borders = {found.start() for found in regex.finditer(r"\X", stored)} | {len(stored)}
        assert {row.start, row.end} <= borders


@many
@given(selections())
def test_the_borders_that_come_back_can_be_sent_again(team, case):
    raw, ranges = case
    revision = add_article(team.project, team.story, raw, "Hostile").revisions.get()
    start, end = ranges[0]
    try:
        made = mark(team.annotator, revision, ranges=[RangeIn(start, end)]).data["ranges"]
    except SpanInvalid:
        return
    sent = [RangeIn(each["start"], each["end"], each["quote"]) for each in made]
    assert mark(team.annotator, revision, ranges=sent).data["ranges"] == made


@pytest.mark.parametrize(
    ("text", "selected", "quote"),
    [
        (
            "a \U0001f468\u200d\U0001f469\u200d\U0001f467 b",
            (2, 3),
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("flag \U0001f1e9\U0001f1ea!", (6, 7), "\U0001f1e9\U0001f1ea"),
        ("cafe\u0301s", (3, 4), "\u00e9"),  # composed at import
        ("x\u0915\u094d\u0937y", (1, 2), "\u0915\u094d\u0937"),
        ("said  \u05d0\u05d1 \u202e ok", (4, 9), "\u05d0\u05d1"),
        ("one\r\ntwo", (0, 5), "one\nt"),
        ("a\u00a0b", (0, 2), "a"),
        ("soft\u00adhyphen", (0, 5), "soft\u00ad"),
    ],
)
def test_a_selection_is_snapped_to_whole_characters_and_trimmed(text, selected, quote, team):
    revision = add_article(team.project, team.story, text, "Awkward").revisions.get()
    made = mark(team.annotator, revision, ranges=[RangeIn(*selected)], key=uuid.uuid4())
    assert made.data["ranges"][0]["quote"] == quote
