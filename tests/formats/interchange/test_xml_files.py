"""XML that is made to harm, and XML that is merely odd: an answer for each, and nothing is looked up."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.interchange import cas, tei, xml_files
from annotator.formats.interchange.incoming import Incoming, Refused, Unreadable
from annotator.formats.interchange.xml_files import for_xml, writable, xml_bytes
from tests.formats.interchange.worlds import attempt, packed

XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
REMOTE = b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd"><a/>'
PARAMETER = b'<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><a/>'
LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><a>&a9;</a>"
)
QUADRATIC = b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 50_000 + b'">]><a>' + b"&a;" * 50_000 + b"</a>"


def problem(data: bytes, name: str = "a.xml") -> str:
    with pytest.raises(Unreadable) as error:
        xml_bytes(packed(data, name), name)
    refused = error.value.refused
    assert refused.place.file == name
    return refused.why % dict(refused.facts)


@pytest.mark.parametrize("data", [XXE, REMOTE, PARAMETER, LAUGHS, QUADRATIC])
def test_a_document_type_is_never_opened(data):
    assert "DOCTYPE" in problem(data)


@pytest.mark.parametrize("read", [cas.read, tei.read])
@pytest.mark.parametrize("data", [XXE, REMOTE, PARAMETER, LAUGHS, QUADRATIC])
@pytest.mark.parametrize("place", ["xmi", "types"])
def test_no_reader_opens_one(read, data, place):
    harmless = b"<typeSystemDescription/>"
    files = {"a.xmi": data if place == "xmi" else b"<a/>", "T.xml": harmless}
    if place == "types":
        files["T.xml"] = b"<!-- typeSystemDescription -->" + data if not data.startswith(b"<?") else data
    for each in attempt(read, files):
        assert isinstance(each, Refused)
        assert "root:" not in str(each)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_nor_in_another_encoding(encoding):
    assert "DOCTYPE" in problem(LAUGHS.decode().encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-7", "cp037"])
def test_nor_in_one_that_is_not_told(encoding):
    problem('<?xml version="1.0"?><!DOCTYPE a><a>\u00e4</a>'.encode(encoding))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no element"),
        (b"<a>", "no element|unclosed"),
        (b"<a></b>", "mismatched"),
        (b"<a>\x0b</a>", "well-formed|token"),
        (b"<a>\x00</a>", "NUL"),
        (b"<a>\xff</a>", "UTF-8"),
        (b"<a>\xed\xa0\x80</a>", "surrogate"),
        (b"<a>&#xD800;</a>", "reference"),
        (b"<a>&#0;</a>", "reference"),
        (b"<a>&unknown;</a>", "entity"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>\u00e4</a>'.encode(), "ISO-8859-1"),
        (b"<a>" * 201 + b"</a>" * 201, "deeper than 200"),
    ],
)
def test_what_is_no_sound_xml_says_why(data, why):
    import re

    assert re.search(why, problem(data))


def test_a_huge_value_is_refused_before_another_parser_breaks_on_it(monkeypatch):
    monkeypatch.setattr(xml_files, "LONGEST_VALUE", 100)
    assert "more than 100 bytes" in problem(b'<a b="' + "\u00e4".encode() * 51 + b'"/>')
    assert xml_bytes(packed(b'<a b="' + b"x" * 100 + b'"/>', "a.xml"), "a.xml")


def test_the_line_counts_from_the_files_beginning():
    with pytest.raises(Unreadable) as error:
        xml_bytes(packed(b'<?xml version="1.0"\n?>\n<a>\n<b></a>', "a.xml"), "a.xml")
    assert error.value.refused.place.line == 4


def test_an_old_encoding_that_only_has_plain_letters_is_read():
    data = b'<?xml version="1.0" encoding="ISO-8859-1"?><a>x</a>'
    assert xml_bytes(packed(data, "a.xml"), "a.xml") == b"<a>x</a>"


@settings(deadline=None)
@given(st.text())
def test_what_is_written_for_xml_can_be_written(text):
    from lxml import etree

    told = for_xml(text)
    assert writable(told)
    assert (told == text) == writable(text)
    root = etree.Element("a", b=told)
    root.text = told
    again = etree.fromstring(etree.tostring(root))
    assert (again.get("b"), again.text or "") == (told, told)


_xml = st.recursive(
    st.sampled_from(["text", "&amp;", "&#10;", "&x;", "<!-- c -->", "<?p i?>", "\U0001f60a"]),
    lambda inner: st.builds(
        lambda name, value, parts: (
            f'<{name} id="{value}" xml:id="a" target="#string-range(a,{value},2)">{"".join(parts)}</{name}>'
        ),
        st.sampled_from(["TEI", "text", "body", "p", "annotation", "standOff", "typeDescription", "name"]),
        st.integers(-1, 9),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(_xml, st.booleans())
def test_whatever_xml_comes_is_read_or_refused_and_nothing_else(xml, ours):
    data = (f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{xml}</TEI>' if ours else xml).encode()
    for read in (tei.read, cas.read):
        for each in attempt(read, data, "a.xml") + attempt(read, {"a.xmi": data, "T.xml": data}):
            assert isinstance(each, Incoming | Refused)


def test_a_bomb_in_a_zip_is_refused_as_a_whole():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.xmi", b"<a>" + b" " * 30_000_000 + b"</a>")
    (refused,) = attempt(cas.read, out.getvalue())
    assert isinstance(refused, Refused)
