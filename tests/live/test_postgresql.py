"""The feed over PostgreSQL, which says itself when there is something."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from tests.live.conftest import seeded
from tests.sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.live.ears import World

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
LISTENERS = 100


@pytest.fixture
def world(tmp_path: Path, transactional_db: None) -> Iterator[World]:
    """A site on the database of the tests."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    site = Site(tmp_path, DATABASE_URL=urlunsplit(address), WEB_THREADS=2)
    world = seeded(site)
    yield world
    for ear in world.ears:
        ear.drop()
    site.stop()


def count(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {query}"
        )
        return cursor.fetchone()[0]


def test_it_is_told_at_once_and_no_stream_holds_a_connection(world):
    ear = world.joined()
    took = []
    for _ in range(9):
        world.mark()
        begun = time.monotonic()
        ear.hears("change")
        took.append(time.monotonic() - begun)
    assert count("query = 'LISTEN annotator_feed'") == 1
    before = count("true")
    for _ in range(LISTENERS):
        world.joined()
    assert count("true") <= before + 1
    key = world.mark()
    for each in world.ears:
        each.hears("change", subject=key)
    # Half a second on average if nobody said anything.
    assert sorted(took)[4] < 0.25, took


def test_presence_is_told_at_once(world):
    ear = world.joined()
    world.ask("ben", "PUT", f"revisions/{world.seed['revision']}/presence/", {"sentence": 0})
    assert ear.hears("presence").data["people"][0]["person"]["name"] == "Ben"


def test_a_listening_connection_that_is_cut_costs_time_only(world):
    ear = world.joined()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %%'")
    key = world.mark()
    assert ear.hears("change").data["subject"] == key
