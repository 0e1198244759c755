"""Bringing a dataset into a project: its people, its ids, and what does not go in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_noop

from annotator.formats.interchange.naming import another
from annotator.models import (
    Annotation,
    Article,
    Claim,
    Comment,
    Decision,
    Link,
    Member,
    Mention,
    RefusedLine,
    Revision,
    Role,
    Story,
    User,
)
from annotator.queries import codebooks
from annotator.services.members import MOST
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.formats.interchange.own import Line
    from annotator.models import Project
    from annotator.queries.codebooks import CodebookIndex

CHUNK = 1000  # lines whose rows are written by one statement
NOT_THERE = gettext_noop("There is no %(kind)s %(id)s before this line.")


@dataclass(frozen=True, slots=True)
class _Ids:
    """Where rows of a kind have the id by which records refer to them, and how their project is reached."""

    model: type[models.Model]
    field: str
    project: str


_IDS = {
    "story": _Ids(Story, "uid", "project"),
    "article": _Ids(Article, "uid", "project"),
    "revision": _Ids(Revision, "uid", "article__project"),
    "annotation": _Ids(Annotation, "pk", "revision__article__project"),
    "claim": _Ids(Claim, "pk", "story__project"),
    "mention": _Ids(Mention, "pk", "claim__story__project"),
    "link": _Ids(Link, "pk", "project"),
    "comment": _Ids(Comment, "pk", "thread__annotation__revision__article__project"),
    "decision": _Ids(Decision, "pk", "revision__article__project"),
}


@callers_transaction
def pseudonymous(*, project: Project, word: str, name: str, pseudonym: str = "") -> User:
    """Make a member who stands for somebody of a file, and find them the next time (5 queries, or 1).

    They can't sign in, are inactive, and their user name is none that anybody could choose, nor mention.
    """
    username = f"{project.uid}:{word}"[:150]
    found = User.objects.filter(username__iexact=username).first()
    if found is not None:
        return found
    user = User(username=username, name=name[:80], is_active=False)
    user.set_unusable_password()
    user.save(force_insert=True)
    taken = Member.objects.filter(project=project, pseudonym=pseudonym).exists() if pseudonym else True
    Member.objects.create(
        project=project, user=user, role=Role.ANNOTATOR, pseudonym="" if taken else pseudonym
    )
    return user


@dataclass(slots=True)
class Target:
    """A project that a dataset is brought into, while that goes on. What it counts is kept by the caller."""

    project: Project
    counts: Counter[str] = field(default_factory=Counter)
    renamed: Counter[str] = field(default_factory=Counter)
    refused: list[RefusedLine] = field(default_factory=list)
    _people: dict[str | int, User] = field(default_factory=dict)
    _books: dict[int, CodebookIndex] = field(default_factory=dict)

    def person(self, key: str | int | None, name: str = "") -> User | None:
        """Return who somebody of the file is here; a pseudonym stays one (no query but the first time)."""
        if key is None:
            return None
        if key not in self._people:
            if isinstance(key, str):
                word, shown, pseudonym = key, key, key if len(key) <= MOST else ""
            else:
                word, shown, pseudonym = f"#{key}", name or f"#{key}", ""
            self._people[key] = pseudonymous(project=self.project, word=word, name=shown, pseudonym=pseudonym)
        return self._people[key]

    def by(self, record: dict[str, Any]) -> User:
        """Return who a record says did it, where somebody did."""
        person = self.person(record["annotator_id"], record["annotator"] or "")
        if person is None:
            raise ValueError("The record names nobody.")
        return person

    def key(self, key: str | int) -> int:
        """Return the number here of somebody of the file."""
        person = self.person(key)
        if person is None:
            raise ValueError("The record names nobody.")
        return person.pk

    def codebook(self, version: int) -> CodebookIndex | None:
        """Return a version of the project's codebook (no query but the first time)."""
        if version not in self._books:
            self._books |= codebooks.by_version(self.project.pk, [version])
        return self._books.get(version)

    def refuse(self, line: Line, why: str, path: str = "", **facts: object) -> None:
        """Note that a line does not go in."""
        self.refused.append(
            RefusedLine(number=line.number, kind=line.kind, why=why, path=path[:300], facts=facts)
        )

    def known(self, kind: str, idents: Iterable[str | None]) -> dict[str, Any]:
        """Return the keys of the rows that ids of the file stand for, those that are there (1 query)."""
        ids, wanted = _IDS[kind], {}
        for each in idents:
            if each is not None:
                own = UUID(each)
                wanted[own] = wanted[another(self.project.uid, own)] = each
        rows = ids.model._default_manager.filter(  # noqa: SLF001 - of a model that is not known here
            **{f"{ids.field}__in": list(wanted), ids.project: self.project}
        )
        return {wanted[value]: key for value, key in rows.order_by().values_list(ids.field, "pk")}

    def fresh(self, kind: str, idents: Iterable[str]) -> dict[str, UUID]:
        """Return ids for new rows: those of the file where they are free, else others (1 query).

        What the project has already is left out. The others are made of the file's, so that later lines
        find them, and the same file gives the same.
        """
        ids = _IDS[kind]
        both = {each: (UUID(each), another(self.project.uid, UUID(each))) for each in idents}
        rows = ids.model._default_manager.filter(  # noqa: SLF001
            **{f"{ids.field}__in": [ident for pair in both.values() for ident in pair]}
        )
        taken = dict(rows.order_by().values_list(ids.field, ids.project))
        made = {}
        for each, (own, other) in both.items():
            if other in taken or taken.get(own) == self.project.pk:
                continue
            made[each] = other if own in taken else own
            self.renamed[kind] += own in taken
        return made

    def new_ones(self, kind: str, key: str, lines: Sequence[Line]) -> list[tuple[Line, UUID]]:
        """Return lines with the ids of their new rows; one that stands there twice is refused (1 query)."""
        ids = self.fresh(kind, (line.record[key] for line in lines))
        made = []
        for line in lines:
            ident = ids.pop(line.record[key], None)
            if ident is None:
                self.refuse(line, "This id stands in the file twice.", key)
            else:
                made.append((line, ident))
        return made

    def write(self, made: Sequence[tuple[Line, Sequence[models.Model]]]) -> None:
        """Write the rows of each line (a query a model, more where the database refuses one).

        The rows of one line are written together, in order of their models, or its line is refused.
        """
        try:
            with transaction.atomic():
                _insert(rows for _, rows in made)
        except IntegrityError:
            self._write_one_by_one(made)
        else:
            self.counts.update(line.kind for line, _ in made)

    def _write_one_by_one(self, made: Sequence[tuple[Line, Sequence[models.Model]]]) -> None:
        for line, rows in made:
            try:
                with transaction.atomic():
                    _insert([rows])
            except IntegrityError as error:
                what = str(error).splitlines()[0][:200]
                self.refuse(line, "It clashes with what is there: %(what)s.", what=what.rstrip("."))
            else:
                self.counts[line.kind] += 1


def _insert(groups: Iterable[Sequence[models.Model]]) -> None:
    """Write rows, those of one model at once, models in the order in which they first come."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for rows in groups:
        for row in rows:
            by_model.setdefault(type(row), []).append(row)
    for model, rows in by_model.items():
        model._default_manager.bulk_create(rows, batch_size=CHUNK)  # noqa: SLF001
