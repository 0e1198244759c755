"""Tries are counted once for all: none is lost among many at the same time, and a window ends."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection

from annotator.errors import TooOften
from annotator.models import Attempt
from annotator.services import attempts


@pytest.fixture(autouse=True)
def five(monkeypatch):
    monkeypatch.setitem(attempts.LIMITS, "code", attempts.Limit(5, 60, "Wait %(minutes)s min."))


def allowed(times: int, subject: object = "ada") -> int:
    done = 0
    for _ in range(times):
        try:
            attempts.count(limit="code", subject=subject)
            done += 1
        except TooOften:
            pass
    return done


@pytest.mark.services  # the SQLite of tests is in memory, where threads share one connection's locks
@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_time_only_so_many_get_through():
    def some(_: int) -> int:
        try:
            return allowed(5)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(some, range(8))) == 5
    assert Attempt.objects.get().times == 40


@pytest.mark.django_db
def test_a_window_ends_and_what_ran_out_is_cleared_away():
    with time_machine.travel(1_000_000, tick=False) as clock:
        assert allowed(6) == 5
        with pytest.raises(TooOften) as held:
            attempts.look(limit="code", subject="ada")
        assert (held.value.facts["wait"], held.value.message) == (60, "Wait 1 min.")
        assert allowed(1, "bo") == 1
        clock.shift(61)
        attempts.look(limit="code", subject="ada")
        assert allowed(6) == 5
        assert Attempt.objects.count() == 1  # bo's ran out


@pytest.mark.django_db
def test_what_was_right_is_taken_back_or_forgotten():
    allowed(5)
    attempts.take_back(limit="code", subject="ada")
    assert allowed(2) == 1
    attempts.forget(limit="code", subject="ada")
    assert allowed(6) == 5


@pytest.mark.django_db
def test_nobody_can_be_read_out_of_what_is_kept(django_assert_num_queries):
    attempts.count(limit="code", subject="ada@post.example")
    row = Attempt.objects.get()
    assert "ada" not in row.key
    assert row.until > time.time()
    with django_assert_num_queries(1):
        attempts.count(limit="code", subject="ada@post.example")
