"""Where an archive keeps a page, as the page or its server tells it (Memento, RFC 7089). Pure; asks nobody.

A time gate is not taken: it leads to whatever is the newest copy on the day when somebody opens it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST = 2000  # characters of an address

_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[^\s,;="<]+(?:\s*=\s*(?:"[^"]*"|[^\s",;<]*))?)*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))', re.IGNORECASE)


def archive_of(url: str, headers: Mapping[str, str], body: bytes, content_type: str = "text/html") -> str:
    """Return the address of the archived copy that a page names, else "".

    `headers` are by their names in small letters. A page that is an archived copy itself
    (`Memento-Datetime`) is its own.
    """
    if "memento-datetime" in headers:
        return url if len(url) <= LONGEST else ""
    found = filter(None, [*_in_header(headers.get("link", "")), *_in_page(body, content_type)])
    for there in found:
        try:
            address = urljoin(url, there.strip())
            is_address = urlsplit(address).scheme in {"http", "https"} and bool(urlsplit(address).hostname)
        except ValueError:
            continue
        if is_address and len(address) <= LONGEST:
            return address
    return ""


def _in_header(link: str) -> Iterator[str]:
    for target, parameters in _LINK.findall(link):
        rel = _REL.search(parameters)
        if rel and "memento" in (rel[1] or rel[2] or "").lower().split():
            yield target


def _in_page(body: bytes, content_type: str) -> Iterator[str]:
    if "html" not in content_type.lower() or b"memento" not in body.lower():
        return
    try:
        tree = lxml_html.fromstring(body)
    except (etree.ParserError, ValueError):
        return
    for link in tree.iter("link"):
        if "memento" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield str(link.get("href"))
