"""The texts of an export with the annotations on them, many at once, so that a large dataset is quickly read.

A batch is as many texts as have some thousand annotations between them. It takes 11 queries, however many
there are in it, and no more is in memory. Rows are taken from the cursor as they come: of each annotation
Django would make an id and two times only for them to be told as text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Count, F, OuterRef, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from annotator.formats.interchange.source import Document
from annotator.models import (
    Annotation,
    AnnotationCode,
    Carried,
    Claim,
    Code,
    Dimension,
    Layer,
    Mention,
    Range,
    Revision,
    SuggestionAnswer,
    SuggestionExposure,
    User,
)
from annotator.queries.annotations import answer
from annotator.queries.people import person
from annotator.queries.scopes import carried_in, claims_in, in_steps, marks_in, mentions_on, revisions_in
from annotator.queries.telling import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Export

MARKS = 4_000  # annotations of a batch,
LENGTH = 4_000_000  # or code points of its texts

Row = tuple[Any, ...]


def documents(export: Export) -> Iterator[Document]:
    """Yield each text of an export's scope with its annotations (3 queries, and 11 for each batch)."""
    reader = _Reader(export)
    for batch in batches(export):
        yield from reader.read(batch)


def batches(export: Export) -> Iterator[list[Revision]]:
    """Yield the texts of an export's scope without what stands in them, in batches (1 query a thousand)."""
    found = Annotation.objects.filter(revision=OuterRef("pk"), deleted_at=None).order_by()
    number = Subquery(found.values("revision").annotate(n=Count("pk")).values("n"))
    batch: list[Revision] = []
    marks = length = 0
    for row in in_steps(revisions_in(export).defer("text", "raw").annotate(marks=Coalesce(number, 0))):
        counted: int = row.marks  # type: ignore[attr-defined] # annotated
        if batch and (marks + counted > MARKS or length + row.length > LENGTH):
            yield batch
            batch, marks, length = [], 0, 0
        batch.append(row)
        marks, length = marks + counted, length + row.length
    if batch:
        yield batch


def facts_of(revision: Revision) -> dict[str, Any]:
    """Return what is told of a revision and its article, which came along with story and source."""
    article = revision.article
    return {
        "article_id": str(article.uid),
        "story_id": str(article.story.uid) if article.story else None,
        "story": article.story.title if article.story else None,
        "title": revision.headline,
        "source": article.source.name if article.source else None,
        "source_domain": article.source.domain or None if article.source else None,
        "byline": revision.signed or None,
        "url": article.url or None,
        "published_at": iso(article.published_at),
        "published_precision": article.published_precision if article.published_at else None,
        "added_at": iso(article.created_at),
        "revision_id": str(revision.uid),
        "revision": revision.number,
        "fetched_at": iso(revision.fetched_at),
        "sha256": revision.sha256,
        "length": revision.length,
    }


