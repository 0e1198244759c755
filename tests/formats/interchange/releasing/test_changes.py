"""What changed since an earlier dataset, by ids."""

from __future__ import annotations

import json
from contextlib import closing

from hypothesis import HealthCheck, given, settings

from annotator.formats.interchange.releasing.changes import KEYS, Changes
from annotator.formats.interchange.source import FURTHER, Document, Lists, records_of
from tests.formats.interchange.releasing.made import project
from tests.formats.interchange.tabled import whole


def between(earlier, later):
    with closing(Changes(records_of(earlier), records_of(later))) as found:
        return found.counts, json.loads(b"".join(found.chunks())), list(found.lines("2", "1"))


def test_added_removed_and_changed_are_counted_and_named():
    before = project(stories=2, accounts=1, claim=[{"claim_id": "c1", "wording": "It rained."}])
    kept, gone = before.texts
    noted = [{**kept.annotations[0], "note": "sure"}, *kept.annotations[1:]]
    now = Lists(
        before.head,
        [Document(kept.revision, noted)],
        {"claim": [{"claim_id": "c2", "wording": "It snowed."}]},
    )
    counts, ids, lines = between(before, now)
    assert counts == {
        "revision": {"added": 0, "removed": 1, "changed": 0},
        "annotation": {"added": 0, "removed": len(gone.annotations), "changed": 1},
        "claim": {"added": 1, "removed": 1, "changed": 0},
    }
    assert ids["annotation"]["changed"] == [noted[0]["id"]]
    assert ids["annotation"]["removed"] == [each["id"] for each in gone.annotations]
    assert ids["claim"] == {"added": ["c2"], "removed": ["c1"], "changed": []}
    assert lines[0] == "# Changes in 2 since 1"
    assert "| `claim` | 1 | 1 | 0 |" in lines


def test_nothing_changed_between_equal_datasets():
    counts, ids, lines = between(project(), project())
    assert (counts, ids) == ({}, {})
    assert lines[-1] == "Nothing changed."


def test_each_type_of_record_is_known_by_something():
    assert KEYS.keys() == {"project", "codebook", "guidelines", "story", "revision", "annotation", *FURTHER}


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(whole(), whole())
def test_there_and_back_is_the_mirror_image(one, other):
    there, back = between(one, other)[1], between(other, one)[1]
    assert there.keys() == back.keys()
    for kind, told in there.items():
        assert told["added"] == back[kind]["removed"]
        assert told["removed"] == back[kind]["added"]
        assert told["changed"] == back[kind]["changed"]
