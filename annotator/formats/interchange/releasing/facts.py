"""What can be counted in a dataset to say what it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.formats.interchange.source import FURTHER

if TYPE_CHECKING:
    from annotator.formats.interchange.source import Document, Source

_MACHINE = ("suggestion", "edited")  # origins of marks that a suggestion was at the beginning of


@dataclass
class Facts:
    """A dataset in numbers.

    :param records: of each type how many
    :param layers: annotations by layer
    :param origins: annotations by origin
    :param years: accounts by year of publication, "" where that is not known
    :param publishers: accounts by publisher, "" where that is not known
    :param per_text: texts by how many people have annotations on them
    :param shown: annotations by somebody to whom suggestions on that text were shown
    :param engines: what suggested, with its version
    :param made: when the first and the last annotation was made, ISO 8601
    """

    name: str = ""
    description: str = ""
    codebook: int = 0
    guidelines: int = 0
    records: Counter[str] = field(default_factory=Counter)
    layers: Counter[str] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    publishers: Counter[str] = field(default_factory=Counter)
    per_text: Counter[int] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    engines: set[str] = field(default_factory=set)
    shown: int = 0
    with_notes: int = 0
    made: tuple[str, str] | None = None

    @property
    def suggested(self) -> int:
        """How many annotations began as a suggestion."""
        return sum(self.origins[each] for each in _MACHINE)

    @property
    def decided(self) -> int:
        """How many decisions of the gold layer there are."""
        return sum(self.records[each] for each in ("decision", "cell_decision", "mention_decision"))


def facts(source: Source) -> Facts:
    """Count what is in a dataset. Reads it once; ids of articles are in memory."""
    found = Facts()
    articles = set()
    for record in source.header():
        found.records[record["type"]] += 1
        if record["type"] == "project":
            found.name, found.description = record["name"], record.get("description", "")
        elif record["type"] == "codebook":
            found.codebook = max(found.codebook, record["version"])
        elif record["type"] == "guidelines":
            found.guidelines = max(found.guidelines, record["version"])
    for document in source.documents():
        revision = document.revision
        if revision["article_id"] not in articles:
            articles.add(revision["article_id"])
            found.years[(revision["published_at"] or "")[:4]] += 1
            found.publishers[revision["source"] or ""] += 1
        _count(document, found)
    found.records["article"] = len(articles)
    for kind in FURTHER:
        for row in source.rows(kind):
            found.records[kind] += 1
            if "engine" in row:
                found.engines.add(f"{kind.partition('_')[0]} {row['engine']}")
    return found


def _count(document: Document, found: Facts) -> None:
    found.records["revision"] += 1
    found.records["annotation"] += len(document.annotations)
    people = {str(each["author"]["id"]) for each in document.annotations}
    found.people |= people
    found.per_text[len(people)] += 1
    for each in document.annotations:
        found.layers[each["layer"]] += 1
        found.origins[each["origin"]] += 1
        found.shown += each.get("suggestions_shown_at") is not None
        found.with_notes += bool(each["note"])
        first, last = found.made or (each["created_at"], each["created_at"])
        found.made = min(first, each["created_at"]), max(last, each["created_at"])
