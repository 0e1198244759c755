"""The marks of a document of somebody's file, as rows: placed, mapped, and none that is there already.

The id of a mark is made of what the file says of it, so that the same file never makes it twice.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.utils import timezone

from annotator.errors import Invalid, Refusal
from annotator.formats.interchange import mapping as mappings
from annotator.formats.interchange.incoming import Refused
from annotator.formats.interchange.standing import each_refused, ground, unit_of, unsound
from annotator.models import Annotation, AnnotationCode, Range
from annotator.services import settling
from annotator.services.imports import moment
from annotator.services.marking import MOST_RANGES, Answer, codes_for, layer_in, note_of, range_rows
from annotator.services.transactions import callers_transaction, own_transactions

if TYPE_CHECKING:
    from annotator.formats.codebook import CodebookRecord
    from annotator.formats.interchange.incoming import Incoming, Mark, Unit
    from annotator.formats.interchange.mapping import Mapping
    from annotator.formats.interchange.placing import Placed
    from annotator.formats.interchange.standing import Ground
    from annotator.models import Project, Revision, User
    from annotator.queries.codebooks import CodebookIndex

AT_ONCE = 500  # rows of one statement


@dataclass
class Made:
    """The rows of a document's marks, and what became of each."""

    annotations: list[Annotation] = field(default_factory=list)
    ranges: list[Range] = field(default_factory=list)
    codes: list[AnnotationCode] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    # By the file's ids of marks: the rows that they are, or were before; None for what did not go in.
    ends: dict[str, UUID | None] = field(default_factory=dict)

    @callers_transaction
    def write(self) -> None:
        """Write the rows (3 queries for 500 marks)."""
        Annotation.objects.bulk_create(self.annotations, AT_ONCE)
        Range.objects.bulk_create(self.ranges, AT_ONCE)
        AnnotationCode.objects.bulk_create(self.codes, AT_ONCE)


@dataclass
class Translator:
    """What marks of a file become in one project.

    :param unit: of documents of which nothing tells it
    """

    project: Project
    mapping: Mapping
    codebook: CodebookIndex
    unit: Unit | None = None
    people: dict[str, User] = field(default_factory=dict)
    record: CodebookRecord = field(init=False)

    def __post_init__(self) -> None:
        """Raise :class:`Invalid` where the codebook has changed since the mapping was made."""
        self.record = self.codebook.record()
        mappings.check(self.mapping, (), self.record)

    @own_transactions("nothing is written")
    def refused(self, document: Incoming, why: Refused) -> Made:
        """Return that nothing of a document goes in, said of each of its marks and relations (no query)."""
        counts = Counter(
            read=len(document.marks), relations=len(document.relations),
            marks_refused=len(document.marks), links_refused=len(document.relations),
        )  # fmt: skip
        return Made(refused=each_refused(document, why), counts=counts)

    @callers_transaction
    def marks(self, document: Incoming, revision: Revision) -> Made:
        """Return the rows of a document's marks (1 query, 10 for each person who is new)."""
        made = Made(counts=Counter(read=len(document.marks)))
        where = ground(document, unit_of(document, self.unit).unit, revision.text)
        if where is None:
            why = Refused(document.place, "Nothing tells what the places in this document count.")
            return self.refused(document, why)
        there = set(Annotation.objects.filter(revision=revision).order_by().values_list("pk", flat=True))
        for mark in document.marks:
            made.ends.setdefault(mark.ident, None)
            try:
                self._mark(made, there, mark, revision, where)
            except Refusal as refusal:
                made.refused.append(Refused(mark.place, refusal.sentence, refusal.facts))
        made.counts["marks_refused"] = len(made.refused)
        return made

    def _mark(self, made: Made, there: set[UUID], mark: Mark, revision: Revision, where: Ground) -> None:
        """Add the rows of a mark, or count why there are none. Raises a refusal of the codebook."""
        told = mappings.mapped(mark, self.mapping, self.record)
        if told is None:
            made.counts["left_out"] += 1
            return
        found = unsound(mark) or where.placed(mark)
        if isinstance(found, Refused):
            made.refused.append(found)
            return
        if len(found.spans) > MOST_RANGES:
            raise Invalid("A mark has from one to %(most)s ranges.", most=MOST_RANGES)
        ident = _ident(mark, found, revision, mark.person or self.mapping.nobody)
        before = ident if ident in there else _own(mark)
        if before in there:
            made.ends[mark.ident] = before
            made.counts["duplicates"] += 1
            return
        layer = layer_in(self.codebook, told.layer)
        codes = codes_for(layer, [Answer(each.dimension, each.code, each.words) for each in told.answers])
        note = note_of(mark.note)
        made_at = moment(mark.made_at or "")[0] or timezone.now()
        row = Annotation(
            id=ident,
            revision=revision,
            layer=layer.row,
            author=self._person(mark),
            note=note,
            origin=Annotation.Origin.IMPORTED,
            anchor=Annotation.Anchor.MOVED if found.repaired else Annotation.Anchor.EXACT,
            created_at=made_at,
            updated_at=made_at,
        )
        there.add(ident)
        made.ends[mark.ident] = ident
        for code in codes:
            code.annotation = row
        made.annotations.append(row)
        made.ranges += range_rows(row, revision.text, list(found.spans))
        made.codes += codes
        made.counts += Counter(marks=1, repaired=found.repaired, **Counter(told.left_out))

    def _person(self, mark: Mark) -> User:
        name = mark.person or self.mapping.nobody
        if name not in self.people:
            self.people[name] = settling.stand_in(project=self.project, name=name)
        return self.people[name]


def _ident(mark: Mark, found: Placed, revision: Revision, person: str) -> UUID:
    """Return the id of a mark: made of what the file says of it, whatever it is mapped to."""
    said: list[Any] = [
        person,
        mark.label,
        [[each.start, each.end] for each in found.spans],
        {name: list(values) for name, values in mark.codes.items()},
        mark.note,
    ]
    return uuid5(revision.uid, json.dumps(said, sort_keys=True))


def _own(mark: Mark) -> UUID | None:
    """Return the id that a mark has in the file where that is one of ours could be."""
    with suppress(ValueError):
        return UUID(mark.ident)
    return None
