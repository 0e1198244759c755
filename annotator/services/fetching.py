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
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore

from annotator.errors import AddressRefused

if TYPE_CHECKING:
    import ssl

LARGEST = 10_000_000  # bytes of a page
LONGEST = 30.0  # seconds in all, redirects included
PATIENCE = 10.0  # seconds for one step
REDIRECTS = 5
USER_AGENT = "Annotator/0.1 (reads one page for a person who asked for it)"
_KINDS = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "text/markdown")
_AS_IT_IS = "%/:=&?~+!$,;'@()*[]"  # of a path or query: what means something there, or is encoded already

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
        # The last two: what no current standard gives to anybody, forms of private addresses among it.
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class _Hurried(httpcore.NetworkStream):
    """A connection that ends at the deadline, however slowly the other side drips its bytes."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Hurried(
            self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if timeout is None else min(left, timeout)


class _Guard(httpcore.NetworkBackend):
    """Resolves once, refuses what is not allowed, and connects to the very address that was checked."""

    def __init__(self, allowed: Allowed, deadline: float) -> None:
        self._allowed = allowed
        self._deadline = deadline
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
        except (OSError, ValueError):  # the second for what can be no name: too long, with a NUL in it
            raise AddressRefused("There is no host named %(host)s.", field="url", host=host) from None
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        # All of them: a name with a public and a private address is a trick.
        if not addresses or not all(self._allowed(address, port) for address in addresses):
            raise AddressRefused(
                "%(host)s leads into a private network, and such addresses are not fetched.",
                field="url",
                host=host,
            )
        for address in addresses[:-1]:
            try:
                return self._connected(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # a machine without IPv6 reaches the host by its next address
        return self._connected(addresses[-1], port, timeout, local_address, socket_options)

    def _connected(self, address: str, port: int, timeout: float | None, *rest: Any) -> _Hurried:  # noqa: ANN401
        return _Hurried(self._real.connect_tcp(address, port, timeout, *rest), self._deadline)

    def connect_unix_socket(self, *_: object, **__: object) -> httpcore.NetworkStream:
        raise AddressRefused("This is no address of a web page.", field="url")

    def sleep(self, seconds: float) -> None:
        self._real.sleep(seconds)


def fetch(url: str, *, allowed: Allowed = is_public) -> Page:
    """Fetch one page. Raises :class:`AddressRefused` with a sentence that says why not."""
    deadline = time.monotonic() + LONGEST
    with httpcore.ConnectionPool(network_backend=_Guard(allowed, deadline), retries=0) as pool:
        for _ in range(REDIRECTS + 1):
            url = _checked(url)
            try:
                answer = _get(pool, url)
            except httpcore.TimeoutException:
                raise AddressRefused(
                    "%(host)s takes too long to answer. Try again later, or paste the text.",
                    field="url",
                    host=_host(url),
                ) from None
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                what = str(error) or type(error).__name__
                raise AddressRefused(
                    "%(host)s could not be reached: %(what)s.", field="url", host=_host(url), what=what
                ) from None
            if isinstance(answer, Page):
                return answer
            try:
                url = urljoin(url, answer)
            except ValueError:
                raise AddressRefused(
                    "%(host)s sends one on to what is no address.", field="url", host=_host(url)
                ) from None
    raise AddressRefused("The address sends one on more than %(most)s times.", field="url", most=REDIRECTS)


def _checked(url: str) -> str:
    """Return the address in ASCII, without its fragment: the host in IDNA, the rest percent-encoded."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in {"http", "https"} or not host:
        raise AddressRefused("An address begins with http:// or https:// and names a host.", field="url")
    if parts.username or parts.password:
        raise AddressRefused("Addresses with a name and password in them are not fetched.", field="url")
    place = f"[{host}]" if ":" in host else host
    place = place if port is None else f"{place}:{port}"
    path, query = (quote(each, safe=_AS_IT_IS) for each in (parts.path, parts.query))
    return urlunsplit((parts.scheme, place, path, query, ""))


def _get(pool: httpcore.ConnectionPool, url: str) -> Page | str:
    """Return the page, or the address it sends one on to."""
    headers: dict[bytes | str, bytes | str] = {
        "User-Agent": USER_AGENT,
        "Accept": ", ".join(_KINDS),
        "Accept-Encoding": "identity",  # so that the limit counts what we keep
    }
    patience = {"connect": PATIENCE, "read": PATIENCE, "write": PATIENCE, "pool": PATIENCE}
    host = _host(url)
    with pool.stream(
        "GET", url.encode("ascii"), headers=headers, extensions={"timeout": patience}
    ) as response:
        told = {name.lower().decode(): value.decode("latin-1") for name, value in response.headers}
        if response.status in {301, 302, 303, 307, 308} and "location" in told:
            # Its bytes as they came: many servers send UTF-8 there, which no standard has.
            return quote(told["location"].encode("latin-1"), safe=_AS_IT_IS + "#")
        if response.status != 200:  # noqa: PLR2004
            raise AddressRefused(
                "%(host)s answered with status %(answer)s.", field="url", host=host, answer=response.status
            )
        if told.get("content-encoding", "identity") != "identity":
            raise AddressRefused(
                "%(host)s sent the page in a packed form that was not asked for.", field="url", host=host
            )
        kind = told.get("content-type", "text/html")
        if kind.partition(";")[0].strip().lower() not in _KINDS:
            raise AddressRefused(
                "This is no page of text but %(kind)s.", field="url", kind=kind.partition(";")[0]
            )
        return Page(url=url, content_type=kind, body=_body(response))


def _body(response: httpcore.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > LARGEST:
            raise AddressRefused(
                "The page is larger than %(most)s MB.", field="url", most=LARGEST // 1_000_000
            )
    return bytes(body)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
