"""The project with one of everything, for all pages' tests."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
from django.test import TestCase

from tests.once import do_waiting, kept
from tests.people import made_team
from tests.web.world import World, made_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with kept(django_db_blocker):
        yield made_world(made_team(), do_waiting, TestCase.captureOnCommitCallbacks)


@pytest.fixture
def world(written: World, db: None) -> World:
    """A copy for each test: what it changes on the rows that it holds, no other sees."""
    return copy.deepcopy(written)
