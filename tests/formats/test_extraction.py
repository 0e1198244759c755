from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import TextUnreadable
from annotator.formats.extraction import decoded, extract

SENTENCE = "The council of the old town met on Monday evening and spoke for three hours about the bridge. "
PAGE = """<!doctype html><html lang="en"><head>{head}<title>Bridge to close | The Town Post</title>
<meta property="og:site_name" content="The Town Post"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2024-05-14T10:30:00+00:00"></head><body>
<nav><ul><li><a href="/a">Home</a></li><li><a href="/b">Sport</a></li></ul></nav>
<article><h1>Bridge to close</h1><p>{first}</p><p>{second}</p><ul><li>One thing that was decided there</li>
<li>Another thing that was decided there</li></ul><p>{second}</p></article>
<div class="comments"><h2>Comments</h2><p>First! What a silly bridge, says a commenter here.</p></div>
<footer>Copyright The Town Post, all rights reserved. Subscribe to our newsletter.</footer></body></html>"""


def page(first=SENTENCE * 3, second=SENTENCE * 2 + "Café déjà vu à Noël.", head=""):
    return PAGE.format(first=first, second=second, head=head)


def test_the_article_and_what_the_page_says_of_it():
    found = extract(page(), url="https://post.example/bridge")
    assert found.title == "Bridge to close"
    assert found.byline == "Ann Lee"
    assert found.published_at == "2024-05-14T10:30:00+00:00"
    assert found.source == "The Town Post"
    assert SENTENCE.strip() in found.text
    for other in ("Home", "commenter", "newsletter"):
        assert other not in found.text


def test_a_blank_line_stands_between_paragraphs_but_not_in_a_list():
    text = extract(page()).text
    assert f"{SENTENCE.strip()}\n\n{SENTENCE}" in text
    assert "- One thing that was decided there\n- Another thing" in text


@pytest.mark.parametrize(
    ("encoding", "declared", "why"),
    [
        ("utf-8", "utf-8", "as it should be"),
        ("utf-8", "", "nothing declared"),
        ("utf-8", "iso-8859-1", "wrongly declared"),
        ("cp1252", "iso-8859-1", "declared as its subset"),
        ("cp1252", "windows-1252", "declared"),
        ("cp1252", "utf-8", "wrongly declared"),
        ("cp1252", "no-such-thing", "declared as nonsense"),
        ("cp1252", "", "nothing declared"),
        ("utf-16", "", "a byte order mark"),
        ("utf-8-sig", "iso-8859-1", "a byte order mark counts more"),
    ],
)
def test_bytes_of_any_declaration(encoding, declared, why):
    head = f'<meta charset="{declared}">' if declared else ""
    assert "Café déjà vu à Noël." in extract(page(head=head).encode(encoding)).text, why


def test_other_scripts_are_read_as_declared_and_guessed():
    russian = (
        "Совет старого города собрался в понедельник вечером и три часа говорил о мосте через реку. " * 4
    )
    for head in ('<meta charset="windows-1251">', ""):
        assert (
            russian.strip() in extract(page(first=russian, second=russian, head=head).encode("cp1251")).text
        )


def test_a_few_broken_bytes_do_not_make_it_another_encoding():
    data = ("déjà vu " * 50).encode() + b"\xff"
    assert decoded(data).startswith("déjà vu")


@pytest.mark.parametrize(
    "nothing",
    ["", "<", "<html></html>", "<p>" + "<div>" * 5_000, b"", b"\x00" * 99, b"\xff\xfe\x00", "\ud800"],
)  # fmt: skip
def test_what_has_no_article_is_refused(nothing):
    with pytest.raises(TextUnreadable):
        extract(nothing)


def test_a_lone_surrogate_and_nul_do_not_stop_it():
    assert "The council" in extract(page(first="\ud800\x00" + SENTENCE * 3)).text


def test_a_page_without_a_date_and_names_has_none():
    found = extract(
        f"<html><body><article><p>{SENTENCE * 5}</p><p>{SENTENCE * 5}</p></article></body></html>"
    )
    assert (found.byline, found.published_at, found.source) == (None, None, None)


@settings(max_examples=30, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)))
def test_whatever_comes_is_read_or_refused(html):
    for whole in (html, page(first=html) if isinstance(html, str) else page().encode() + html):
        with contextlib.suppress(TextUnreadable):
            assert extract(whole).text.strip()


@given(st.binary(max_size=300))
def test_every_string_of_bytes_is_decoded(data):
    assert isinstance(decoded(data), str)
