"""Brokers to be killed, each of its own: nobody else's messages are on them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import kombu

from tests.deadlines import until
from tests.processes import free_port

if TYPE_CHECKING:
    from pathlib import Path

QUEUES = ("interactive", "export", "compute")


class Embedded:
    """The folder of messages, wiped with all that is in it."""

    def __init__(self, folder: Path) -> None:
        self.url, self.folder = "safefs://localhost", folder / "data" / "broker"

    def down(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def up(self) -> None:
        """Nothing: it is a folder, which the next message makes."""

    def end(self) -> None:
        """Nothing to end."""


class Redis:
    """A redis-server that keeps nothing: after kill -9 all its messages are gone."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.up()

    def up(self) -> None:
        argv = ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(argv, cwd=self.folder, stdout=subprocess.DEVNULL)
        until(self._listens)

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def down(self) -> None:
        self.process.kill()
        self.process.wait()

    end = down


class RabbitMQ:
    """A server that others use too, so it is not killed: a cable to it is cut, and what lay there is purged.

    `url` names the server and a virtual host of one's own.
    """

    def __init__(self, url: str) -> None:
        self.real = url
        parts = urlsplit(url)
        self.target = (parts.hostname or "127.0.0.1", parts.port or 5672)
        self.port = free_port()
        login = f"{parts.username or 'guest'}:{parts.password or 'guest'}"
        self.url = f"amqp://{login}@127.0.0.1:{self.port}{parts.path}"
        self.open: list[socket.socket] = []
        self._purge()
        self.up()

    def up(self) -> None:
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", self.port))
        self.listener.listen()
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:  # cut
                return
            try:
                far = socket.create_connection(self.target)
            except OSError:
                near.close()
                continue
            self.open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()

    def down(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for each in self.open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.open.clear()
        self._purge()

    def _purge(self) -> None:
        with kombu.Connection(self.real) as connection:
            for queue in QUEUES:
                with suppress(connection.channel_errors):
                    connection.channel().queue_purge(queue)

    end = down


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(1 << 16):
            other.sendall(data)
    for each in (one, other):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
