"""Releases: drafted, written by a job, looked over, published; then never changed, and at most withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict, Invalid, NotAllowed
from annotator.formats.interchange.releasing.cards import Author, Terms
from annotator.formats.interchange.releasing.datasheet import SECTIONS
from annotator.formats.interchange.releasing.splits import SHARES
from annotator.models import Export, Project, Release
from annotator.models.releases import JOB
from annotator.policies import Action
from annotator.queries import projects as project_queries
from annotator.queries import releases as queries
from annotator.services import exports, history, jobs, scopes
from annotator.services.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from annotator.models import User

_QUESTIONS: Final = frozenset(key for section in SECTIONS.values() for key in section)
_LONGEST: Final = {"title": 200, "version": 20, "licence": 300, "url": 500, "note": 10_000}
_MOST_SAID: Final = 10_000  # code points of an answer
_MOST_AUTHORS: Final = 200
_HIGHEST: Final = 2**31 - 1  # the seed's column


@dataclass(frozen=True, slots=True)
class Asked:
    """What a lead says of a release before it is written."""

    version: str
    title: str
    released_on: date
    licence: str  # one of `cards.LICENCES`, or an address
    authors: Sequence[Author]
    note: str = ""
    url: str = ""
    with_texts: bool = False
    people: str = Export.People.PSEUDONYMS
    scope: Scope = field(default_factory=Scope)
    seed: int = 1
    shares: Mapping[str, int] = field(default_factory=lambda: dict(SHARES))
    answers: Mapping[str, str] = field(default_factory=dict)  # question of the datasheet -> Markdown


@transaction.atomic
def start(*, actor: User, project_id: int, asked: Asked) -> Release:
    """Draft a release and have it written, in the place of a draft that there is (at most 16 queries).

    Raises :class:`Invalid`, naming the field; :class:`Conflict` while the draft before is being written.
    """
    seen = project_queries.project_for(actor, project_id)
    project = seen.require(Action.RELEASE)
    _check(asked)
    kept = scopes.checked(project=project, role=seen.role, scope=asked.scope)
    Project.objects.select_for_update().get(pk=project.pk)  # one draft at a time
    _check_version(project, asked.version)
    if (old := queries.draft_of(project.pk)) is not None:
        _throw_away(old)
    release = Release.objects.create(
        project=project,
        version=asked.version,
        title=asked.title.strip(),
        released_on=asked.released_on,
        licence=asked.licence,
        authors=[{"family": each.family, "given": each.given} for each in asked.authors],
        note=asked.note.strip(),
        url=asked.url,
        with_texts=asked.with_texts,
        people=asked.people,
        scope=kept,
        seed=asked.seed,
        shares=dict(asked.shares),
        answers={key: told.strip() for key, told in asked.answers.items() if told.strip()},
        previous=queries.newest_of(project.pk),
        created_by=actor,
    )
    release.job = jobs.submit(kind=JOB, params={"release": str(release.pk)}, project=project, actor=actor)
    release.save(update_fields=["job"])
    _tell(actor, release, "release.asked")
    return release


def _check(asked: Asked) -> None:
    """Refuse what no release can be made of."""
    for name, most in _LONGEST.items():
        if len(getattr(asked, name)) > most:
            raise Invalid("At most %(most)s characters.", field=name, most=most)
    if asked.people not in Export.People.values:
        raise Invalid("People stand in it by one of: %(known)s.", field="people", known=Export.People.values)
    if len(asked.authors) > _MOST_AUTHORS:
        raise Invalid("At most %(most)s authors.", field="authors", most=_MOST_AUTHORS)
    if asked.url and not asked.url.startswith(("https://", "http://")):
        raise Invalid("An address begins with https:// or http://.", field="url")
    if not 0 <= asked.seed <= _HIGHEST:
        raise Invalid("A seed is a whole number, not below 0.", field="seed")
    if (
        set(asked.shares) != set(SHARES)
        or min(asked.shares.values()) < 0
        or sum(asked.shares.values()) != sum(SHARES.values())
    ):
        raise Invalid(
            "Say of a hundred how many go to each of: %(parts)s.", field="shares", parts=list(SHARES)
        )
    if unknown := sorted(set(asked.answers) - _QUESTIONS):
        raise Invalid("The datasheet has no question %(key)s.", field="answers", key=unknown[0][:80])
    if any(len(each) > _MOST_SAID for each in asked.answers.values()):
        raise Invalid("At most %(most)s characters.", field="answers", most=_MOST_SAID)
    Terms(asked.title, asked.version or "-", asked.released_on.isoformat(), asked.licence, asked.authors)


def _check_version(project: Project, told: str) -> None:
    """Refuse a version that is none, or that does not follow those that were published."""
    try:
        version = queries.Version.of(told)
    except ValueError:
        raise Invalid("A version is one to three numbers: 2, 1.1 or 0.3.1.", field="version") from None
    published = queries.versions_of(project.pk)
    if published and version <= max(map(queries.Version.of, published)):
        newest = max(published, key=queries.Version.of)
        raise Invalid("Version %(newest)s is published. Take a higher one.", field="version", newest=newest)


@transaction.atomic
def publish(*, actor: User, release_id: UUID, sha256: str) -> Release:
    """Publish a draft as it was written (8 queries). `sha256` is that of the file that was looked over.

    Raises :class:`Conflict` where it is not written, has leakage, was written anew since it was looked over,
    or where another release was published or withdrawn since it was begun.
    """
    release = queries.release_for(actor, release_id).require(Action.RELEASE)
    Project.objects.select_for_update().get(pk=release.project_id)  # one release at a time
    release.refresh_from_db()
    if release.published_at is not None:
        raise Conflict("This release is published already.")
    if release.finished_at is None or release.report is None:
        raise Conflict("This release is not written yet.")
    if release.sha256 != sha256:
        raise Conflict("It was written anew since you looked it over. Look at it again.")
    if release.report["leakage"]["found"]:
        raise Conflict("Something stands in two of its parts. Nothing that leaks is published.")
    newest = queries.newest_of(release.project_id)
    if release.previous_id != (newest.pk if newest else None):
        raise Conflict("The release before it is another one by now. Draft it again.")
    _check_version(release.project, release.version)
    release.published_at, release.published_by = timezone.now(), actor
    release.save(update_fields=["published_at", "published_by"])
    _tell(actor, release, "release.published", sha256=release.sha256)
    return release


@transaction.atomic
def withdraw(*, actor: User, release_id: UUID, reason: str) -> Release:
    """Withdraw a published release (5 queries): its page says why, its file is given to nobody.

    Raises :class:`Conflict` for a draft or one that is withdrawn, :class:`Invalid` without a reason.
    """
    release = queries.release_for(actor, release_id).require(Action.RELEASE)
    reason = reason.strip()
    if not reason or len(reason) > _MOST_SAID:
        raise Invalid(
            "Say why, for those who have it: in 1 to %(most)s characters.", field="reason", most=_MOST_SAID
        )
    if release.published_at is None:
        raise Conflict("A draft is not withdrawn. Throw it away.")
    standing = Release.objects.filter(pk=release.pk, withdrawn_at__isnull=True)
    release.withdrawn_at, release.withdrawn_by, release.reason = timezone.now(), actor, reason
    if not standing.update(withdrawn_at=release.withdrawn_at, withdrawn_by=actor, reason=reason):
        raise Conflict("This release is withdrawn already.")
    _tell(actor, release, "release.withdrawn", reason=reason)
    return release


@transaction.atomic
def discard(*, actor: User, release_id: UUID) -> None:
    """Throw a draft and its file away (5 queries). A published release is never deleted."""
    release = queries.release_for(actor, release_id).require(Action.RELEASE)
    if release.published_at is not None:
        raise NotAllowed("A published release is never deleted. You may withdraw it.")
    _throw_away(release)
    _tell(actor, release, "release.discarded")


def _throw_away(draft: Release) -> None:
    if draft.writing:
        raise Conflict("The draft is being written. Cancel that first.")
    name, storage, key = draft.file.name, draft.file.storage, draft.pk
    if draft.job is not None:
        left = partial(exports.delete_left, kept=draft, job=draft.job)
        transaction.on_commit(left)
    if not Release.objects.filter(pk=key, published_at__isnull=True).delete()[0]:
        raise Conflict("This release is published already.")
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _tell(actor: User, release: Release, verb: str, **further: str) -> None:
    told = {"version": release.version, "title": release.title, **further}
    history.record(project_id=release.project_id, actor=actor, verb=verb, subject=release.pk, after=told)
