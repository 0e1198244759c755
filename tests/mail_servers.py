"""Mail servers that listen on this machine: one that takes mail, one that is silent, one that is gone."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Talk(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a client needs to be rid of its mail."""

    def handle(self) -> None:
        self.say(220)
        while line := self.rfile.readline():
            match line.split()[0].upper():
                case b"DATA":
                    self.say(354)
                    rows = iter(self.rfile.readline, b".\r\n")
                    self.server.taken.append(b"".join(rows).decode())
                    self.say(250)
                case b"QUIT":
                    self.say(221)
                    return
                case b"RCPT" if self.server.refuses:
                    self.say(550)
                case _:
                    self.say(250)

    def say(self, code: int) -> None:
        self.wfile.write(b"%d said\r\n" % code)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    refuses = False

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.taken: list[str] = []
        self.port = self.server_address[1]


@contextmanager
def taking(port: int = 0) -> Iterator[Server]:
    with Server(port) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


@contextmanager
def silent() -> Iterator[int]:
    """Yield the port of one that lets clients in and says nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]
