from __future__ import annotations

import pytest

from annotator.formats.archives import archive_of

HERE = "https://news.example/story"
COPY = "https://archive.example/2026/story"


@pytest.mark.parametrize(
    "link",
    [
        f'<{COPY}>; rel="memento"; datetime="Mon, 04 May 2026 12:00:00 GMT"',
        f'</next>; rel=next, <{COPY}>;rel="last memento"',
        f"<{COPY}> ; datetime=x ; REL=Memento",
    ],
)
def test_a_header_names_the_copy(link):
    assert archive_of(HERE, {"link": link}, b"") == COPY


def test_a_page_names_the_copy():
    page = b'<html><head><link rel="canonical" href="/story"><link rel="Memento" href="%b"></head></html>'
    assert archive_of(HERE, {}, page % COPY.encode()) == COPY


def test_a_page_from_an_archive_is_its_own_copy():
    assert archive_of(COPY, {"memento-datetime": "Mon, 04 May 2026 12:00:00 GMT"}, b"") == COPY


def test_an_address_is_told_from_that_of_the_page():
    assert archive_of(HERE, {"link": "</copies/1>; rel=memento"}, b"") == "https://news.example/copies/1"


@pytest.mark.parametrize(
    ("link", "body"),
    [
        ("", b"<p>memento mori"),
        (f"<{COPY}>; rel=timegate", b""),
        ("<javascript:alert(1)>; rel=memento", b'<link rel=memento href="data:text/html,x">'),
        (f"<{COPY}{'x' * 2000}>; rel=memento", b""),
        ("<http://[bad>; rel=memento, <>; rel=memento, rel=memento", b""),
        ("<" * 5000, b"memento<" * 5000),
        ("", b"memento"),
    ],
)
def test_what_names_none(link, body):
    assert archive_of(HERE, {"link": link}, body) == ""


def test_what_is_no_web_page_is_not_looked_through():
    assert archive_of(HERE, {}, b'<link rel="memento" href="/x">', "text/plain") == ""
