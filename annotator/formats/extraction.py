"""The main text of a web page, and what the page says of itself (trafilatura)."""

from __future__ import annotations

from dataclasses import dataclass

import trafilatura

from annotator.errors import TextUnreadable


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article as its page tells it; None where the page says nothing."""

    text: str
    title: str | None = None
    byline: str | None = None
    published_at: str | None = None  # ISO 8601
    source: str | None = None


def extract(html: str | bytes, url: str | None = None) -> Extracted:
    """Return the main text of a page. Raises :class:`TextUnreadable`, and nothing else."""
    try:
        found = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    except Exception as error:
        raise TextUnreadable("The page is damaged and can't be read.") from error
    if found is None or not found.text:
        raise TextUnreadable("There is no article on this page.")
    return Extracted(found.text, found.title, found.author, found.date, found.sitename)
