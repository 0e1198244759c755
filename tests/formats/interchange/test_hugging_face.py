"""A folder for the `datasets` library: it loads each table with rows, without a network."""

from __future__ import annotations

import io
import zipfile

import pytest
import yaml

from annotator.formats.interchange import hugging_face
from annotator.formats.interchange.source import Lists
from tests.formats.interchange.test_known_tables import SURE, decision, mark, of
from tests.formats.interchange.worlds import members, written

PROJECT = {
    "type": "project",
    "id": "p",
    "name": 'A "name" \\ \u2028 \U0001f600 \x85',
    "description": "Words.",
}


@pytest.fixture
def folder(tmp_path):
    one = mark(1, 1, 0, 20, SURE, claims=["c1", "c2"])
    source = of(one, mark(2, 2, 4, 9), decided=[decision(one)])
    data = written(hugging_face.write, Lists([PROJECT], source.texts, source.further))[0]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        packed.extractall(tmp_path / "folder")
    return tmp_path / "folder"


@pytest.mark.filterwarnings("default")  # of what the library uses
def test_the_library_loads_each_table_that_has_rows(folder, tmp_path, monkeypatch):
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "HF_DATASETS_DISABLE_PROGRESS_BARS"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    import datasets

    loaded = {
        name: datasets.load_dataset(str(folder), name, split="train", cache_dir=str(tmp_path / "cache"))
        for name in datasets.get_dataset_config_names(str(folder))
    }
    assert set(loaded) == {
        "annotations", "articles", "revisions", "spans", "codes", "distributions", "adjudications",
    }  # fmt: skip
    first = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    assert first["annotation_id"][:] == loaded["annotations"]["annotation_id"][:]
    assert first["claim_ids"][:] == [["c1", "c2"], []]
    texts = {each["revision_id"]: each["text"] for each in loaded["revisions"]}
    for each in loaded["spans"]:
        assert texts[each["revision_id"]][each["start"] : each["end"]] == each["quote"]


def test_the_card_is_yaml_and_says_how_many_rows_there_are(folder):
    _, head, body = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(head)
    assert told["pretty_name"] == PROJECT["name"]
    assert [each["config_name"] for each in told["configs"] if each.get("default")] == ["annotations"]
    assert "| `spans` | 2 |" in body
    assert "| `comments` | 0 |" in body


def test_a_dataset_of_nothing_has_a_card_without_tables():
    card = members(written(hugging_face.write, Lists())[0])["README.md"].decode()
    assert yaml.safe_load(card.split("---\n")[1])["configs"] is None
