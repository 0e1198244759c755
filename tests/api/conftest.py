"""The project with one of everything that an address can name."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from tests.api.world import World, a_world
from tests.once import do_waiting, kept
from tests.people import made_team

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

    from tests.people import Team


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with kept(django_db_blocker):
        yield a_world(made_team(), do_waiting)


@pytest.fixture
def world(written: World, db: None) -> World:
    """A copy for each test: what it changes on the rows that it holds, no other sees."""
    return copy.deepcopy(written)


@pytest.fixture
def team(world: World) -> Team:
    return world.team
