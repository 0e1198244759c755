"""Real files of other tools: each is read, or refused with a true reason. Skipped where they don't lie."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import jsonschema
import pytest

from annotator.formats.interchange import cas, conll, hypothesis, web_annotation, webanno_tsv
from annotator.formats.interchange.incoming import Incoming, Refused
from annotator.formats.interchange.packed import Packed
from tests.formats.interchange.test_web_annotation_reading import one_claim
from tests.formats.interchange.worlds import members, written

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
W3C = CORPORA / "w3c_annotations" / "tools" / "samples"
UIMA = CORPORA / "uima_cas" / "tests" / "test_files"


def files(folder: Path, ending: str) -> list[Path]:
    found = sorted(folder.rglob(f"*{ending}"))
    if not found:
        pytest.skip(f"{folder.name} is not beside this checkout")
    return found


def outcome(read, path: Path) -> tuple[list[Incoming], list[str]]:
    with path.open("rb") as file:
        found = list(read(Packed(path.name, file)))
    told = [each.why % dict(each.facts) for each in found if isinstance(each, Refused)]
    return [each for each in found if isinstance(each, Incoming)], told


def with_types(name: str, *types: str) -> tuple[list[Incoming], list[str]]:
    """What comes of an XMI file beside type systems."""
    if not UIMA.exists():
        pytest.skip("uima_cas is not beside this checkout")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.write(UIMA / "xmi" / f"{name}.xmi", f"{name}.xmi")
        for each in types:
            file.write(UIMA / "typesystems" / f"{each}.xml", f"{each}.xml")
    found = list(cas.read(Packed("upload.zip", out)))
    told = [each.why % dict(each.facts) for each in found if isinstance(each, Refused)]
    return [each for each in found if isinstance(each, Incoming)], told


def test_samples_of_the_standard_that_are_right_are_read_where_they_mark_a_passage():
    read = {}
    for path in files(W3C / "correct", ".json"):
        documents, told = outcome(web_annotation.read, path)
        assert documents or told
        if documents:
            read[path.stem] = sum(len(each.marks) for each in documents)
        assert not any("standard" in why or "JSON" in why for why in told)
    assert read == {"anno26": 1, "anno27": 1, "anno32": 1, "collection1": 3}


def test_pages_keep_to_the_standards_schemas():
    schemas = [each for each in files(CORPORA / "w3c_annotations", ".json") if "samples" not in each.parts]
    if not schemas:
        pytest.skip("the schemas of the standard's tests are not beside its samples")
    data, _ = written(web_annotation.write, one_claim())
    page = json.loads(members(data)["pages/1-1.jsonld"])
    for path in schemas:
        schema = json.loads(path.read_text(encoding="utf-8"))
        if schema.get("assertionType", "must") == "must":
            for item in page["items"]:
                jsonschema.Draft4Validator(schema).validate({"@context": page["@context"], **item})


def test_samples_of_the_standard_that_are_wrong_are_refused():
    for path in files(W3C / "incorrect", ".json"):
        documents, told = outcome(web_annotation.read, path)
        assert not documents
        assert len(told) == 1


def test_what_recogito_stores_is_read_with_every_quote_at_its_place():
    for path in files(CORPORA / "recogito", "annotations.json"):
        (document,), told = outcome(web_annotation.read, path)
        assert not told
        assert len(document.marks) == 14
        assert all(mark.spans[0].quote for mark in document.marks)


def test_rows_of_hypothesis_are_read():
    marks = {
        path.stem: [len(each.marks) for each in outcome(hypothesis.read, path)[0]]
        for path in files(CORPORA / "hypothesis", ".json")
    }
    assert marks == {"minimal": [1], "wikipedia-regression-testing": [5]}


@pytest.mark.parametrize(
    ("name", "types", "marks"),
    [
        ("cas_has_fs_with_no_namespace", "typesystem_has_types_with_no_namespace", [1]),
        ("cas_with_collections", "typesystem_with_collections", [0]),
        ("cas_with_empty_array_reference", "inception_typesystem", [0]),
        ("cas_with_floating_point_special_values", "typesystem_with_floating_points", [0]),
        ("cas_with_inheritance", "typesystem_with_inheritance", [5]),
        ("cas_with_nonindexed_fs", "important_dkpro_types", [0]),
        ("empty_cas", "small_typesystem", [0]),
        ("cas_with_references", "inception_typesystem", [3]),
        ("cas_with_smileys", "inception_typesystem", [5]),
        ("cas_with_two_sofas", "important_dkpro_types", [0, 0]),
        ("lenient_cas", "small_typesystem", [0]),
        ("small_cas", "small_typesystem", [0]),
    ],
)  # fmt: skip
def test_a_cas_is_read_beside_its_type_system(name, types, marks):
    documents, _ = with_types(name, types)
    assert [len(each.marks) for each in documents] == marks


@pytest.mark.parametrize(
    ("name", "types", "why"),
    [
        ("cas_with_array_features", "typesystem_with_array_features", "This CAS has no text."),
        ("cas_with_list_features", "typesystem_with_list_features", "This CAS has no text."),
        (
            "cas_with_smileys",
            None,
            "There is no sound type system beside this file, and none elsewhere in the upload "
            "knows all of its types. Bring both in one zip.",
        ),
    ],
)
def test_a_cas_that_is_not_read_says_why(name, types, why):
    documents, told = with_types(name, *([types] if types else []))
    assert not documents
    assert told == [why]


def test_marks_beside_an_emoji_are_on_their_words():
    (document,), _ = with_types("cas_with_smileys", "inception_typesystem")
    words = [document.text[mark.spans[0].start : mark.spans[0].end] for mark in document.marks]
    assert words == ["Transformers", "Transformers", "Transformers", "PyTorch", "TensorFlow"]


def test_all_cas_at_once_are_read_by_whichever_type_system_fits():
    if not UIMA.exists():
        pytest.skip("uima_cas is not beside this checkout")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for path in sorted(UIMA.rglob("*.x*")):
            file.write(path, path.name)
    found = list(cas.read(Packed("upload.zip", out)))
    read = {each.place.file for each in found if isinstance(each, Incoming)}
    assert read >= {
        "cas_with_smileys.xmi",
        "cas_with_inheritance.xmi",
        "small_cas.xmi",
        "cas_with_references.xmi",
    }


@pytest.mark.parametrize("read", [web_annotation.read, hypothesis.read, cas.read, webanno_tsv.read])
def test_what_is_another_format_is_refused_and_breaks_nothing(read):
    for path in files(CORPORA / "meantime_en", ""):
        if path.is_file() and path.stat().st_size < 500_000:
            documents, told = outcome(read, path)
            assert not documents
            assert told


def test_coreference_of_meantime_is_one_refusal_and_not_one_a_line():
    (path,) = files(CORPORA / "meantime_en", ".conll")
    documents, told = outcome(conll.read, path)
    assert documents == []
    assert told == [
        "This is CoNLL\u2019s form for coreference: its last column has chains, and no tags of passages."
    ]


def test_type_systems_in_a_folder_of_their_own_are_found():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for path in [*files(UIMA, ".xmi"), *files(UIMA, ".xml")]:
            file.write(path, str(path.relative_to(UIMA)))
    found = list(cas.read(Packed("upload.zip", out)))
    assert sum(isinstance(each, Incoming) for each in found) == 14
    # Of this one a type is in none of them, on purpose.
    unread = [each.place.file for each in found if "no sound type system" in getattr(each, "why", "")]
    assert unread == ["xmi/lenient_cas.xmi"]
