"""What begins work for a worker is counted at the API as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.config import costly
from tests.api.asking import do
from tests.api.calls import CALLS
from tests.people import client
from tests.web.test_costly import BOUNDED, begins_work

if TYPE_CHECKING:
    from tests.api.world import World


def test_each_call_that_begins_work_is_counted(world: World) -> None:
    browser = client(world.team.owner)
    writes = [call for call in CALLS if call.method != "get"]
    begins = {
        f"api:{call.name}" for call in writes if begins_work(lambda call=call: do(browser, call, world))
    }
    assert {"api:exports", "api:releases", "api:article-revisions"} <= begins
    assert begins <= costly.COSTLY | BOUNDED
