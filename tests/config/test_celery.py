"""What a worker is, beside its tasks."""

from __future__ import annotations

from collections import deque

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from annotator.config import celery


@pytest.fixture
def logging(db, monkeypatch):
    """Return a connection that keeps what it asked, as with DEBUG."""
    one = connections["default"]
    monkeypatch.setattr(BaseDatabaseWrapper, "queries_limit", BaseDatabaseWrapper.queries_limit)
    monkeypatch.setattr(one, "queries_log", deque(maxlen=100))
    monkeypatch.setattr(one, "force_debug_cursor", True)
    return one


def ask(one):
    with one.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_a_worker_keeps_no_queries_however_many_it_makes(logging):
    ask(logging)
    assert len(logging.queries_log) == 1
    celery.keep_no_queries()
    ask(logging)
    assert not logging.queries_log


def test_nor_do_the_connections_that_it_makes_later(logging):
    celery.keep_no_queries()
    assert ConnectionHandler()["default"].queries_log.maxlen == 0
