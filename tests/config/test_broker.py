from __future__ import annotations

import multiprocessing
import os
import time
from queue import Empty
from typing import TYPE_CHECKING

import pytest
from kombu import Connection

from annotator.config import broker
from tests.deadlines import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPAWN = multiprocessing.get_context("spawn")
PRODUCERS, CONSUMERS, EACH = 2, 3, 300


def connect(folder: Path) -> Connection:
    broker.register()
    return Connection("safefs://", transport_options={"folder": str(folder), "polling_interval": 0.01})


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with connect(tmp_path) as made:
        yield made


def produce(folder: Path, producer: int) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("work")
        for number in range(EACH):
            queue.put(f"{producer}-{number}")


def consume(folder: Path, got: multiprocessing.Queue[str], enough: multiprocessing.Event) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("work")
        while not enough.is_set():
            try:
                message = queue.get(timeout=0.2)
            except Empty:
                continue
            message.ack()
            got.put(message.payload)


def test_many_writers_and_readers_lose_and_double_nothing(tmp_path):
    got, enough = SPAWN.Queue(), SPAWN.Event()
    everybody = [SPAWN.Process(target=produce, args=(tmp_path, n)) for n in range(PRODUCERS)]
    everybody += [SPAWN.Process(target=consume, args=(tmp_path, got, enough)) for _ in range(CONSUMERS)]
    for process in everybody:
        process.start()
    received = [got.get(timeout=60) for _ in range(PRODUCERS * EACH)]
    enough.set()
    for process in everybody:
        process.join(30)
    assert [process.exitcode for process in everybody] == [0] * len(everybody)
    assert sorted(received) == sorted(f"{p}-{n}" for p in range(PRODUCERS) for n in range(EACH))
    assert got.empty()
    assert [file.suffix for file in (tmp_path / "work").iterdir()] == []


def test_messages_come_in_order(connection):
    queue = connection.SimpleQueue("work")
    for number in range(20):
        queue.put(number)
    assert queue.qsize() == 20
    assert [queue.get(timeout=1).payload for _ in range(20)] == list(range(20))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"{}",
        b'{"properties": {}}',
        b'{"properties": {"delivery_tag": 7}, "body": ""}',
    ],
)
def test_a_file_that_is_no_message_is_set_aside(connection, tmp_path, content):
    queue = connection.SimpleQueue("work")
    (tmp_path / "work" / "00000000000000000000-x.msg").write_bytes(content)
    queue.put("after")
    assert queue.get(timeout=1).payload == "after"
    assert [file.suffix for file in (tmp_path / "work").iterdir()] == [".bad"]


def test_a_wiped_folder_is_made_again(connection, tmp_path):
    queue = connection.SimpleQueue("work")
    (tmp_path / "work").rmdir()
    queue.put("after")
    assert queue.get(timeout=1).payload == "after"


def test_leftovers_of_killed_processes_are_cleared_at_start(tmp_path):
    (tmp_path / "work").mkdir()
    old, young = tmp_path / "work" / "1.taken", tmp_path / "work" / "2.taken"
    for file in (old, young):
        file.touch()
    long_ago = time.time() - broker.LEFTOVER_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    with connect(tmp_path) as connection:
        connection.SimpleQueue("work")
    assert (old.exists(), young.exists()) == (False, True)


def test_what_a_stopping_worker_had_not_begun_goes_back(tmp_path):
    with connect(tmp_path) as connection:
        connection.SimpleQueue("work").put("kept")
        connection.SimpleQueue("work").get(timeout=1)  # and never acknowledged
    until(lambda: list((tmp_path / "work").glob("*.msg")), seconds=5)


def test_a_queue_can_not_lead_out_of_the_folder(connection):
    with pytest.raises(broker.ChannelError):
        connection.SimpleQueue("../elsewhere")


def test_what_is_meant_for_all_workers_goes_nowhere(connection, tmp_path):
    channel = connection.channel()
    channel.exchange_declare("celeryev", type="topic")
    channel.basic_publish(channel.prepare_message("{}"), "celeryev", "worker.heartbeat")
    assert list(tmp_path.iterdir()) == []


def test_purging_empties_a_queue(connection):
    queue = connection.SimpleQueue("work")
    queue.put(1)
    queue.put(2)
    assert queue.clear() == 2
    assert queue.qsize() == 0
