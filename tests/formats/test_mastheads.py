from __future__ import annotations

import pytest
from hypothesis import given

from annotator.formats.mastheads import LONGEST_HEADLINE, Masthead, of_plain_text
from annotator.text.normalise import normalise
from tests.text.hostile import texts

BODY = (
    "The mayor may resign on Monday, officials said on 3 March 1999 in a statement that is rather long. " * 3
)


def test_title_byline_date_and_source_are_found_where_they_usually_stand():
    text = f"Mayor may resign\n\nBy Ann Writer\n4 May 2026\n\n{BODY}\n\nSource: The Beacon"
    assert of_plain_text(text) == Masthead("Mayor may resign", "Ann Writer", "2026-05-04", "The Beacon")


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2026-05-04", "2026-05-04"),
        ("Published 2026-05-04 10:00", "2026-05-04"),
        ("May 4, 2026", "2026-05-04"),
        ("May 4th, 2026", "2026-05-04"),
        ("Sept. 9, 2026", "2026-09-09"),
        ("4 May 2026", "2026-05-04"),
        ("4. M\u00e4rz 2026", "2026-03-04"),
        ("31 February 2026", ""),
        ("2026-13-01", ""),
        ("May 2026", ""),
        ("04/05/2026", ""),  # the fourth of May or the fifth of April
        ("in 2026", ""),
    ],
)
def test_a_date_is_read_when_it_can_be_read_one_way_only(line, date):
    assert of_plain_text(f"Mayor may resign\n\n{line}\n\n{BODY}").published == date


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Ann Writer", "Ann Writer"),
        ("by ann writer and bo reader", "ann writer and bo reader"),
        ("Author: Ann", "Ann"),
        ("Von Anna Schreiber", "Anna Schreiber"),
        ("By", ""),
        ("Bypass closed", ""),
        ("The bridge was closed by Ann", ""),
    ],
)
def test_a_byline_is_a_line_of_its_own(line, byline):
    assert of_plain_text(f"Mayor may resign\n\n{line}\n\n{BODY}").byline == byline


@pytest.mark.parametrize(
    ("line", "byline", "source"),
    [
        ("By Jane Doe, The Paper", "Jane Doe", "The Paper"),
        ("By Jane Doe and Bo Reader, The Paper", "Jane Doe and Bo Reader", "The Paper"),
        ("By Jane Doe, Political Editor, The Paper", "Jane Doe, Political Editor", "The Paper"),
        ("By JANE DOE | Hallin Times", "JANE DOE", "Hallin Times"),
        ("By Jane Doe for Reuters", "Jane Doe", "Reuters"),
        ("By Jane Doe \u2014 paper.com", "Jane Doe", "paper.com"),
        ("Von Anna Schreiber, Halliner Zeitung", "Anna Schreiber", "Halliner Zeitung"),
        ("By Jane Doe, Staff Writer", "Jane Doe, Staff Writer", ""),
        ("By Jane Doe, The Paper's Rome correspondent", "Jane Doe, The Paper's Rome correspondent", ""),
        ("By Jane Doe, Ann Roe and Bo Reader", "Jane Doe, Ann Roe and Bo Reader", ""),
        ("By Jane Doe-Roe", "Jane Doe-Roe", ""),
    ],
)
def test_a_paper_at_the_end_of_a_byline_is_the_source(line, byline, source):
    found = of_plain_text(f"Mayor may resign\n\n{line}\n\n{BODY}")
    assert (found.byline, found.source) == (byline, source)


def test_a_source_that_is_named_as_one_comes_first():
    found = of_plain_text(f"Mayor may resign\n\nBy Jane Doe, The Paper\n\n{BODY}\n\nSource: The Beacon")
    assert (found.byline, found.source) == ("Jane Doe", "The Beacon")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", ""),
        ("Mayor may resign.\n\nText.", "Mayor may resign"),
        ("He went. She stayed.", "He went. She stayed."),
        ("# Mayor may resign\n\nText.", "Mayor may resign"),
        ("Share\n\nMayor may resign\n\nText.", "Mayor may resign"),
        ("Share\n\nSubscribe", ""),
        ("word " * 40, "word " * 15 + "word\u2026"),
    ],
)
def test_a_title_is_the_first_line_that_reads_like_one(text, title):
    assert of_plain_text(normalise(text)).title == title


def test_what_stands_inside_of_the_text_is_not_taken():
    middle = f"Mayor may resign\n\n{BODY}\n\n" + "\n\n".join([BODY] * 9)
    found = of_plain_text(middle.replace(BODY, f"{BODY}\n\nQuiet line", 8) + f"\n\n{BODY}")
    assert found == Masthead("Mayor may resign")


@given(texts)
def test_any_text_has_a_masthead_that_fits(text):
    found = of_plain_text(normalise(text))
    assert len(found.title) <= LONGEST_HEADLINE
    assert "\n" not in found.title + found.byline + found.source
