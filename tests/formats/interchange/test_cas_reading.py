"""UIMA CAS of others: read whoever wrote it, whatever stands in it."""

from __future__ import annotations

import json
import re
import warnings

import cassis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.interchange.cas import read
from annotator.formats.interchange.incoming import Incoming, Refused
from tests.formats.interchange.worlds import (
    attempt,
    packed,
    reasons,
)


def types(*described: tuple[str, dict[str, str]]) -> bytes:
    """A type system: each type with its features and their ranges."""
    told = "".join(
        f"<typeDescription><name>{name}</name><supertypeName>uima.tcas.Annotation</supertypeName><features>"
        + "".join(
            f"<featureDescription><name>{key}</name><rangeTypeName>{kind}</rangeTypeName></featureDescription>"
            for key, kind in features.items()
        )
        + "</features></typeDescription>"
        for name, features in described
    )
    return (
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">'
        f"<types>{told}</types></typeSystemDescription>"
    ).encode()


def xmi(text: str, *elements: str, members: str = "2 3 4") -> bytes:
    given_ids = set(re.findall(r'xmi:id="(\d+)"', "".join(elements)))
    present = " ".join(each for each in members.split() if each in given_ids)
    return (
        '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
        'xmlns:c="http:///custom.ecore" xmi:version="2.0">'
        f'<cas:NULL xmi:id="0"/>{"".join(elements)}'
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="{text}"/>'
        f'<cas:View sofa="1" members="{present}"/></xmi:XMI>'
    ).encode()


TYPES = types(
    ("custom.Span", {"value": "uima.cas.String", "n": "uima.cas.Integer", "yes": "uima.cas.Boolean"}),
    ("custom.Rel", {"Governor": "custom.Span", "Dependent": "custom.Span"}),
)


def test_offsets_are_utf_16_in_the_file_and_code_points_here():
    data = xmi(
        "\U0001f60a Rome", '<c:Span xmi:id="2" sofa="1" begin="3" end="7" value="LOC" n="3" yes="true"/>'
    )
    (document,) = read(packed({"TypeSystem.xml": TYPES, "a.xmi": data}))
    (mark,) = document.marks
    assert document.unit == "code points"
    assert document.text[mark.spans[0].start : mark.spans[0].end] == "Rome"
    assert (mark.label, mark.ident) == ("custom.Span", "2")
    assert mark.codes == {"value": ["LOC"], "n": ["3"], "yes": ["true"]}


def test_an_offset_inside_of_a_character_is_no_sound_file():
    data = xmi("\U0001f60a Rome", '<c:Span xmi:id="2" sofa="1" begin="1" end="7"/>')
    (refused,) = read(packed({"TypeSystem.xml": TYPES, "a.xmi": data}))
    assert "inside of a character" in refused.why


def test_relations_lead_from_one_mark_to_another():
    data = xmi(
        "a b",
        '<c:Span xmi:id="2" sofa="1" begin="0" end="1"/><c:Span xmi:id="3" sofa="1" begin="2" end="3"/>',
        '<c:Rel xmi:id="4" sofa="1" begin="2" end="3" Governor="2" Dependent="3"/>',
    )
    (document,) = read(packed({"TypeSystem.xml": TYPES, "a.xmi": data}))
    assert [(tie.kind, tie.one, tie.other) for tie in document.relations] == [("custom.Rel", "2", "3")]


def test_in_inceptions_folders_the_file_is_the_person_and_the_folder_the_document():
    data = xmi("abc", '<c:Span xmi:id="2" sofa="1" begin="0" end="1"/>')
    files = {
        "TypeSystem.xml": TYPES,
        "annotation/story.txt/ann.xmi": data,
        "annotation/story.txt/INITIAL_CAS.xmi": data,
    }
    told = [(each.name, each.marks[0].person) for each in read(packed(files))]
    assert told == [("story.txt", None), ("story.txt", "ann")]


def test_the_nearest_type_system_that_knows_the_types_is_taken():
    data = xmi("abc", '<c:Span xmi:id="2" sofa="1" begin="0" end="1"/>')
    other = types(("custom.Other", {}))
    files = {"T.xml": TYPES, "one/a.xmi": data, "two/T.xml": other, "two/U.xml": TYPES, "two/b.xmi": data}
    assert [len(each.marks) for each in read(packed(files))] == [1, 1]


def test_what_no_type_system_knows_is_left_out_and_told():
    data = xmi(
        "abc",
        '<c:Span xmi:id="2" sofa="1" begin="0" end="1"/><c:Odd xmi:id="3" sofa="1" begin="0" end="1"/>',
    )
    refused, document = read(packed({"TypeSystem.xml": TYPES, "a.xmi": data}))
    assert refused.facts == {"type": "custom.Odd"}
    assert len(document.marks) == 1


