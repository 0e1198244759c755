"""XML of others, read without harm, and values fit for XML.

No entity is ever looked up or expanded: a file that declares a document type is refused before any parser
that follows one sees it. That is the answer to external entities (XXE) and to a billion laughs alike.
"""

from __future__ import annotations

import re
from pyexpat import ErrorString, ExpatError, ParserCreate, XMLParserType
from typing import TYPE_CHECKING

from annotator.formats.interchange.incoming import Place, Refused, Unreadable

if TYPE_CHECKING:
    from annotator.formats.interchange.packed import Packed

LONGEST_VALUE = 9_000_000  # bytes of one attribute or text: libxml2 stops at 10,000,000
DEEPEST = 200  # elements within each other

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_ENCODING = re.compile(r"""encoding\s*=\s*["']([^"']*)""")
# What XML 1.0 has no way to write.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_bytes(packed: Packed, name: str) -> bytes:
    """Return an XML file as UTF-8 that any parser may be given. Raises :class:`Unreadable`.

    Refused are: no well-formed XML, a document type, an encoding that is not what the file says, elements
    nested deeper than `DEEPEST`, and one value of over `LONGEST_VALUE` bytes.
    """
    text = packed.text(name)
    declared = _DECLARATION.match(text)
    if declared:
        _check_encoding(name, declared[0], text)
    rest = text[declared.end() if declared else 0 :].lstrip()
    data = rest.encode()
    _Looked(name, text.count("\n", 0, len(text) - len(rest))).look(data)
    return data


def _check_encoding(name: str, declaration: str, text: str) -> None:
    """Refuse an old encoding whose bytes happen to be UTF-8: they would be read as other characters."""
    said = _ENCODING.search(declaration)
    if said and not text.isascii() and said[1].lower().replace("_", "-") not in {"utf-8", "utf8", "utf-16"}:
        facts = {"encoding": said[1][:40]}
        raise Unreadable(
            Refused(Place(name, 1), "This file says it is %(encoding)s. Save it as UTF-8.", facts)
        )


class _Looked:
    """One look at an XML file by a parser that follows nothing."""

    def __init__(self, name: str, lines_before: int) -> None:
        self.name = name
        self.before = lines_before
        self.depth = 0
        self.parser: XMLParserType = ParserCreate("utf-8")

    def look(self, data: bytes) -> None:
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        try:
            self.parser.Parse(data, True)  # noqa: FBT003 - that was all
        except ExpatError as error:
            facts = {"why": ErrorString(error.code)}
            raise Unreadable(Refused(self._here, "This is no XML (%(why)s).", facts)) from None

    def _doctype(self, *_: object) -> None:
        raise Unreadable(
            Refused(self._here, "This file declares a document type (DOCTYPE). Such files are not opened.")
        )

    def _begin(self, _name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            most = {"most": DEEPEST}
            raise Unreadable(Refused(self._here, "Elements are nested deeper than %(most)s here.", most))
        if any(len(value.encode()) > LONGEST_VALUE for value in attributes.values()):
            most = {"most": LONGEST_VALUE}
            raise Unreadable(Refused(self._here, "One value here has more than %(most)s bytes.", most))

    def _end(self, _name: str) -> None:
        self.depth -= 1

    @property
    def _here(self) -> Place:
        return Place(self.name, self.parser.CurrentLineNumber + self.before)


def writable(value: str) -> bool:
    """Say whether XML 1.0 can hold a text."""
    return _NO_XML.search(value) is None


def for_xml(value: str) -> str:
    """Return a text without the characters that XML 1.0 can't hold."""
    return _NO_XML.sub("", value)
