"""What says what a release is: citation, licence, datasheet, and Croissant as its own library reads it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
import yaml

from annotator.errors import Invalid
from annotator.formats.datasets import Archive
from annotator.formats.interchange import parquet
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.releasing.cards import LICENCES, Author, Terms, citation, licence
from annotator.formats.interchange.releasing.croissant import croissant
from annotator.formats.interchange.releasing.datasheet import BLANK, SECTIONS, blanks, datasheet
from annotator.formats.interchange.releasing.facts import facts
from annotator.formats.interchange.releasing.splits import COLUMNS, split
from annotator.formats.interchange.tables import TABLES
from tests.formats.interchange.releasing.made import project

TERMS = Terms(
    title='Floods: "what" they say \U0001f30a\u2028',
    version="1.2",
    released="2026-07-01",
    licence="CC-BY-4.0",
    authors=[Author("Lovelace", "Ada"), Author("The Flood Group")],
    note="Accounts of floods.",
)


def made():
    shown = {"revision_id": "r0003", "annotator_id": "R-1", "annotator": "R-1", "engine": "7", "found": 2,
             "shown_at": "2026-06-01T09:00:00Z"}  # fmt: skip
    source = project(suggestion_exposure=[shown])
    first, second = source.texts[0].annotations[0], source.texts[1].annotations[0]
    first |= {"suggestions_shown_at": "2026-06-01T09:00:00Z", "origin": "edited", "claims": ["c1", "c2"]}
    second |= {"author": {"id": "R-2", "name": "R-2"}}
    return source


def test_the_citation_is_yaml_with_what_the_format_asks_for():
    told = yaml.safe_load("\n".join(citation(TERMS)))
    assert told == {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": TERMS.title,
        "version": "1.2",
        "date-released": "2026-07-01",
        "license": "CC-BY-4.0",
        "abstract": "Accounts of floods.",
        "authors": [{"family-names": "Lovelace", "given-names": "Ada"}, {"name": "The Flood Group"}],
    }
    own = replace(TERMS, licence="https://flood.example/terms", url="https://flood.example")
    told = yaml.safe_load("\n".join(citation(own)))
    assert "license" not in told
    assert (told["license-url"], told["url"]) == ("https://flood.example/terms", "https://flood.example")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"version": ""},
        {"authors": []},
        {"authors": [Author("")]},
        {"licence": "free"},
        {"released": "1.7.2026"},
    ],
)
def test_what_no_card_can_be_made_of_is_refused(wrong):
    with pytest.raises(Invalid):
        replace(TERMS, **wrong)


def test_the_licence_is_not_for_the_texts_of_others():
    told = "\n".join(licence(TERMS))
    assert LICENCES["CC-BY-4.0"] in told
    assert "Their texts are in this dataset, and the rights in them stay with their publishers." in told
    assert "Their texts are not in this dataset" in "\n".join(licence(replace(TERMS, with_texts=False)))


def test_the_facts_are_counted():
    found = facts(made())
    assert found.records["article"] == found.records["revision"] == 30
    assert found.people == {"R-1", "R-2"}
    assert found.layers.total() == found.records["annotation"] == 90
    assert (found.suggested, found.shown) == (1, 1)
    assert found.engines == {"suggestion 7"}
    assert found.per_text == {1: 29, 2: 1}
    assert found.made == ("2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z")


def test_a_datasheet_has_each_question_and_says_what_nobody_answered():
    source = made()
    splits = split(source, seed=1)
    told = "\n".join(datasheet(facts(source), TERMS, splits, {"funding": "The *Flood* Fund."}))
    for section, questions in SECTIONS.items():
        assert f"\n## {section}\n" in told
        assert all(f"\n### {each}\n" in told for each in questions.values())
    assert "### Who funded it?\n\nThe *Flood* Fund.\n" in told
    assert "| annotation | 90 |" in told
    assert f"| train | {splits.counts['train']['units']} |" in told
    missing = blanks(facts(source), TERMS, {"funding": "x"})
    assert {"ethics", "consent", "purpose"} <= set(missing)
    assert not {"funding", "instances", "splits", "licence"} & set(missing)
    assert (
        told.count(BLANK) == len(missing) + 1
    )  # of the annotators it is known how many they are, and no more


def test_all_of_a_release_s_cards_are_the_same_twice():
    def told():
        source = made()
        counted, dealt = facts(source), split(source, seed=1)
        return croissant(counted, TERMS, {}, splits=dealt), list(datasheet(counted, TERMS, dealt))

    assert told() == told()


class In:
    """The tables of an archive in a folder of its own."""

    def __init__(self, archive, folder):
        self.archive, self.folder = archive, folder

    def write(self, name, *args, **named):
        self.archive.write(f"{self.folder}/{name}", *args, **named)

    def add(self, name, *args, **named):
        self.archive.add(f"{self.folder}/{name}", *args, **named)


@pytest.fixture
def folder(tmp_path):
    source, out = made(), io.BytesIO()
    splits, archive = split(source, seed=1), Archive(out)
    parquet.write(source, In(archive, "tables"), Losses())
    table = io.StringIO(newline="")
    csv.writer(table, lineterminator="\n").writerows([COLUMNS, *splits.rows()])
    archive.write("splits.csv", [table.getvalue().encode()])
    archive.write("croissant.json", [croissant(facts(source), TERMS, dict(archive.members), splits=splits)])
    archive.close({})
    with zipfile.ZipFile(out) as packed:
        packed.extractall(tmp_path)
    return tmp_path


@pytest.mark.filterwarnings("default")  # of what the library uses
def test_croissant_is_valid_and_its_library_loads_each_table(folder):
    import mlcroissant

    dataset = mlcroissant.Dataset(folder / "croissant.json")
    issues = dataset.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    assert {each.uuid for each in dataset.metadata.record_sets} == {"splits", "article_splits", *TABLES}
    told = dataset.metadata
    assert told.version == "1.2.0"
    assert told.machine_annotation_tools == ["suggestion 7"]
    marks = list(dataset.records("annotations"))
    assert len(marks) == 90
    texts = {
        each["revisions/revision_id"]: each["revisions/text"].decode()
        for each in dataset.records("revisions")
    }
    for each in marks:
        text = texts[each["annotations/revision_id"]]
        quote = text[each["annotations/start"] : each["annotations/end"]]
        assert quote == each["annotations/quote"].decode()
    parts = {each["article_splits/split"].decode() for each in dataset.records("article_splits")}
    assert parts == {each["splits/name"] for each in dataset.records("splits")}


def test_croissant_names_each_file_with_its_checksum(folder):
    told = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    assert {each["@id"] for each in told["distribution"]} == {
        "splits.csv", "tables/project.jsonl", *(f"tables/{name}.parquet" for name in TABLES),
    }  # fmt: skip
    assert told["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"
    assert told["license"] == LICENCES["CC-BY-4.0"]
    assert "rai:dataAnnotationProtocol" in told
