"""Our Redis transport, with a Redis that goes away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kombu
import pytest

from annotator.config import broker, redis_broker
from tests.chaos.brokers import Redis

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.services  # it starts a Redis of its own
OPTIONS = {"max_retries": 0, "socket_connect_timeout": 2, "socket_timeout": 2}


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    broker.register()
    started = Redis(tmp_path)
    yield started
    started.end()


def test_a_message_that_could_not_be_acknowledged_keeps_nobody_from_taking_the_next(redis: Redis) -> None:
    with kombu.Connection(redis.url, transport_options=OPTIONS) as connection:
        assert isinstance(connection.transport, redis_broker.Transport)
        channel = connection.channel()
        channel.basic_qos(prefetch_count=1)
        connection.SimpleQueue("work").put({"number": 1})
        taken: list[kombu.Message] = []
        with kombu.Consumer(channel, [kombu.Queue("work")], on_message=taken.append):
            while not taken:
                connection.drain_events(timeout=10)
            assert not channel.qos.can_consume(), "one message is held, and not more than one may be"
            redis.down()
            with pytest.raises(connection.connection_errors):
                taken[0].ack()
            assert channel.qos.can_consume()
            redis.up()
