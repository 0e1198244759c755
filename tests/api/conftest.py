from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.world import World, a_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Team


@pytest.fixture
def world(team: Team, do_jobs: Callable[[], int]) -> World:
    return a_world(team, do_jobs)
