"""UIMA CAS: written for INCEpTION, and read whoever wrote it, whatever stands in it."""

from __future__ import annotations

import io
from itertools import pairwise

import cassis
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.interchange.cas import read, write
from annotator.formats.interchange.cas.names import dimension_of, feature_of, layer_of, type_of
from annotator.formats.interchange.source import FURTHER, Document, Lists
from annotator.formats.interchange.xml_files import for_xml
from tests.formats.interchange.worlds import (
    HEAD,
    LAYERS,
    all_kinds,
    datasets,
    expected,
    found,
    linked,
    members,
    packed,
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
