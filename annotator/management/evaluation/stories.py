"""Stories: the clusters found when articles arrive one by one, by B-cubed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from annotator.management.evaluation.measures import bcubed
from annotator.management.evaluation.task import BadLine, Outcome, Task, value
from annotator.text.stories import Article
from annotator.text.storing import cluster

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Told:
    """An article and the event it tells of."""

    article: Article
    event: str


def read(line: Mapping[str, Any]) -> Told:
    """Read `{"id", "title", "text", "published_at" or null, "event"}`."""
    article = Article(
        str(line.get("id")),
        value(line, "title", str),
        value(line, "text", str),
        _moment(line.get("published_at")),
    )
    return Told(article, str(value(line, "event", str)))


def _moment(told: object) -> datetime | None:
    if told is None:
        return None
    with suppress(ValueError):
        if isinstance(told, str):
            return datetime.fromisoformat(told)
    raise BadLine(f'"published_at" is {told!r}, which is no date of ISO 8601')


def measure(items: Iterable[Told]) -> Outcome:
    """Cluster the articles in the order of the file; the baseline gives each article a story of its own."""
    told = list(items)
    events = [one.event for one in told]
    found = cluster(one.article for one in told)
    return Outcome(len(told), _metrics(found, events), _metrics(range(len(told)), events))


def _metrics(found: Sequence[Hashable], events: Sequence[Hashable]) -> dict[str, float]:
    names = ("bcubed_precision", "bcubed_recall", "bcubed_f1")
    return dict(zip(names, bcubed(found, events), strict=True))


TASK: Final = Task("stories", read, measure, "articles", "each article is a story of its own")
