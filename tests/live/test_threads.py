"""An open page costs the web process no thread, however many there are."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from annotator.config.asgi import DOORS
from tests.processes import descendants

if TYPE_CHECKING:
    from tests.live.ears import World

STREAMS = 40
OTHERS = 12  # the hub's, and those that pages share: `WEB_THREADS` and some of the server


def threads(world: World) -> int:
    web = next(pid for pid, run in descendants(world.site.process.pid).items() if "uvicorn" in run)
    told = subprocess.run(
        ["ps", "-o", "nlwp=", "-p", str(web)], capture_output=True, text=True, check=True
    ).stdout
    return int(told)


def test_streams_share_the_threads_that_let_them_in(world):
    for _ in range(STREAMS):
        world.joined()
    assert threads(world) <= DOORS + OTHERS
    key = world.mark()
    for each in world.ears:
        each.hears("change", subject=key)
