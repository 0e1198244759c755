"""The names that writer and reader of TEI share."""

from __future__ import annotations

from typing import Final

TEI: Final = "http://www.tei-c.org/ns/1.0"
XML: Final = "http://www.w3.org/XML/1998/namespace"
XML_ID: Final = f"{{{XML}}}id"

CODEBOOK: Final = "codebook.xml"
TEXT: Final = "text"
"""The id of the body, in whose characters all pointers count."""
MARK: Final = "a-"
LAYER: Final = "layer"
CODE: Final = "code"
WORDS: Final = "words"
COMMENT: Final = "comment"

PLACES: Final = {
    "title": "title",
    "byline": "author",
    "source": "publisher",
    "published_at": "date",
    "url": "ref",
    "story": "note",
}
"""The elements of `<bibl>` that hold an article's facts."""


def tei(name: str) -> str:
    """Return an element's full name."""
    return f"{{{TEI}}}{name}"
