from __future__ import annotations

import itertools
from datetime import date
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.dates import as_yearday
from annotator.text.quantities import agree, comparable, quantities
from annotator.text.spans import Span
from tests.text.hostile import raw_texts


def read(text):
    return quantities(text, Span(0, len(text)))


@pytest.mark.parametrize(
    ("text", "kind", "written", "low", "high"),
    [
        ("about 200 marines", "number", "about 200", 180, 220),
        ("nearly 50 cars", "number", "nearly 50", 45, 50),
        ("more than 40 people", "number", "more than 40", 40, inf),
        ("up to 40 people", "number", "up to 40", 0, 40),
        ("1,250 houses", "number", "1,250", 1250, 1250),
        ("twenty-five of the dogs", "number", "twenty-five", 25, 25),
        (
            "two hundred and twelve thousand votes",
            "number",
            "two hundred and twelve thousand",
            212_000,
            212_000,
        ),
        ("a dozen eggs", "number", "a dozen", 12, 12),
        ("dozens of soldiers", "number", "dozens", 24, 200),
        ("1.5 million people", "number", "1.5 million", 1_450_000, 1_550_000),
        ("a 33-year-old actress", "number", "33-year-old", 33, 33),
        ("2000 people", "number", "2000", 2000, 2000),
        ("$40 billion", "money", "$40 billion", 39.5e9, 40.5e9),
        ("300 euros", "money", "300 euros", 300, 300),
        ("US$3", "money", "US$3", 3, 3),
        ("some 5 per cent", "percent", "some 5 per cent", 4.5, 5.5),
        ("7.5% more", "percent", "7.5%", 7.5, 7.5),
        ("after two weeks", "duration", "two weeks", 14, 14),
        ("a six-hour flight", "duration", "six-hour", 0.25, 0.25),
        ("two decades of war", "duration", "two decades", 20 * 365.25 * 0.9, 20 * 365.25 * 1.1),
        ("nearly a decade ago", "duration", "nearly a decade", 0.81 * 3652.5, 1.1 * 3652.5),
        ("half an hour", "duration", "half an hour", 0.45 / 24, 0.55 / 24),
        ("three centuries", "duration", "three centuries", 3 * 36525 * 0.9, 3 * 36525 * 1.1),
        ("half a dozen eggs", "number", "half a dozen", 6, 6),
        ("Ana Roe, 33, said", "number", "33", 33, 33),
        ("a man aged 33", "number", "33", 33, 33),
        ("in her early 30s", "number", "early 30s", 30, 34),
        ("in his 30s", "number", "30s", 30, 39),
        ("at 6.40 p.m.", "time", "6.40 p.m.", 1120, 1120),
        ("at 18:30", "time", "18:30", 1110, 1110),
        ("at 12.05am", "time", "12.05am", 5, 5),
        ("7 p.m.", "time", "7 p.m.", 1130, 1150),
        ("about 7pm", "time", "about 7pm", 1100, 1180),
        ("7 o'clock in the evening", "time", "7 o'clock in the evening", 1130, 1150),
        ("7 o’clock in the morning", "time", "7 o’clock in the morning", 410, 430),
        ("shortly after midnight", "time", "shortly after midnight", 1440, 1470),
        ("just before noon", "time", "just before noon", 690, 720),
    ],
)
def test_amounts(text, kind, written, low, high):
    (found,) = read(text)
    assert (found.kind, found.span.of(text)) == (kind, written)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def days(first, last):
    return date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()


@pytest.mark.parametrize(
    ("text", "written", "first", "last"),
    [
        ("in 1987,", "1987", "1987-01-01", "1987-12-31"),
        ("the failed late 80′s invasion", "late 80′s", "1986-01-01", "1989-12-31"),
        ("in the early ’90s", "early ’90s", "1990-01-01", "1994-12-31"),
        ("in the early 20s", "early 20s", "2020-01-01", "2024-12-31"),
        ("in the 1990s", "1990s", "1990-01-01", "1999-12-31"),
        ("the mid-1980s", "mid-1980s", "1983-01-01", "1987-12-31"),
        ("on May 14, 2013.", "May 14, 2013", "2013-05-14", "2013-05-14"),
        ("on 14 May 2013", "14 May 2013", "2013-05-14", "2013-05-14"),
        ("in May 2013", "May 2013", "2013-05-01", "2013-05-31"),
        ("2013-05-14", "2013-05-14", "2013-05-14", "2013-05-14"),
        ("Feb. 29, 2012", "Feb. 29, 2012", "2012-02-29", "2012-02-29"),
        ("his time between 1987 and 2011", "between 1987 and 2011", "1987-01-01", "2011-12-31"),
        ("1987-2011", "1987-2011", "1987-01-01", "2011-12-31"),
        ("1987–91", "1987–91", "1987-01-01", "1991-12-31"),
        ("in 2013/14", "2013/14", "2013-01-01", "2014-12-31"),
        ("from the late 80s to May 2011", "from the late 80s to May 2011", "1986-01-01", "2011-05-31"),
    ],
)
def test_dates(text, written, first, last):
    (found,) = read(text)
    assert (found.kind, found.unit, found.span.of(text)) == ("date", "day", written)
    assert (found.low, found.high) == days(first, last)


