"""The demo story: four invented accounts of one invented event, and what two people marked in them.

Data, and no database: whoever fills a project with it goes through the services, as a person would.
The texts lie beside this file, and `story.json` points into them by quotes, so that both stay readable.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from annotator.text.normalise import normalise
from annotator.text.spans import Span

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class DemoSource:
    """A publisher."""

    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One account of the event."""

    key: str  # what annotations and cells call it
    source: str  # the name of a source
    title: str
    byline: str
    url: str
    published_at: datetime
    text: str  # canonical, without the title


@dataclass(frozen=True, slots=True)
class DemoAnnotation:
    """One person's marking."""

    annotator: str
    article: str  # the key of an article
    layer: str
    ranges: tuple[Span, ...]  # in the article's text
    codes: dict[str, str | list[str]]  # {dimension: code, codes, or words}
    claim: int | None = None  # the row it is a mention of
    note: str = ""


@dataclass(frozen=True, slots=True)
class DemoCell:
    """What one person checked. What has no cell and no mention is left for the visitor to do."""

    annotator: str
    claim: int
    article: str
    status: str
    certainty: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DemoStory:
    """All of it; articles stand in order of time."""

    title: str
    description: str
    annotators: tuple[str, ...]
    sources: tuple[DemoSource, ...]
    articles: tuple[DemoArticle, ...]
    claims: tuple[str, ...]
    annotations: tuple[DemoAnnotation, ...] = field(repr=False)
    cells: tuple[DemoCell, ...] = field(repr=False)


def load() -> DemoStory:
    """Return the demo story.

    Raises `ValueError` when a quote does not stand in its text exactly once (or as often as it says).
    """
    data = json.loads((HERE / "story.json").read_text(encoding="utf-8"))
    articles = tuple(_article(each) for each in data["articles"])
    return DemoStory(
        title=data["title"],
        description=data["description"],
        annotators=tuple(data["annotators"]),
        sources=tuple(DemoSource(**each) for each in data["sources"]),
        articles=articles,
        claims=tuple(data["claims"]),
        annotations=tuple(
            _annotation(mark, article)
            for article, each in zip(articles, data["articles"], strict=True)
            for mark in each["annotations"]
        ),
        cells=tuple(DemoCell(**each) for each in data["cells"]),
    )


def _article(data: dict[str, Any]) -> DemoArticle:
    given = {name: value for name, value in data.items() if name != "annotations"}
    given["published_at"] = datetime.fromisoformat(data["published_at"])
    text = (HERE / f"{data['key']}.txt").read_text(encoding="utf-8")
    return DemoArticle(**given, text=normalise(text))


def _annotation(data: dict[str, Any], article: DemoArticle) -> DemoAnnotation:
    given = {name: value for name, value in data.items() if name not in {"quote", "occurrence"}}
    quotes = data["quote"] if isinstance(data["quote"], list) else [data["quote"]]
    ranges = tuple(find(article.text, quote, data.get("occurrence")) for quote in quotes)
    return DemoAnnotation(**given, article=article.key, ranges=ranges)


def find(text: str, quote: str, occurrence: int | None = None) -> Span:
    """Return where `quote` stands in `text`: its only place, or the one of that number, counted from 1."""
    places = [at for at in range(len(text)) if text.startswith(quote, at)]
    if not quote or (occurrence is None and len(places) != 1):
        raise ValueError(f"{quote!r} stands in the text {len(places)} times, not once")
    number = 1 if occurrence is None else occurrence
    if not 1 <= number <= len(places):
        raise ValueError(f"{quote!r} stands in the text {len(places)} times: there is no number {number}")
    return Span(places[number - 1], places[number - 1] + len(quote))
