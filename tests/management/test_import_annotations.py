"""`manage.py import_annotations`: says what is in a file, and takes it in by a mapping."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from annotator.models import Intake
from tests.intaken import AT, BRAT, BRIDGE, MAPPED, imported, packed, position, sure, web_page


@pytest.fixture
def run(team, tmp_path):
    """Return a function that writes a file, calls the command on it, and returns what it says."""

    def go(files: dict[str, str], mapping: object = None, **options: str) -> str:
        file = tmp_path / "set.zip"
        file.write_bytes(packed(files))
        if mapping is not None:
            told = tmp_path / "map.json"
            told.write_text(mapping if isinstance(mapping, str) else json.dumps(mapping), encoding="utf-8")
            options["mapping"] = str(told)
        out = io.StringIO()
        options = {"project": team.project.pk, "by": "owner"} | options
        call_command("import_annotations", str(file), stdout=out, stderr=io.StringIO(), **options)
        return out.getvalue()

    return go


@pytest.mark.django_db(transaction=True)
def test_without_a_mapping_it_suggests_one_and_leaves_nothing(run):
    told = json.loads(run(BRAT))
    assert told["labels"]["Claim"]["layer"] == "claim"
    assert told["labels"]["Hedge"]["layer"] is None
    assert imported() == []
    assert not Intake.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_with_a_mapping_the_file_goes_in(run):
    told = run(BRAT, MAPPED.as_dict(), story="The flood")
    assert "marks 1" in told
    (mark,) = imported()
    assert mark.revision.article.story.title == "The flood"


@pytest.mark.django_db(transaction=True)
def test_a_unit_can_be_stated(run):
    files = web_page(BRIDGE, position(AT + 1, AT + 8))
    with pytest.raises(CommandError, match="what the places in this file count"):
        run(files, sure().as_dict())
    run(files, sure().as_dict(), unit="UTF-16")
    assert imported()[0].ranges.get().quote == "he said"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("{", "can't be read"),
        ({"labels": {"Claim": {"layer": 5}}}, "labels.Claim.layer"),
        ({"labels": {"Claim": {"layer": "claim"}}}, "Hedge"),
        ({"labels": []}, "labels"),
    ],
)
def test_a_mapping_that_is_none_is_refused(run, mapping, words):
    with pytest.raises(CommandError, match=words):
        run(BRAT, mapping)
    assert imported() == []


@pytest.mark.django_db(transaction=True)
def test_what_can_not_be_says_why(run, team):
    with pytest.raises(CommandError, match="no account 'nobody'"):
        run(BRAT, by="nobody")
    with pytest.raises(CommandError, match="in no format"):
        run({"a.bin": "x"})
    with pytest.raises(CommandError, match="As annotator"):
        run(BRAT, by="annotator")
    with pytest.raises(CommandError, match="can't be read"):
        call_command("import_annotations", "no-such-file", project=team.project.pk, by="owner")
