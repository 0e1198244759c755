"""What is wrong with a dataset is refused with its place and its reason; the rest of it goes in."""

from __future__ import annotations

import io
import json
import uuid

import pytest

from annotator.errors import Invalid, TooMuch
from annotator.models import Project, Restoration, User
from annotator.services import bringing, restoring
from tests.restored import empty, exported, packed, refusals, restored, the
from tests.services.test_export_records import conclude


@pytest.fixture
def whole(team, do_jobs):
    """The dataset of a story with one of each, as lines, in an instance that knows nothing of it."""
    conclude(team, do_jobs)
    data = exported(team.owner, team.project, do_jobs)
    empty()
    return [json.loads(each) for each in data.splitlines()]


@pytest.fixture
def actor(db):
    return User.objects.create(username="somebody-else")


def altered(kind, **said):
    """Return what makes the first record of a kind wrong."""

    def alter(records):
        the(records, kind).update(said)

    return alter


def first_range(**said):
    def alter(records):
        the(records, "annotation")["ranges"][0].update(said)

    return alter


def twice(kind):
    def alter(records):
        records.insert(records.index(the(records, kind)) + 1, dict(the(records, kind)))

    return alter


NOBODY = str(uuid.UUID(int=7))
WRONG = {
    "a quote that does not stand there": (
        first_range(quote="something else", start=0, end=14), "ranges[0].quote",
        "The quote is not what stands there. Offsets are Unicode code points.",
    ),
    "a range beyond the text": (
        first_range(start=900, end=901, quote="x"), "ranges[0].quote",
        "The quote is not what stands there. Offsets are Unicode code points.",
    ),
    "a layer that there is not": (
        altered("annotation", layer="mood"), "layer",
        "The codebook has no layer '%(key)s'; it has: %(known)s.",
    ),
    "a code that there is not": (
        altered("annotation", codes=[{"dimension": "certainty", "code": "maybe"}]), "codes[0]",
        "%(label)s has no code '%(key)s'; it has: %(known)s.",
    ),
    "a dimension that there is not": (
        altered("annotation", codes=[{"dimension": "mood", "code": "maybe"}]), "codes[0].dimension",
        "The layer %(layer)s has no dimension '%(key)s'; it has: %(known)s.",
    ),
    "a version of the codebook that there is not": (
        altered("annotation", codebook=9), "codebook", bringing.NOT_THERE,
    ),
    "a revision that there is not": (altered("annotation", revision=NOBODY), "revision", bringing.NOT_THERE),
    "what was deleted": (
        altered("annotation", deleted_at="2026-01-01T00:00:00Z"), "deleted_at",
        "This is null: what was deleted is not in a dataset.",
    ),
    "an id twice": (twice("annotation"), "id", "This id stands in the file twice."),
    "no UUID": (altered("annotation", id="7"), "id", "This is a UUID."),
    "a confidence of nine": (
        altered("annotation", confidence=9), "confidence",
        "This is a whole number from %(least)s to %(most)s.",
    ),
    "an origin that nobody knows": (
        altered("annotation", origin="dream"), "origin", "This is one of: %(known)s.",
    ),
    "no time": (
        altered("annotation", created_at="yesterday"), "created_at",
        "This is a time in UTC such as 2026-01-31T12:00:00Z.",
    ),
    "a day that there is not": (
        altered("annotation", created_at="2026-02-30T10:00:00Z"), "created_at",
        "This is a time in UTC such as 2026-01-31T12:00:00Z.",
    ),
    "a NUL character": (
        altered("annotation", note="a\x00b"), "note",
        "This holds a NUL character or half of a character, which can't be kept.",
    ),
    "another type of record": (
        altered("annotation", type="mood"), "", "There is no record of the type '%(kind)s'.",
    ),
    "a cell of a claim that there is not": (altered("cell", claim_id=NOBODY), "claim_id", bringing.NOT_THERE),
    "a cell without a status": (altered("cell", status="unchecked"), "status", "This is one of: %(known)s."),
    "a certainty of what is not reported": (
        altered("cell", status="not_reported", certainty=3), "", "It clashes with what is there: %(what)s.",
    ),
    "a link to nothing": (altered("link", to_id=NOBODY), "to_id", bringing.NOT_THERE),
    "a comment on nothing": (altered("comment", annotation_id=NOBODY), "annotation_id", bringing.NOT_THERE),
    "a decision without a reason": (
        altered("decision", overrules=True, reason=None), "", "It clashes with what is there: %(what)s.",
    ),
    "a second project": (twice("project"), "", "A dataset is of one project."),
    "no JSON among the codebooks": (
        lambda records: records.insert(1, {"type": "codebook", "version": 0}), "version",
        "This is a whole number from %(least)s to %(most)s.",
    ),
    "a codebook twice": (twice("codebook"), "version", "This version stands in the file twice."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_line_that_is_wrong_is_refused_with_its_place_and_the_rest_goes_in(name, whole, actor, do_jobs):
    alter, path, why = WRONG[name]
    before = [dict(each) for each in json.loads(json.dumps(whole))]
    alter(whole)
    number = next(n for n, each in enumerate(whole, 1) if n > len(before) or each != before[n - 1])
    made = restored(actor, packed(whole), do_jobs)
    found = [(told, where, said) for told, _, where, said in refusals(made)]
    assert found[0] == (number, path, why)
    assert len(whole) == sum(made.counts.values()) + len(found)
    # Nothing else is refused but what refers to it.
    assert {said for *_, said in found[1:]} <= {bringing.NOT_THERE}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (b'{"type": "annotation"', "This line is no JSON: %(why)s."),
        (b"[1]", "A line is an object with named fields."),
        (b'{"type": "cell", "claim_id": "\\ud800"}', "This line is no JSON: %(why)s."),
        (b'{"type": "annotation"}', "This is missing."),
        (b"[" * 5000, "This line is no JSON: %(why)s."),
        (b'{"type": "story", "title": "\xff"}', "Byte %(byte)s is not %(encoding)s. Save the file as UTF-8."),
    ],
)
def test_a_line_that_is_no_record_is_refused(told, why, whole, actor, do_jobs):
    made = restored(actor, packed(whole) + told + b"\n\n", do_jobs)
    assert [(number, said) for number, _, _, said in refusals(made)] == [(len(whole) + 1, why)]
    assert sum(made.counts.values()) == len(whole)


