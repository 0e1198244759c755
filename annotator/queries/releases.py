"""Releases: reads. A draft is for leads; what is published for all who may see what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from annotator.errors import NotFound
from annotator.formats.interchange.releasing.cards import Author, Terms
from annotator.models import Event, Export, Release
from annotator.policies import Action, Actor, Seen, see
from annotator.queries.exports import GOLD, hides_from, keeps_gold

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Project

_ROWS = ("job", "project", "created_by", "published_by", "withdrawn_by", "previous")


def release_for(actor: Actor, release_id: UUID) -> Seen[Release]:
    """Return one release (1 query, 2 in a blind project).

    Raises :class:`NotFound`, of a draft to who may not make one; and as an export's query does, while an
    article of it is not open to the actor, or where it has a gold layer that is not for them.
    """
    seen = see(Release.objects.select_related(*_ROWS), actor, "project__", pk=release_id)
    release = seen.it
    if release.published_at is None and not seen.may(Action.RELEASE):
        raise NotFound
    if hides_from(actor, seen.role, release.project, release.scope.get("stories")):
        raise NotFound
    if keeps_gold(seen.role, release.project) and GOLD & set((release.report or {}).get("counts", ())):
        raise NotFound
    return seen


def releases_of(actor: Actor, seen: Seen[Project]) -> QuerySet[Release]:
    """Return the releases of a project that was looked up with the actor: the draft, then newest first.

    1 query, 2 in a blind project. What is not for the actor is not in it, as :func:`release_for` says.
    """
    rows = Release.objects.filter(project=seen.it).select_related(*_ROWS)
    if not seen.may(Action.RELEASE):
        rows = rows.filter(published_at__isnull=False)
    if keeps_gold(seen.role, seen.it):
        rows = rows.exclude(report__counts__has_any_keys=sorted(GOLD))
    rows = rows.order_by(F("published_at").desc(nulls_first=True), "-created_at")
    return rows.none() if hides_from(actor, seen.role, seen.it, None) else rows


def draft_of(project_id: int) -> Release | None:
    """Return the draft of a project, with its job (1 query)."""
    rows = Release.objects.filter(project=project_id, published_at__isnull=True)
    return rows.select_related("job", "project").first()


def newest_of(project_id: int) -> Release | None:
    """Return the newest release that stands, with which the next one is compared (1 query)."""
    rows = Release.objects.filter(project=project_id, published_at__isnull=False, withdrawn_at__isnull=True)
    return rows.order_by("-published_at").first()


def versions_of(project_id: int) -> list[str]:
    """Return the versions that were published, of withdrawn ones too (1 query)."""
    rows = Release.objects.filter(project=project_id, published_at__isnull=False).order_by("published_at")
    return list(rows.values_list("version", flat=True))


def done_since(release: Release) -> int:
    """Return how many things were done in the project since a release was read (1 query).

    Without what was done with releases themselves.
    """
    if release.event_seq is None:
        return 0
    rows = Event.objects.filter(project=release.project_id, seq__gt=release.event_seq)
    return rows.exclude(verb__startswith="release.").count()


def as_export(release: Release) -> Export:
    """Return what of its project is in it as the export that it is read as; no row of it is written."""
    return Export(project=release.project, scope=release.scope, people=release.people)


def terms_of(release: Release) -> Terms:
    """Return what its cards say of a release (no query)."""
    return Terms(
        title=release.title,
        version=release.version,
        released=release.released_on.isoformat(),
        licence=release.licence,
        authors=[Author(each["family"], each["given"]) for each in release.authors],
        note=release.note,
        url=release.url,
        with_texts=release.with_texts,
        pseudonyms=release.people == Export.People.PSEUDONYMS,
    )


@dataclass(frozen=True, order=True, slots=True)
class Version:
    """A version as numbers: `1.2` comes after `1.1` and is the same as `1.2.0`."""

    numbers: tuple[int, int, int]

    @classmethod
    def of(cls, told: str) -> Version:
        """Return a version by its words, one to three numbers. Raises ValueError for others."""
        parts = told.split(".")
        if len(parts) > 3 or not all(each.isascii() and each.isdecimal() for each in parts):  # noqa: PLR2004
            raise ValueError(told)
        first, second, third = [*map(int, parts), 0, 0][:3]
        return cls((first, second, third))


def following(versions: list[str]) -> str:
    """Return a version for the next release: the last number of the newest, counted up (no query)."""
    if not versions:
        return "1.0"
    newest = max(versions, key=Version.of)
    head, dot, last = newest.rpartition(".")
    return f"{head}{dot}{int(last) + 1}"