def test_a_json_cas_is_read_with_the_types_inside():
    system = cassis.load_typesystem(TYPES.decode())
    cas = cassis.Cas(system)
    cas.sofa_string = "\U0001f60a Rome"
    cas.add(system.get_type("custom.Span")(begin=2, end=6, value="LOC"))
    (document,) = read(packed(cas.to_json().encode(), "a.json"))
    assert (document.text, document.marks[0].spans[0].start) == ("\U0001f60a Rome", 2)
    assert document.marks[0].codes == {"value": ["LOC"]}


@pytest.mark.parametrize(
    "name",
    [
        'x=print("run"), y',
        "x): pass\nimport os #",
        "__class__",
        "_x",
        "lambda",
        "a.b",
        "x y",
        "",
        "\u00e4",
        "x" * 5 + ";",
    ],
)
def test_a_name_that_would_be_run_as_a_program_is_refused(name, capsys):
    from xml.sax.saxutils import escape

    data = xmi("abc", '<c:Span xmi:id="2" sofa="1" begin="0" end="1"/>')
    bad = types(("custom.Span", {escape(name): "uima.cas.String"}))
    described, alone = read(packed({"TypeSystem.xml": bad, "a.xmi": data}))
    assert "can't be read" in described.why
    assert "no sound type system" in alone.why
    told = {"%TYPES": {"custom.Span": {name: {"%RANGE": "uima.cas.String"}}}, "%FEATURE_STRUCTURES": []}
    (refused,) = read(packed(json.dumps(told).encode(), "a.json"))
    assert "can't be read" in refused.why
    assert "run" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"a.xmi": xmi("abc")}, "no sound type system beside"),
        ({"a.xmi": b"<a", "T.xml": TYPES}, "no XML"),
        ({"a.xmi": b"<a/>", "T.xml": TYPES}, "no XMI"),
        ({"a.xmi": xmi(""), "T.xml": TYPES}, "no text"),
        ({"a.xmi": xmi("a", '<c:Span xmi:id="2" sofa="1" begin="x" end="1"/>'), "T.xml": TYPES}, "no sound"),
        ({"a.xmi": xmi("a", '<c:Span xmi:id="2" sofa="9" begin="0" end="1"/>'), "T.xml": TYPES}, "no sound"),
        ({"a.xmi": xmi("a", '<c:Span xmi:id="2" sofa="1" odd="1"/>'), "T.xml": TYPES}, "no sound"),
        ({"a.xmi": xmi("a", '<c:Span xmi:id="2" sofa="1"/>'), "T.xml": TYPES}, "marks nothing"),
        ({"a.xmi": xmi("a", '<c:Span xmi:id="2" sofa="1" begin="0" end="9"/>'), "T.xml": TYPES}, "outside"),
        ({"a.xmi": xmi("ab", '<c:Span xmi:id="2" sofa="1" begin="2" end="1"/>'), "T.xml": TYPES}, "outside"),
        ({"T.xml": types(("a b", {}))}, "no name of a type"),
        ({"T.xml": b"<typeSystemDescription>"}, "no XML"),
        ({"a.json": b"{}"}, "no JSON CAS"),
        ({"a.json": b'{"%TYPES": {}, "%FEATURE_STRUCTURES": 7}'}, "no sound CAS|no text"),
        ({"a.json": b'{"%TYPES": {"a.B": 7}, "%FEATURE_STRUCTURES": []}'}, "no sound CAS"),
        ({"a.json": b"nothing"}, "no JSON"),
        ({"a.doc": b"x", "b.json": b"{}"}, "no XMI"),
    ],
)  # fmt: skip
def test_what_is_no_sound_cas_says_why(files, why):
    said = reasons(attempt(read, files))
    assert re.search(why, said[0])


def test_warnings_of_cassis_stay_inside():
    data = xmi("abc", '<c:Span xmi:id="2" sofa="1" begin="0" end="1"/>')
    doubled = TYPES.replace(
        b"</types>", TYPES[TYPES.index(b"<typeD") : TYPES.index(b"</types>")] + b"</types>"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for each in read(packed({"T.xml": doubled, "a.xmi": data})):
            assert isinstance(each, Incoming | Refused)


@settings(deadline=None)
@given(st.text(max_size=80), st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused_and_nothing_else(text, data):
    for each in (
        *attempt(read, {"T.xml": TYPES, "a.xmi": data}),
        *attempt(read, {"T.xml": data, "a.xmi": xmi("abc")}),
        *attempt(read, data, "a.json"),
        *attempt(read, {"T.xml": TYPES, "a.xmi": xmi("abc", text)}),
    ):
        assert isinstance(each, Incoming | Refused)
