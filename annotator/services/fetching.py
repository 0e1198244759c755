"""Fetching an address that a person gave, without letting it lead into the machine's own network.

The check is made on the address that is connected to, after DNS resolution, for the first request
and for each redirect: a name that resolves to something else a moment later finds no second look-up.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore

from annotator.errors import AddressRefused
from annotator.formats import documents

if TYPE_CHECKING:
    import ssl

    from annotator.formats.documents import Document

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
    headers: Mapping[str, str] = field(default_factory=dict)  # by their names in small letters


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said after its redirects, whatever that is; a body only with status 200."""

    status: int
    url: str
    headers: Mapping[str, str]  # by their names in small letters
    body: bytes

    def page(self) -> Page:
        """Return the page. Raises :class:`AddressRefused` where none was sent."""
        if self.status != 200:  # noqa: PLR2004
            raise AddressRefused(
                "%(host)s answered with status %(answer)s.",
                field="url",
                host=host_of(self.url),
                answer=self.status,
            )
        return Page(self.url, self.headers.get("content-type", "text/html"), self.body, self.headers)


@dataclass(frozen=True, slots=True)
class Asking:
    """How a page is asked for."""

    headers: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] | None = _KINDS  # of content that are read; None: any
    largest: int | None = None  # bytes; None: what is read of any page
    is_cut: bool = False  # what is larger is cut off there; else it is refused
    before: Callable[[str], object] | None = None  # hears each address first; what it raises ends it


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


def fetch(url: str, *, allowed: Allowed | None = None) -> Page:
    """Fetch one page. Raises :class:`AddressRefused` with a sentence that says why not."""
    return ask(url, Asking(), allowed=allowed).page()


def read(page: Page) -> Document:
    """Return the text of a page with what it says of itself. Raises :class:`Refusal` for what is no text."""
    return documents.read(page.url, page.body, content_type=page.content_type, url=page.url)


def ask(url: str, asking: Asking, *, allowed: Allowed | None = None) -> Answer:
    """Ask for an address, through its redirects. Raises :class:`AddressRefused` where nothing came."""
    deadline = time.monotonic() + LONGEST
    with httpcore.ConnectionPool(network_backend=_Guard(allowed or is_public, deadline), retries=0) as pool:
        for _ in range(REDIRECTS + 1):
            url = checked(url)
            if asking.before:
                asking.before(url)
            try:
                answer = _get(pool, url, asking)
            except httpcore.TimeoutException:
                raise AddressRefused(
                    "%(host)s takes too long to answer. Try again later, or paste the text.",
                    field="url",
                    host=host_of(url),
                ) from None
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                what = str(error) or type(error).__name__
                raise AddressRefused(
                    "%(host)s could not be reached: %(what)s.", field="url", host=host_of(url), what=what
                ) from None
            if isinstance(answer, Answer):
                return answer
            try:
                url = urljoin(url, answer)
            except ValueError:
                raise AddressRefused(
                    "%(host)s sends one on to what is no address.", field="url", host=host_of(url)
                ) from None
    raise AddressRefused("The address sends one on more than %(most)s times.", field="url", most=REDIRECTS)


def checked(url: str) -> str:
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


def _get(pool: httpcore.ConnectionPool, url: str, asking: Asking) -> Answer | str:
    """Return the answer, or the address it sends one on to."""
    headers: dict[bytes | str, bytes | str] = {
        "User-Agent": USER_AGENT,
        "Accept": ", ".join(asking.kinds or ("*/*",)),
        "Accept-Encoding": "identity",  # so that the limit counts what we keep
    }
    headers.update(asking.headers)
    patience = {"connect": PATIENCE, "read": PATIENCE, "write": PATIENCE, "pool": PATIENCE}
    with pool.stream(
        "GET", url.encode("ascii"), headers=headers, extensions={"timeout": patience}
    ) as response:
        told: dict[str, str] = {}
        for raw, value in response.headers:
            name, words = raw.lower().decode(), value.decode("latin-1")
            told[name] = f"{told[name]}, {words}" if name == "link" and name in told else words
        if response.status in {301, 302, 303, 307, 308} and "location" in told:
            # Its bytes as they came: many servers send UTF-8 there, which no standard has.
            return quote(told["location"].encode("latin-1"), safe=_AS_IT_IS + "#")
        if response.status != 200:  # noqa: PLR2004
            return Answer(response.status, url, told, b"")
        if told.get("content-encoding", "identity") != "identity":
            raise AddressRefused(
                "%(host)s sent the page in a packed form that was not asked for.",
                field="url",
                host=host_of(url),
            )
        kind = told.get("content-type", "text/html").partition(";")[0]
        if asking.kinds and kind.strip().lower() not in asking.kinds:
            raise AddressRefused("This is no page of text but %(kind)s.", field="url", kind=kind)
        return Answer(200, url, told, _body(response, asking))


def _body(response: httpcore.Response, asking: Asking) -> bytes:
    body, most = bytearray(), asking.largest or LARGEST
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > most:
            if asking.is_cut:
                return bytes(body[:most])
            raise AddressRefused("The page is larger than %(most)s MB.", field="url", most=most // 1_000_000)
    return bytes(body)


def host_of(url: str) -> str:
    """Return the host that an address names, in small letters, or the address where it names none."""
    return urlsplit(url).hostname or url