@pytest.mark.parametrize(
    "text",
    [
        "won 2:10",
        "John 3:16",
        "2011-1987",
        "February 30, 2010",
        "one of them",
        "No. 5",
        "2010-13-40",
        "may 5 be enough",
        "²³",
    ],
)
def test_what_is_no_date_and_counts_nothing(text):
    assert [found for found in read(text) if found.kind == "date"] == []
    assert all(found.counted for found in read(text))


@pytest.mark.parametrize(
    ("a", "b", "same_unit", "fit"),
    [
        ("late 80s", "1987", True, True),
        ("late 80s", "1996", True, False),
        ("May 14", "May 14, 2013", True, True),
        ("May 15", "May 14, 2013", True, False),
        ("May 14", "2013", False, False),
        ("Friday", "Sunday", True, False),
        ("Friday", "May 14", False, False),
        ("two months", "60 days", True, True),
        ("two months", "50 days", True, False),
        ("200 marines", "about 190 soldiers", True, True),
        ("200 marines", "200 houses", False, False),
        ("more than 40 people", "43 people", True, True),
        ("$40bn", "$39.7 billion", True, True),
        ("$40bn", "€40bn", False, False),
        ("5%", "5 kilometres", False, False),
        ("between 1987 and 2011", "1996", True, True),
        ("1987-2011", "from 1990 to 2014", True, True),
        ("1987-2011", "2014", True, False),
        ("two decades", "19 years", True, True),
        ("Ana Roe, 33, left", "a 33-year-old actress", True, True),
        ("in her early 30s", "a 37-year-old actress", True, False),
        ("33-year-old", "33 houses", False, False),
        ("6.40 p.m.", "7 p.m.", True, False),
        ("6.40 p.m.", "at 18:40", True, True),
        ("6.40 p.m.", "at 6:40", True, True),
        ("at 5:10", "at 6:40", True, False),
        ("7 p.m.", "6.55 p.m.", True, True),
        ("noon", "12 p.m.", True, True),
        ("11.55 p.m.", "12 a.m.", True, True),
        ("midnight", "noon", True, False),
    ],
)
def test_agreement(a, b, same_unit, fit):
    (one,), (other,) = read(a), read(b)
    assert comparable(one, other) is comparable(other, one) is same_unit
    assert agree(one, other) is agree(other, one) is fit


def test_a_stretch_longer_than_a_month_has_no_day_of_the_year():
    assert as_yearday(days("2013-01-01", "2013-12-31")) is None
    assert as_yearday(days("2013-12-30", "2014-01-02")) is None
    assert as_yearday(days("2013-01-03", "2013-01-04")) == (2, 3)


def test_two_years_the_wrong_way_round_are_no_stretch():
    assert [found.span.of("between 2011 and 1987") for found in read("between 2011 and 1987")] == [
        "2011",
        "1987",
    ]


@given(
    st.lists(
        st.sampled_from(
            ["7", " p.m.", "18:30", " and ", "midnight", "shortly after ", "at ", "1987", "-", "aged "]
        )
    )
)
def test_pieces_of_times_are_read_without_overlap(pieces):
    found = read("x" + "".join(pieces))
    assert all(one.span.end <= other.span.start for one, other in itertools.pairwise(found))
    assert all(agree(one, other) is agree(other, one) for one in found for other in found)
    assert all(agree(one, one) for one in found if one.counted or one.unit)


@given(
    st.lists(
        st.sampled_from(
            ["about ", "late ", "80s", "May ", "14", ",", " 2013", "-", "$", "two hundred", " and ", "%"]
        )
    )
)
def test_pieces_of_quantities_never_overlap(pieces):
    text = "x" + "".join(pieces)
    found = read(text)
    assert all(one.span.end <= other.span.start for one, other in itertools.pairwise(found))
    assert all(one.low <= one.high for one in found)


@given(raw_texts.filter(bool))
def test_any_string_is_read(text):
    assert all(found.span.of(text).strip() for found in read(text))
