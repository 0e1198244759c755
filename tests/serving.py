"""A real web server on this machine, whose pages a test writes, and which it allows by its port alone."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site(BaseHTTPRequestHandler):
    """Answers each path as the table `pages` of its server says, (status, headers, body); else with 404."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))
        self.server.heard.append(self.headers)
        page = self.server.pages.get(self.path.partition("?")[0], (404, {}, b""))
        if callable(page):
            page(self)
            return
        status, headers, body = page
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


HTML = {"Content-Type": "text/html; charset=utf-8"}


@contextmanager
def serving(**pages):
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.pages = {f"/{name}": page for name, page in pages.items()}
        server.asked, server.heard = [], []
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def url_of(server, path=""):
    return f"http://127.0.0.1:{server.server_port}/{path}"


def only(server):
    """Allow that server and nothing else."""
    return lambda address, port: (address, port) == ("127.0.0.1", server.server_port)
