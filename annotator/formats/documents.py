"""Documents that people bring in: plain text, Markdown, HTML, PDF and Word, read to one record.

Pure: bytes in, a record out. What a document says of itself (title, byline, date, source) is
taken where it says so; nothing is guessed beyond that, and a person looks it over.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import charset_normalizer
import docx
import pypdf
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from annotator.errors import TextUnreadable
from annotator.formats import extraction
from annotator.formats.mastheads import Masthead, of_plain_text
from annotator.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_TEXT = 2_000_000  # code points: a long novel; beyond that a page can't be worked on
LARGEST_UNPACKED = 200_000_000  # bytes of a .docx once unpacked: a bomb is refused before it goes off
SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx")

# What no database column of text holds; a PDF's fonts may map to lone surrogates.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text as it came, and what it says of itself. Empty strings where it says nothing."""

    raw: str
    title: str = ""
    byline: str = ""
    published: str = ""  # ISO 8601, date or date and time
    source: str = ""


def read(name: str, data: bytes, *, content_type: str = "", url: str = "") -> Document:
    """Read one document; its kind is told by `content_type`, else by the ending of `name`.

    Raises :class:`TextUnreadable` with a sentence for a person, and nothing else.
    """
    reader = _reader(name, content_type)
    try:
        document = reader(data, url)
    except TextUnreadable:
        raise
    except Exception as error:
        # The libraries below raise dozens of types on damaged files; all mean the same to a person.
        raise TextUnreadable(
            "The file is damaged, or not what its name says (%(why)s).", why=_short(error)
        ) from error
    return _checked(document)


def title_from(name: str) -> str:
    """Return a file's name, or an address's last part, as a title; empty where nothing of it is left."""
    return PurePosixPath(name).stem.replace("_", " ").replace("-", " ").strip()


def pasted(raw: str) -> Document:
    """Read pasted text. Raises :class:`TextUnreadable` when there is none."""
    return _checked(_plain(raw))


def _checked(document: Document) -> Document:
    text = normalise(document.raw)
    if not text:
        raise TextUnreadable("There is no text in it.")
    if len(text) > LONGEST_TEXT:
        raise TextUnreadable(
            "It has %(length)s characters; at most %(most)s can be worked on.",
            length=len(text),
            most=LONGEST_TEXT,
        )
    return replace(
        document,
        raw=_UNKEEPABLE.sub("", document.raw),
        title=_line(document.title, 300),
        byline=_line(document.byline, 200),
        source=_line(document.source, 160),
    )


def _line(words: str, longest: int) -> str:
    return " ".join(normalise(words).split())[:longest].strip()


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:120] or type(error).__name__


def _reader(name: str, content_type: str) -> Callable[[bytes, str], Document]:
    kind = content_type.partition(";")[0].strip().lower()
    suffix = PurePosixPath(name.lower()).suffix
    by_type = {
        "text/html": _html,
        "application/xhtml+xml": _html,
        "text/plain": _text,
        "text/markdown": _markdown,
        "application/pdf": _pdf,
    }
    by_suffix = {
        ".txt": _text,
        ".text": _text,
        ".md": _markdown,
        ".markdown": _markdown,
        ".html": _html,
        ".htm": _html,
        ".xhtml": _html,
        ".pdf": _pdf,
        ".docx": _docx,
    }
    reader = by_type.get(kind) or by_suffix.get(suffix)
    if reader is None:
        known = list(SUFFIXES)
        if not kind and not suffix:
            raise TextUnreadable("A file with no ending can't be read. Bring %(known)s.", known=known)
        raise TextUnreadable(
            "Files of this kind (%(kind)s) can't be read. Bring %(known)s.", kind=kind or suffix, known=known
        )
    return reader


def _text(data: bytes, _url: str) -> Document:
    return _plain(decode(data))