@pytest.mark.parametrize(
    ("said", "path", "why"),
    [
        ({"text": "Something else."}, "sha256", "The text is not the one of this checksum: it was changed."),
        ({"length": 7}, "length", "The text has another length: %(length)s."),
        ({"url": "javascript:alert(1)"}, "url", "This is no address of a web page."),
        ({"story_id": NOBODY}, "story_id", bringing.NOT_THERE),
    ],
)
def test_of_a_text_that_is_refused_nothing_goes_in(said, path, why, whole, actor, do_jobs):
    the(whole, "revision").update(said)
    made = restored(actor, packed(whole), do_jobs)
    first, *others = refusals(made)
    assert first[2:] == (path, why)
    assert others
    assert {said for *_, said in others} <= {bringing.NOT_THERE}


def test_keys_that_nothing_is_known_of_are_told(whole, actor, do_jobs):
    the(whole, "claim")["mood"] = "grey"
    made = restored(actor, packed(whole), do_jobs)
    assert made.unknown == {"claim.mood": 1}


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.jsonl", b"", "its first line is no project"),
        ("a.jsonl", b'{"type": "story"}', "This is missing"),
        ("a.jsonl", b"Hello", "no JSON"),
        ("a.zip", b"PK\x03\x04 but no more", "damaged"),
    ],
)
def test_what_is_no_dataset_makes_no_project(name, data, why, actor):
    with pytest.raises(Invalid, match=why):
        restoring.start(actor=actor, name=name, file=io.BytesIO(data))
    assert not Project.objects.exists()
    assert not Restoration.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(actor, monkeypatch):
    monkeypatch.setattr(restoring, "LARGEST", 10)
    with pytest.raises(TooMuch):
        restoring.start(actor=actor, name="a.jsonl", file=io.BytesIO(b"x" * 11))
