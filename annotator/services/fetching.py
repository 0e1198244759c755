"""Fetching an address that a person gave, without letting it lead into the machine's own network.

The check is made on the address that is connected to, after DNS resolution, for the first request
and for each redirect: a name that resolves to something else a moment later finds no second look-up.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from annotator.errors import AddressRefused

LARGEST = 10_000_000  # bytes of a page
LONGEST = 30.0  # seconds in all, redirects included
PATIENCE = 10.0  # seconds for one step
REDIRECTS = 5
USER_AGENT = "Annotator/0.1 (reads one page for a person who asked for it)"
_KINDS = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "text/markdown")

Allowed = Callable[[str, int], bool]
"""Says of an IP address and a port whether they may be connected to."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came back."""

    url: str  # after redirects
    content_type: str
    body: bytes


def is_public(address: str, _port: int) -> bool:
    """Say whether an IP address is on the public internet; forms that hide another one are looked into."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        hidden = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if hidden is None and ip in ipaddress.ip_network("64:ff9b::/96"):  # NAT64
            hidden = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(str(hidden), _port)
    return ip.is_global and not ip.is_multicast


class _Guard(httpcore.NetworkBackend):
    """Resolves once, refuses what is not allowed, and connects to the very address that was checked."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise AddressRefused(f"There is no host named {host}.", field="url") from None
        addresses = [str(each[4][0]) for each in found]
        # All of them: a name with a public and a private address is a trick.
        if not addresses or not all(self._allowed(address, port) for address in addresses):
            raise AddressRefused(
                f"{host} leads into a private network, and such addresses are not fetched.", field="url"
            )
        return self._real.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    def connect_unix_socket(self, *_: object, **__: object) -> httpcore.NetworkStream:
        raise AddressRefused("This is no address of a web page.", field="url")

    def sleep(self, seconds: float) -> None:
        self._real.sleep(seconds)


def fetch(url: str, *, allowed: Allowed = is_public) -> Page:
    """Fetch one page. Raises :class:`AddressRefused` with a sentence that says why not."""
    deadline = time.monotonic() + LONGEST
    with httpcore.ConnectionPool(network_backend=_Guard(allowed), retries=0) as pool:
        for _ in range(REDIRECTS + 1):
            _check(url)
            try:
                answer = _get(pool, url, deadline)
            except httpcore.TimeoutException:
                raise AddressRefused(_slow(url), field="url") from None
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                what = str(error) or type(error).__name__
                raise AddressRefused(f"{_host(url)} could not be reached: {what}.", field="url") from None
            if isinstance(answer, Page):
                return answer
            url = urljoin(url, answer)
    raise AddressRefused(f"The address sends one on more than {REDIRECTS} times.", field="url")


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise AddressRefused("An address begins with http:// or https:// and names a host.", field="url")
    if parts.username or parts.password:
        raise AddressRefused("Addresses with a name and password in them are not fetched.", field="url")


def _get(pool: httpcore.ConnectionPool, url: str, deadline: float) -> Page | str:
    """Return the page, or the address it sends one on to."""
    headers: dict[bytes | str, bytes | str] = {
        "User-Agent": USER_AGENT,
        "Accept": ", ".join(_KINDS),
        "Accept-Encoding": "identity",  # so that the limit counts what we keep
    }
    patience = {"connect": PATIENCE, "read": PATIENCE, "write": PATIENCE, "pool": PATIENCE}
    host = _host(url)
    address = url.partition("#")[0].encode("ascii", errors="ignore")
    with pool.stream("GET", address, headers=headers, extensions={"timeout": patience}) as response:
        told = {name.lower().decode(): value.decode("latin-1") for name, value in response.headers}
        if response.status in {301, 302, 303, 307, 308} and "location" in told:
            return told["location"]
        if response.status != 200:  # noqa: PLR2004
            raise AddressRefused(f"{host} answered with status {response.status}.", field="url")
        if told.get("content-encoding", "identity") != "identity":
            raise AddressRefused(
                f"{host} sent the page in a packed form that was not asked for.", field="url"
            )
        kind = told.get("content-type", "text/html")
        if kind.partition(";")[0].strip().lower() not in _KINDS:
            raise AddressRefused(f"This is no page of text but {kind.partition(';')[0]}.", field="url")
        return Page(url=url, content_type=kind, body=_body(response, deadline, url))


def _body(response: httpcore.Response, deadline: float, url: str) -> bytes:
    body = bytearray()
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > LARGEST:
            raise AddressRefused(f"The page is larger than {LARGEST // 1_000_000} MB.", field="url")
        if time.monotonic() > deadline:
            raise AddressRefused(_slow(url), field="url")
    return bytes(body)


def _slow(url: str) -> str:
    return f"{_host(url)} takes too long to answer. Try again later, or paste the text."


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
