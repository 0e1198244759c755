from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from annotator.queries import annotations as queries
from tests.people import mark


def check() -> tuple[str, str]:
    """Run the command that finds faults; return what it says and what it ends with."""
    out = StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("check_anchors", stdout=out)
    assert ended.value.returncode == 1
    return out.getvalue(), str(ended.value)


def raw(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def marks(team):
    """Return the ids of five marks, on two texts."""
    other = team.add_account("\U0001f469\u200d\U0001f692 says it is open.").revisions.get()
    quotes = [
        (team.revision, "The mayor"),
        (team.revision, "may resign"),
        (other, "\U0001f469\u200d\U0001f692 says"),
    ]
    return [mark(team.annotator, *each).data["id"] for each in [*quotes, *quotes[:2]]]


def test_what_stands_where_it_says_is_counted(marks):
    out = StringIO()
    call_command("check_anchors", stdout=out)
    assert out.getvalue() == "5 ranges on 2 revisions were checked: each quote stands where it says.\n"


@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_a_quote_that_was_altered_is_named_by_its_annotation(chunk, marks, team, monkeypatch):
    monkeypatch.setattr(queries, "CHUNK", chunk)
    raw("UPDATE annotator_range SET quote = 'she resign' WHERE annotation_id = %s", key(marks[1]))
    told, end = check()
    assert told == (
        f"annotation {marks[1]} at [10, 20) of revision {team.revision.pk}:"
        " there stands 'may resign' and not 'she resign'\n"
    )
    assert end == "5 ranges on 2 revisions were checked: 1 faults."


def key(uuid: str) -> str:
    """Return an id as the database at hand keeps it."""
    return uuid if connection.features.has_native_uuid_field else uuid.replace("-", "")


def test_a_range_beyond_the_end_is_named(marks):
    raw(
        'UPDATE annotator_range SET start = start + 5000, "end" = "end" + 5000 WHERE annotation_id = %s',
        key(marks[0]),
    )
    assert f"annotation {marks[0]} at [5000, 5009)" in check()[0]


def test_a_text_that_was_altered_is_named_with_all_that_moved(marks, team):
    raw(
        "UPDATE annotator_revision SET text = 'X' || text, length = length + 1 WHERE id = %s",
        team.revision.pk,
    )
    told, end = check()
    assert f"revision {team.revision.pk}: the text is not what its checksum says" in told
    assert end.endswith("5 faults.")
