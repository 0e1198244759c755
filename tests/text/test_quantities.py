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
    ],
)
def test_dates(text, written, first, last):
    (found,) = read(text)
    assert (found.kind, found.unit, found.span.of(text)) == ("date", "day", written)
    assert (found.low, found.high) == days(first, last)


@pytest.mark.parametrize(
    "text", ["February 30, 2010", "one of them", "No. 5", "2010-13-40", "may 5 be enough", "²³"]
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