@dataclass
class _Reader:
    """Reads batches, and keeps what they share: the codebook's names and the people."""

    export: Export
    layers: dict[int, tuple[str, int]] = field(init=False)
    dimensions: dict[int, tuple[int, str]] = field(init=False)
    codes: dict[int, tuple[int, str]] = field(init=False)
    people: dict[int, dict[str, object]] = field(default_factory=dict)
    answers: dict[tuple[int, int], tuple[tuple[int, int], dict[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        project = self.export.project_id
        layers = Layer.objects.filter(codebook__project=project).order_by()
        self.layers = {row[0]: row[1:] for row in layers.values_list("pk", "key", "codebook__version")}
        dimensions = Dimension.objects.filter(layer__codebook__project=project).order_by()
        self.dimensions = {row[0]: row[1:] for row in dimensions.values_list("pk", "position", "key")}
        codes = Code.objects.filter(dimension__layer__codebook__project=project).order_by()
        self.codes = {row[0]: row[1:] for row in codes.values_list("pk", "position", "key")}

    def read(self, batch: list[Revision]) -> Iterator[Document]:
        """Yield a batch's documents, whose annotations are in order of making."""
        keys = [row.pk for row in batch]
        texts = dict(Revision.objects.filter(pk__in=keys).order_by().values_list("pk", "text"))
        marks = self._marks({row.pk: str(row.uid) for row in batch})
        for row in batch:
            yield Document({**facts_of(row), "text": texts[row.pk]}, marks.get(row.pk, ()))

    def _marks(self, texts: dict[int, str]) -> dict[int, list[dict[str, Any]]]:
        here = list(texts)
        of_mark = marks_in(self.export, "annotation", here)
        rows = Annotation.objects.filter(marks_in(self.export, "", here)).order_by("created_at", "pk")
        found = _raw(rows.values_list(
            "id", "revision_id", "layer_id", "author_id", "note", "confidence", "origin", "anchor", "version",
            _as_text("created_at", rows.db), _as_text("updated_at", rows.db),
        ))  # fmt: skip
        self._meet({row[3] for row in found})
        ranges = _grouped(Range.objects.filter(of_mark).values_list(
            "annotation_id", "position", "start", "end", "quote", "prefix", "suffix"
        ))  # fmt: skip
        codes = self._answers(AnnotationCode.objects.filter(of_mark))
        claims = self._claims(here)
        suggested = SuggestionAnswer.objects.filter(annotation__revision__in=here).order_by()
        entries: dict[object, str] = dict(_raw(suggested.values_list("annotation_id", "suggestion__entry")))
        shown = self._shown(here)
        carried = Carried.objects.filter(carried_in(self.export, here), made__revision__in=here).order_by()
        older: dict[object, Any] = dict(_raw(carried.values_list("made_id", "source_id")))
        told: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for ident, text, layer, author, note, sure, origin, anchor, version, made, changed in found:
            key, codebook = self.layers[layer]
            told[text].append({
                "id": _uuid(ident),
                "revision": texts[text],
                "layer": key,
                "author": self.people[author],
                "note": note,
                "confidence": sure,
                "origin": origin,
                "anchor": anchor,
                "codebook": codebook,
                "version": version,
                "created_at": _iso(made),
                "updated_at": _iso(changed),
                "deleted_at": None,
                "ranges": [
                    {"start": start, "end": end, "quote": quote, "prefix": prefix, "suffix": suffix}
                    for _, _, start, end, quote, prefix, suffix in ranges.get(ident, ())
                ],
                "codes": codes.get(ident, []),
                "claims": claims.get(ident, []),
                "suggested": entries.get(ident),
                "suggestions_shown_at": shown.get((text, author)),
                "carried_from": _uuid(older[ident]) if ident in older else None,
            })  # fmt: skip
        return told

    def _meet(self, ids: Iterable[int]) -> None:
        if unknown := set(ids) - self.people.keys():
            self.people |= {each.pk: person(each) for each in User.objects.filter(pk__in=unknown)}

    def _answers(self, rows: QuerySet[AnnotationCode]) -> dict[object, list[dict[str, str]]]:
        """Return the answers of each annotation, in the codebook's order; equal ones are one object."""
        found: dict[object, list[tuple[tuple[int, int], dict[str, str]]]] = {}
        for ident, dimension, code, words in _raw(
            rows.order_by("pk").values_list("annotation_id", "dimension_id", "code_id", "words")
        ):
            told = self.answers.get((dimension, code)) if code is not None else None
            if told is None:
                told = self._answer(dimension, code, words)
            found.setdefault(ident, []).append(told)
        for given in found.values():
            if len(given) > 1:
                given.sort(key=_place)
        return {ident: [told for _, told in given] for ident, given in found.items()}

    def _answer(self, dimension: int, code: int | None, words: str) -> tuple[tuple[int, int], dict[str, str]]:
        place, question = self.dimensions[dimension]
        if code is None:
            return (place, 1 << 31), answer(question, None, words)  # words stand behind codes
        at, name = self.codes[code]
        told = self.answers[dimension, code] = (place, at), answer(question, name, "")
        return told

    def _claims(self, here: list[int]) -> dict[object, list[str]]:
        """Return the claims that each annotation is on (2 queries).

        Which of them are in the scope is asked apart. Asked for at once, SQLite begins with the claims, and
        reads all mentions of the project for each batch.
        """
        rows = Mention.objects.filter(
            mentions_on(self.export, "", here), state=Mention.State.CONFIRMED
        ).order_by("created_at", "pk")
        pairs = _raw(rows.values_list("annotation_id", "claim_id"))
        chosen = Claim.objects.filter(claims_in(self.export), pk__in={claim for _, claim in pairs})
        told = {claim: _uuid(claim) for (claim,) in _raw(chosen.order_by().values_list("pk"))}
        found: dict[object, dict[str, None]] = defaultdict(dict)
        for ident, claim in pairs:
            if claim in told:
                found[ident][told[claim]] = None
        return {ident: list(claims) for ident, claims in found.items()}

    def _shown(self, here: list[int]) -> dict[tuple[int, int], str | None]:
        """Return when a person was first shown a text with suggestions."""
        rows = SuggestionExposure.objects.filter(revision__in=here).order_by("-shown_at", "-pk")
        told = rows.values_list("revision_id", "person_id", "shown_at")
        return {(text, who): iso(at) for text, who, at in told}


def _raw(rows: QuerySet[Any, Row]) -> list[Row]:
    """Return rows as the cursor gives them: on SQLite an id is 32 digits, and times are UTC."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Row] = cursor.fetchall()
    return found


def _grouped(rows: QuerySet[Any, Row]) -> dict[object, list[Row]]:
    """Return rows by their first value, each group in order of the second."""
    groups: dict[object, list[Row]] = {}
    for row in _raw(rows.order_by()):
        groups.setdefault(row[0], []).append(row)
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=itemgetter(1))
    return groups


_place = itemgetter(0)


def _uuid(ident: UUID | str) -> str:
    told = str(ident)
    return told if "-" in told else f"{told[:8]}-{told[8:12]}-{told[12:16]}-{told[16:20]}-{told[20:]}"


def _as_text(column: str, db: str) -> Cast | F:
    """Return a time as SQLite keeps it, without the work of making one; of PostgreSQL it is quickly had."""
    return Cast(column, TextField()) if connections[db].vendor == "sqlite" else F(column)


def _iso(moment: datetime | str) -> str:
    told = moment if isinstance(moment, str) else moment.replace(tzinfo=None).isoformat()
    return f"{told.replace(' ', 'T')}Z"
