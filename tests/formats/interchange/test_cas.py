"""UIMA CAS: written for INCEpTION, and read whoever wrote it, whatever stands in it."""

from __future__ import annotations

import io
import json
import re
import warnings
from itertools import pairwise

import cassis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.interchange.cas import read, write
from annotator.formats.interchange.cas.names import dimension_of, feature_of, layer_of, type_of
from annotator.formats.interchange.incoming import Incoming, Refused
from annotator.formats.interchange.source import FURTHER, Document, Lists
from annotator.formats.interchange.xml_files import for_xml
from tests.formats.interchange.worlds import (
    HEAD,
    LAYERS,
    all_kinds,
    attempt,
    datasets,
    expected,
    found,
    linked,
    members,
    packed,
    reasons,
    ties,
    written,
)

DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
keys = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,39}", fullmatch=True) | st.sampled_from(
    ["from", "def", "x-ef", "type", "x", "x_0", "5", "a_d", "a-", "a__d", "get", "self"]
)


@given(datasets())
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_back_whole(source):
    data, losses = written(write, source)
    assert found(read(packed(data))) == expected(source, but=for_xml)
    several = sum(len(each["ranges"]) > 1 for one in source.texts for each in one.annotations)
    told = {kind: len(rows) for kind, rows in source.further.items()}
    assert losses.counts == told | ({"several_ranges": several} if several else {})


@given(datasets())
@settings(max_examples=10, deadline=None)
def test_the_same_data_gives_the_same_bytes(source):
    assert written(write, source)[0] == written(write, source)[0]


@given(linked())
@settings(max_examples=20, deadline=None)
def test_links_between_marks_of_one_text_come_back_and_others_are_counted(source):
    data, losses = written(write, source)
    told = [(tie.kind, tie.one, tie.other) for each in read(packed(data)) for tie in each.relations]
    assert sorted(told) == sorted(ties(source))
    assert losses.counts["link"] == len(source.further["link"]) - len(told)


def test_what_has_no_place_is_counted():
    assert set(written(write, all_kinds())[1].counts) == set(FURTHER)


@settings(deadline=None)
@given(keys, keys)
def test_keys_are_names_of_uima_and_come_back(one, other):
    assert dimension_of(feature_of(one)) == one
    assert layer_of(type_of(one)) == one
    assert (feature_of(one) == feature_of(other)) == (one == other)
    assert type_of(one).rpartition(".")[2].isidentifier()


@given(datasets())
@settings(max_examples=15, deadline=None)
def test_cassis_by_itself_finds_text_sentences_tokens_and_marks(source):
    inside = members(written(write, source)[0])
    types = cassis.load_typesystem(inside["TypeSystem.xml"].decode())
    marked = 0
    for name, data in inside.items():
        if not name.endswith(".xmi"):
            continue
        cas = cassis.load_cas_from_xmi(io.BytesIO(data), types)
        (meta,) = cas.select(f"{DKPRO}.metadata.type.DocumentMetaData")
        (document,) = (one for one in source.texts if f"{one.revision['article_id']}-1" == meta.documentId)
        assert cas.sofa_string == document.revision["text"]
        assert len(cas.select("uima.tcas.DocumentAnnotation")) == 1
        sentences = cas.select(f"{DKPRO}.segmentation.type.Sentence")
        tokens = cas.select(f"{DKPRO}.segmentation.type.Token")
        # INCEpTION opens no text whose tokens overlap, or stand outside of sentences.
        inside_of = {each.xmiID for one in sentences for each in cas.select_covered(tokens[0].type.name, one)}
        assert inside_of == {each.xmiID for each in tokens}
        assert all(a.end <= b.begin for a, b in pairwise(tokens))
        by_id = {each["id"]: each for each in document.annotations}
        people = set()
        for layer in LAYERS:
            for each in cas.select(type_of(layer["key"])):
                record = by_id[each.mark_id]
                assert each.get_covered_text() == record["ranges"][each.mark_part]["quote"]
                people.add(record["author"]["name"])
                marked += 1
        assert len(people) <= 1
    assert marked == sum(len(each["ranges"]) for one in source.texts for each in one.annotations)


def test_every_layer_is_what_inception_takes_for_one():
    """Its rules for what it imports from a type system (`TypeSystemAnalysis`), as far as they are ours."""
    types = cassis.load_typesystem(members(written(write, Lists(HEAD))[0])["TypeSystem.xml"].decode())
    for layer in LAYERS:
        found = types.get_type(type_of(layer["key"]))
        assert found.supertype.name == "uima.tcas.Annotation"
        ranges = {each.rangeType.name for each in found.features}
        assert ranges <= {"uima.cas.String", "uima.cas.Integer", "uima.cas.StringArray"}
        assert {feature_of(each["key"]) for each in layer["dimensions"]} <= {
            each.name for each in found.features
        }
    link = types.get_type("annotator.Link")
    ends = {each.name: each.rangeType.name for each in link.features if each.name != "kind"}
    assert ends == dict.fromkeys(("Governor", "Dependent"), "uima.tcas.Annotation")


def test_files_are_named_by_number_and_never_by_what_people_are_called():
    def mark(number, name):
        return {
            "id": f"m{number}", "layer": "claim", "author": {"id": number, "name": name}, "codes": [],
            "ranges": [{"start": 0, "end": 1, "quote": "a"}],
        }  # fmt: skip

    text = {"article_id": 1, "revision": 2, "text": "abc"}
    marks = [mark(7, "../../etc"), mark("R/9 x", "A"), mark(7, "../../etc")]
    names = members(written(write, Lists(HEAD, [Document(text, marks)]))[0])
    assert [each for each in names if each.endswith(".xmi")] == [
        "annotation/1-2/001-7.xmi",
        "annotation/1-2/002-R_9_x.xmi",
    ]


def test_a_text_that_nobody_marked_has_a_file_too():
    text = {"article_id": 1, "revision": 2, "text": "abc"}
    assert "annotation/1-2/INITIAL_CAS.xmi" in members(written(write, Lists(HEAD, [Document(text)]))[0])


def test_what_xml_cannot_hold_is_left_out_and_counted():
    mark = {
        "id": "m", "layer": "claim", "author": {"id": 1, "name": "A"}, "note": "a\x0bb", "codes": [],
        "ranges": [{"start": 0, "end": 1, "quote": "a"}],
    }  # fmt: skip
    text = {"article_id": 1, "revision": 2, "text": "abc"}
    data, losses = written(write, Lists(HEAD, [Document(text, [mark])]))
    assert losses.counts == {"control_character": 1}
    (document,) = read(packed(data))
    assert document.marks[0].note == "ab"
    _, losses = written(write, Lists(HEAD, [Document(text | {"text": "a\x0bb"}, [mark])]))
    assert losses.counts == {"annotation": 1, "revision": 1}


def test_two_answers_where_the_codebook_has_one_are_counted():
    mark = {
        "id": "m", "layer": "claim", "author": {"id": 1, "name": "A"}, "note": "",
        "ranges": [{"start": 0, "end": 1, "quote": "a"}],
        "codes": [{"dimension": "certainty", "code": code} for code in ("certain", "possible")],
    }  # fmt: skip
    source = Lists(HEAD, [Document({"article_id": 1, "revision": 2, "text": "abc"}, [mark])])
    data, losses = written(write, source)
    assert losses.counts == {"several_answers": 1}
    assert next(iter(read(packed(data)))).marks[0].codes == {"certainty": ["certain"]}


# -- others' files


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
