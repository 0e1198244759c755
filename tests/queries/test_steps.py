"""Long reads go in steps: each row once, in order, whatever the columns that they are told apart by."""

from __future__ import annotations

import pytest

from annotator.models import Claim
from annotator.queries import scopes
from annotator.queries.scopes import in_groups, in_steps


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
def test_rows_that_are_alike_in_their_first_columns_come_once_and_in_order(team, chunk, monkeypatch):
    monkeypatch.setattr(scopes, "CHUNK", chunk)
    Claim.objects.bulk_create(
        Claim(story=team.story, wording=f"Claim {number}", position=number // 3) for number in range(8)
    )
    rows = Claim.objects.filter(story=team.story)
    order = ("position", "created_at", "pk")
    assert list(in_steps(rows, *order)) == list(rows.order_by(*order))


def test_keys_come_as_many_at_once_as_have_a_chunk_of_rows(monkeypatch):
    monkeypatch.setattr(scopes, "CHUNK", 5)
    counted = [("a", 3), ("b", 2), ("c", 1), ("d", 9), ("e", 0), ("f", 1)]
    assert list(in_groups(counted)) == [["a", "b"], ["c"], ["d"], ["e", "f"]]
