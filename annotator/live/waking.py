"""PostgreSQL says when there is something: one connection a process that only listens."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import psycopg
from django.db import connection

from annotator.services.history import WAKE

if TYPE_CHECKING:
    from annotator.live.hub import Hub

log = logging.getLogger(__name__)

AGAIN_SECONDS = 5.0  # after it failed; the hub looks by itself meanwhile
OURS = ("cursor_factory", "context")  # Django's own, for its own connections


async def by_postgresql(hub: Hub) -> None:
    """Wake the hub at each notification, until cancelled."""
    params = {name: value for name, value in connection.get_connection_params().items() if name not in OURS}
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**params, autocommit=True) as listening:
                await listening.execute(f"LISTEN {WAKE}")
                hub.is_woken = True
                hub.wake()  # for what came before
                async for _ in listening.notifies():
                    hub.wake()
        except psycopg.Error as error:
            log.warning("The feed can't listen to PostgreSQL and looks by itself: %s", error)
        finally:
            hub.is_woken = False
        await asyncio.sleep(AGAIN_SECONDS)
