"""Documents, built here byte by byte, and what becomes of them."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import TextUnreadable
from annotator.formats import documents
from annotator.formats.documents import Document, pasted, read, unwrap
from annotator.text.normalise import normalise

STORY = "The mayor may resign on Monday, officials said.\n\nNobody was hurt when the bridge closed."


def a_docx(*paragraphs: str, title: str = "", author: str = "") -> bytes:
    file = docx.Document()
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    file.core_properties.title, file.core_properties.author = title, author
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def a_pdf(*lines: str, about: dict[str, str] | None = None, password: str = "") -> bytes:
    """Return a PDF of one page with the lines at its left border, as a word processor makes it."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    content = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET".encode("latin-1")
    told = "".join(f"/{key} ({value})" for key, value in (about or {}).items())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< {told} >>".encode("latin-1"),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    whole = out + b"xref\n0 7\n0000000000 65535 f \n%b" % table
    whole += b"trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return locked(whole, password) if password else whole


def locked(data: bytes, password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.append(PdfReader(io.BytesIO(data)))
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def problem(name: str, data: bytes, **kwargs: str) -> str:
    with pytest.raises(TextUnreadable) as refusal:
        read(name, data, **kwargs)
    return refusal.value.message


# -- each kind


@pytest.mark.parametrize("name", ["a.txt", "a.TEXT", "folder/a.txt"])
def test_a_text_file_is_read_as_it_is(name):
    assert normalise(read(name, STORY.encode()).raw) == STORY


def test_markdown_is_read_without_its_marks():
    found = read("a.md", b"# Mayor *may* go\n\nOfficials [said](http://x.example) so.\n\n- one\n- two\n")
    assert found.title == "Mayor may go"
    assert normalise(found.raw) == "Mayor may go\n\nOfficials said so.\n\none\n\ntwo"


def test_front_matter_of_markdown_says_what_it_says():
    found = read(
        "a.md", b"---\ntitle: 'Mayor'\nauthor: Ann\ndate: 2026-05-04\nsource: Beacon\n---\n\nText.\n"
    )
    expected = ("Mayor", "Ann", "2026-05-04", "Beacon")
    assert (found.title, found.byline, found.published, found.source) == expected
    assert normalise(found.raw) == "Text."


def test_a_web_page_is_read_without_what_surrounds_it():
    body = "".join(f"<p>Sentence number {n} of the story is told here at some length.</p>" for n in range(9))
    page = f"<html><head><title>Mayor may go</title></head><body><nav>Home</nav><article>{body}</article>"
    found = read("a.html", page.encode())
    assert found.title == "Mayor may go"
    assert "number 8" in found.raw
    assert "<p>" not in found.raw


def test_a_word_document_is_read_by_paragraphs():
    found = read("a.docx", a_docx("First one.", "", "Second one.", title="Mayor", author="Ann Writer"))
    assert (normalise(found.raw), found.title, found.byline) == (
        "First one.\n\nSecond one.",
        "Mayor",
        "Ann Writer",
    )


def test_a_pdf_is_read_by_paragraphs_not_by_lines():
    lines = ("The mayor may resign on Mon-", "day, officials said, and he", "goes.", "Nobody was hurt there.")
    found = read("a.pdf", a_pdf(*lines, about={"Title": "Mayor", "Author": "Ann"}))
    assert normalise(found.raw) == (
        "The mayor may resign on Monday, officials said, and he goes.\n\nNobody was hurt there."
    )
    assert (found.title, found.byline) == ("Mayor", "Ann")


def test_a_pdf_with_an_empty_password_is_opened():
    data = a_pdf("Some text that stands here.")
    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.append(PdfReader(io.BytesIO(data)))
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(out)
    assert "stands here" in read("a.pdf", out.getvalue()).raw


def test_the_type_a_server_tells_counts_more_than_the_name():
    assert (
        read("https://x.example/a.pdf", STORY.encode(), content_type="text/plain; charset=utf-8").raw == STORY
    )


# -- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_is_told_by_its_mark(encoding):
    text = "\u201eStraße\u201c \U0001f692 caf\u00e9"
    assert read("a.txt", text.encode(encoding)).raw == text


def test_an_old_encoding_is_guessed():
    text = "Die Stra\u00dfe über die Br\u00fccke ist gesperrt, weil der Bürgermeister es so will. " * 5
    assert read("a.txt", text.encode("latin-1")).raw == text


# -- what can't be read


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "no text"),
        ("a.txt", b" \n\t\x00"[:3], "no text"),
        ("a.txt", b"\x00\x01binary", "not a text file"),
        ("a.md", b"", "damaged|no text"),
        ("a.html", b"", "damaged|no"),
        ("a.pdf", b"", "damaged"),
        ("a.pdf", b"%PDF-1.4\nrubbish", "damaged"),
        ("a.docx", b"PK\x03\x04rubbish", "damaged"),
        ("a.docx", b"no zip at all", "damaged"),
        ("a.exe", b"MZ", r"kind \(\.exe\)"),
        ("a", b"text", "no ending"),
        ("a.zip", b"PK", r"\.zip"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(name, data, said):
    import re

    assert re.search(said, problem(name, data))


def test_a_scan_is_told_from_a_text():
    assert "pictures" in problem("a.pdf", a_pdf())


def test_a_locked_pdf_is_told():
    assert "password" in problem("a.pdf", a_pdf("Secret.", password="secret"))


def test_a_word_document_that_unpacks_to_too_much_is_not_opened(monkeypatch):
    monkeypatch.setattr(documents, "LARGEST_UNPACKED", 1000)
    assert "unpacks" in problem("a.docx", a_docx("Text."))


def test_a_zip_that_is_no_word_document_is_told():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", "text")
    assert "damaged" in problem("a.docx", out.getvalue())


def test_a_text_that_is_too_long_is_told(monkeypatch):
    monkeypatch.setattr(documents, "LONGEST_TEXT", 10)
    assert problem("a.txt", b"Eleven char") == "It has 11 characters; at most 10 can be worked on."


@given(st.binary(max_size=300), st.sampled_from([*documents.SUFFIXES, ".xyz"]))
def test_whatever_comes_is_read_or_refused_and_nothing_else(data, suffix):
    with suppress(TextUnreadable):
        assert normalise(read(f"a{suffix}", data).raw)


# -- what is kept


def test_what_no_database_holds_is_left_out_of_the_raw_text(monkeypatch):
    monkeypatch.setattr(documents, "_text", lambda data, url: Document("a\x00b\ud800c", title="x\ud800"))
    assert (read("a.txt", b"").raw, read("a.txt", b"").title) == ("abc", "x")


def test_what_a_document_says_of_itself_is_one_line_and_fits():
    found = read("a.md", b"---\ntitle: " + b"long " * 100 + b"\n---\n\nText.\n")
    assert len(found.title) <= 300
    assert not found.title.endswith(" ")


def test_pasted_text_says_of_itself_what_its_head_says():
    found = pasted("Mayor may go\n\nBy Ann Writer\n\nMay 4, 2026\n\n" + STORY)
    assert (found.title, found.byline, found.published) == ("Mayor may go", "Ann Writer", "2026-05-04")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("one\ntwo", "one two"),
        ("a hy-\nphen", "a hyphen"),
        ("Anglo-\nSaxon", "Anglo- Saxon"),
        (
            "A long line that is as wide as the page is\nShort.\nNext",
            "A long line that is as wide as the page is Short.\n\nNext",
        ),
        ("one\n\ntwo", "one\n\ntwo"),
        ("", ""),
    ],
)
def test_lines_of_a_page_are_joined_to_paragraphs(page, text):
    assert unwrap(page) == text