def decode(data: bytes) -> str:
    """Return the text of a plain file: UTF-8 or UTF-16 by its mark, else UTF-8, else the likeliest.

    Raises :class:`TextUnreadable` for what is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4096]:
        raise TextUnreadable("This is not a text file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        likeliest = charset_normalizer.from_bytes(data).best()
        if likeliest is None:
            raise TextUnreadable("Its character encoding can't be told. Save it as UTF-8.") from None
        return str(likeliest)


def _plain(raw: str) -> Document:
    return _with_masthead(raw, of_plain_text(normalise(raw)))


def _with_masthead(raw: str, masthead: Masthead) -> Document:
    return Document(raw, masthead.title, masthead.byline, masthead.published, masthead.source)


def _markdown(data: bytes, _url: str) -> Document:
    raw = decode(data)
    front, body = _front_matter(raw)
    tree = lxml_html.fromstring(f"<div>{MarkdownIt('commonmark').render(body)}</div>")
    blocks = [
        " ".join(block.text_content().split()) if block.tag != "pre" else block.text_content()
        for block in tree.iter("h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "li")
        if block.tag != "li" or block.find("p") is None
    ]
    text = "\n\n".join(block for block in blocks if block.strip())
    found = of_plain_text(normalise(text))
    heading = tree.find(".//h1")
    return Document(
        raw=text,
        title=front.get("title") or (heading.text_content() if heading is not None else found.title),
        byline=front.get("author") or front.get("byline") or found.byline,
        published=front.get("date") or found.published,
        source=front.get("source") or found.source,
    )


def _front_matter(raw: str) -> tuple[dict[str, str], str]:
    """Split `key: value` lines between two lines of `---` from the body."""
    lines = raw.splitlines()
    if not lines or lines[0].strip() != "---":
        return {}, raw
    end = next((number for number, line in enumerate(lines[1:40], 1) if line.strip() == "---"), None)
    if end is None:
        return {}, raw
    pairs = (line.partition(":") for line in lines[1:end])
    front = {key.strip().lower(): value.strip().strip("\"'") for key, colon, value in pairs if colon}
    return front, "\n".join(lines[end + 1 :])


def _html(data: bytes, url: str) -> Document:
    found = extraction.extract(data, url=url or None)
    return Document(
        found.text, found.title or "", found.byline or "", found.published_at or "", found.source or ""
    )


def _pdf(data: bytes, _url: str) -> Document:
    file = pypdf.PdfReader(io.BytesIO(data))
    if file.is_encrypted and not file.decrypt(""):
        raise TextUnreadable("The PDF is locked with a password. Save it without one.")
    raw = "\n\n".join(unwrap(page.extract_text()) for page in file.pages)
    if not normalise(raw):
        raise TextUnreadable(
            "The PDF holds no text, only pictures of it (a scan). Run text recognition first."
        )
    about = file.metadata
    found = of_plain_text(normalise(raw))
    made = about.creation_date if about else None
    return Document(
        raw=raw,
        title=(about.title if about and about.title else "") or found.title,
        byline=(about.author if about and about.author else "") or found.byline,
        published=found.published or (made.date().isoformat() if made else ""),
        source=found.source,
    )


def unwrap(page: str) -> str:
    """Join the lines of a page of a PDF to paragraphs.

    A paragraph ends at a blank line, or at a line that is clearly shorter than the page is wide
    (three quarters) and ends a sentence. A word split by a hyphen at the line's end is joined.
    """
    lines = [line.strip() for line in page.splitlines()]
    width = max((len(line) for line in lines), default=0)
    out = ""
    for line in lines:
        if not line:
            out = out.rstrip() + "\n\n"
        elif out.endswith("-") and line[:1].islower():
            out = out[:-1] + line
        else:
            out += ("" if not out or out.endswith("\n") else " ") + line
        if line and len(line) < 0.75 * width and line.endswith((".", "!", "?", "\u201d", '"', ":")):
            out += "\n\n"
    return out


def _docx(data: bytes, _url: str) -> Document:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
            raise TextUnreadable("The file unpacks to more than 200 MB and was not opened.")
    file = docx.Document(io.BytesIO(data))
    raw = "\n\n".join(paragraph.text for paragraph in file.paragraphs if paragraph.text.strip())
    about = file.core_properties
    found = of_plain_text(normalise(raw))
    return Document(
        raw=raw,
        title=about.title or found.title,
        byline=found.byline or about.author or "",
        published=found.published,
        source=found.source,
    )
