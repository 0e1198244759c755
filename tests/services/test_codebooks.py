from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.errors import NotAllowed, StaleVersion
from annotator.formats import codebook as records
from annotator.models import Code, Codebook
from annotator.queries import codebooks as queries
from annotator.services import codebooks


def save(team, record, base, by=None, note=""):
    return codebooks.save(
        actor=by or team.owner, project_id=team.project.pk, record=record, base_version=base, note=note
    )


def renamed(record, label):
    first, *others = record.layers
    return records.CodebookRecord(layers=[replace(first, label=label), *others])


def test_a_new_project_has_the_default_codebook_exactly(team):
    index = queries.current_of(team.reader, team.project.pk)
    assert (index.row.version, index.record()) == (1, records.default())


def test_a_save_makes_the_next_version_and_leaves_the_old_one_as_it_was(team):
    changed = renamed(records.default(), "Assertion")
    index = save(team, changed, 1, note="  Clearer  ")
    assert (index.row.version, index.row.note, index.row.created_by) == (2, "Clearer", team.owner)
    assert queries.current_of(team.reader, team.project.pk).record() == changed
    old = team.project.codebooks.get(version=1)
    assert queries.index(old.pk, old.created_at).record() == records.default()
    assert [row.version for row in queries.versions_of(team.reader, team.project.pk)] == [2, 1]


def test_saving_what_stands_there_writes_nothing(team):
    codes, seq = Code.objects.count(), team.project.events.count()
    assert save(team, records.default(), 1).row.version == 1
    assert (Codebook.objects.count(), Code.objects.count()) == (1, codes)
    assert team.project.events.count() == seq


def test_of_two_who_save_the_second_is_told_what_the_first_saved(team):
    first = renamed(records.default(), "Assertion")
    save(team, first, 1)
    with pytest.raises(StaleVersion) as refusal:
        save(team, renamed(records.default(), "Statement"), 1, by=team.curator)
    assert refusal.value.facts == {"current": first.as_dict(), "current_version": 2, "base_version": 1}
    assert Codebook.objects.count() == 2


@pytest.mark.parametrize("name", ["annotator", "reader"])
def test_only_leads_change_the_codebook(name, team):
    with pytest.raises(NotAllowed):
        save(team, renamed(records.default(), "X"), 1, by=team.who(name))


def test_a_version_is_read_once_in_a_process(team, django_assert_num_queries):
    queries.index.cache_clear()
    row = team.project.codebooks.get()
    with django_assert_num_queries(4):  # the codebook; its layers; their dimensions; their codes
        queries.index(row.pk, row.created_at)
    with django_assert_num_queries(0):
        queries.index(row.pk, row.created_at).record()


def test_an_id_that_came_again_is_not_taken_for_the_version_that_was_rolled_back(team):
    """Ids are given out anew after a rollback; the cache must not tell the codebook that never was."""
    row = team.project.codebooks.get()
    queries.index(row.pk, row.created_at)
    team.project.codebooks.all().delete()
    again = Codebook.objects.create(pk=row.pk, project=team.project, version=1)
    assert queries.index(again.pk, again.created_at).record().layers == []
