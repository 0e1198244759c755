from __future__ import annotations

import pytest
from django.db import OperationalError

from annotator.web import health


@pytest.mark.django_db
def test_it_is_well_when_the_database_answers(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_without_a_database_it_says_so_and_no_more(client, monkeypatch):
    class Gone:
        def cursor(self):
            raise OperationalError("password authentication failed for user annotator")

    monkeypatch.setattr(health, "connection", Gone())
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable"})


def test_it_only_reads(client):
    assert client.post("/healthz").status_code == 405
