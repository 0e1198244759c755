"""`safefs`: the embedded broker, a folder of message files, for one machine without Redis or RabbitMQ.

kombu has a filesystem transport of its own. It writes messages in place while readers list and move them
(89 of 3,000 lost with two producers and three consumers), keeps its routing table in a file that is
truncated before it is written, orders by a clock that starts again at boot, and stops the worker at the first
file it can't parse. Here a message appears and is claimed by a rename, which is whole or not at all; a file
that is no message is set aside as `.bad`; and there is no table, since each routing key names its queue.

A message is taken for good when it is read. What a killed worker held is asked for again by the sweeper of
`services.jobs`, as with every broker.
"""

# mypy: disable-error-code="no-untyped-call"
# kombu has types here and there; its methods that we call have none.

from __future__ import annotations

import logging
import re
import time
import uuid
from collections import deque
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)

QUEUE_NAME = re.compile(r"\A[A-Za-z0-9_-][A-Za-z0-9._-]{0,100}\Z")  # it becomes a folder's name
LOOK_UP_SECONDS = 0.25
LEFTOVER_SECONDS = 60  # drafts and claims live for milliseconds; an older one belonged to a killed process

Message = dict[str, Any]  # what kombu hands over: body, properties, headers


def register() -> None:
    """Make `safefs://` an address that kombu knows, and Redis' ours; each is loaded when it is used."""
    TRANSPORT_ALIASES["safefs"] = "annotator.config.broker:Transport"
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = "annotator.config.redis_broker:Transport"


class Channel(virtual.Channel):
    """Message files in one folder a queue: `.new` while written, `.msg` to be taken, `.taken` while read."""

    supports_fanout = False

    def __init__(self, connection: object, **kwargs: object) -> None:
        super().__init__(connection, **kwargs)
        self._listed: dict[str, deque[Path]] = {}

    def _folder(self, queue: str) -> Path:
        if not QUEUE_NAME.match(queue):
            raise ChannelError(f"{queue!r} can't be the name of a queue.")
        return Path(self.connection.client.transport_options["folder"]) / queue

    def _lookup(self, exchange: str, routing_key: str, default: str | None = None) -> list[str]:  # noqa: ARG002 - kombu's
        """Return the queue that the routing key names; what is meant for many goes nowhere."""
        return [routing_key] if routing_key and self.typeof(exchange).type == "direct" else []

    def _new_queue(self, queue: str, **_: object) -> None:
        """Make the folder, and clear away what killed processes left half done."""
        folder = self._folder(queue)
        folder.mkdir(parents=True, exist_ok=True)
        for pattern in ("*.new", "*.taken"):
            for leftover in folder.glob(pattern):
                try:
                    if time.time() - leftover.stat().st_mtime > LEFTOVER_SECONDS:
                        leftover.unlink()
                except FileNotFoundError:
                    continue  # another worker starts as well

    def _put(self, queue: str, message: Message, **_: object) -> None:
        """Publish: a reader sees the whole file or none."""
        folder = self._folder(queue)
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex}"  # in order of time, over a reboot too
        draft = folder / f"{name}.new"
        content = dumps(message)
        try:
            draft.write_text(content, encoding="utf-8")
        except FileNotFoundError:  # a new queue, or somebody wiped the folder
            folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(content, encoding="utf-8")
        draft.rename(folder / f"{name}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Message:  # noqa: ARG002 - kombu's
        """Take the oldest message, or raise `Empty`. The folder is listed when the last list is used up."""
        listed = self._listed.setdefault(queue, deque())
        if not listed:
            listed.extend(sorted(self._folder(queue).glob("*.msg")))
        while listed:
            message = take(listed.popleft())
            if message is not None:
                return message
        raise Empty

    def _has_queue(self, queue: str, **_: object) -> bool:
        return self._folder(queue).is_dir()

    def _size(self, queue: str) -> int:
        return sum(1 for _ in self._folder(queue).glob("*.msg"))

    def _purge(self, queue: str) -> int:
        waiting = list(self._folder(queue).glob("*.msg"))
        for file in waiting:
            file.unlink(missing_ok=True)
        return len(waiting)

    def _delete(self, queue: str, *_: object, **__: object) -> None:
        self._purge(queue)


def take(file: Path) -> Message | None:
    """Claim a message by renaming it; None when another reader was first or it is no message."""
    taken = file.with_suffix(".taken")
    try:
        file.rename(taken)
    except FileNotFoundError:
        return None
    try:
        message = read(taken.read_bytes())
    except (ValueError, KeyError, TypeError, LookupError) as error:
        taken.rename(file.with_suffix(".bad"))
        log.error("%s is no message (%s); set aside as .bad", file.name, error)  # noqa: TRY400 - a stack says no more
        return None
    taken.unlink()
    return message


def read(content: bytes) -> Message:
    """Return the message, with all that the worker relies on in place."""
    message = loads(content.decode("utf-8"))
    properties = message["properties"]
    if not isinstance(properties["delivery_tag"], str):
        raise TypeError("the delivery tag is no text")
    Channel.codecs[properties.get("body_encoding") or "base64"].decode(message["body"])
    return dict(message)


class Transport(virtual.Transport):
    """`safefs://` with `broker_transport_options={"folder": ..., "polling_interval": seconds}`."""

    Channel = Channel
    driver_type = driver_name = "safefs"

    def drain_events(self, connection: object, timeout: float | None = None, **_: object) -> None:
        """Wait for messages, but look up often: Celery waits for 2 s here, even when it was told to stop."""
        super().drain_events(connection, timeout and min(timeout, LOOK_UP_SECONDS))

    def driver_version(self) -> str:
        """Return nothing of interest; kombu asks."""
        return "1"
