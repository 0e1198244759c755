"""A dataset becomes a project again, and the dataset of that is the same to the last byte."""

from __future__ import annotations

import json

from annotator.models import User
from tests.restored import empty, exported, restored
from tests.services.test_export_records import concluded  # noqa: F401 - a story with one of each


def test_a_story_with_one_of_each_comes_back_to_the_last_byte(team, concluded, do_jobs):
    before = exported(team.owner, team.project, do_jobs)
    kinds = {json.loads(each)["type"] for each in before.splitlines()}
    empty()
    actor = User.objects.create(username="somebody-else")
    made = restored(actor, before, do_jobs)
    assert list(made.refused.values_list("number", "why")) == []
    assert kinds == set(made.counts)
    assert exported(actor, made.project, do_jobs) == before
