"""Intakes: a file with marks of others is brought, read, mapped to the codebook by a person, and taken in."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from django.core.files import File
from django.db import transaction

from annotator.errors import Conflict, Invalid, TooMuch
from annotator.formats.interchange import mapping as mappings
from annotator.formats.interchange import readers
from annotator.formats.interchange.csv_rows.roles import CODE, ROLES
from annotator.formats.interchange.incoming import Unreadable
from annotator.formats.interchange.keeping import keepable
from annotator.formats.interchange.packed import Packed, plain_name
from annotator.models import Intake
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import codebooks as codebook_queries
from annotator.queries import intakes as queries
from annotator.queries import projects as project_queries
from annotator.services import articles, jobs, sifting, taking

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from annotator.models import Job, User

LARGEST_FILE = 500_000_000  # bytes
AS_THE_FILE_SAYS = "*"
"""As the title of the story: each new article goes into the story that the file names."""


@transaction.atomic
def start(*, actor: User, project_id: int, name: str, file: IO[bytes], form: str = "") -> Intake:
    """Take a file, and ask for it to be read (4 queries). Nothing of it goes into the project yet.

    `form` is the key of a format, or empty to find it out. Raises :class:`TooMuch` for a file that is too
    large, and :class:`Invalid` for one that must not even be opened.
    """
    project = project_queries.project_for(actor, project_id).require(Action.TAKE_IN)
    _known_format(form)
    digest = _digest(file)
    if file.tell() > LARGEST_FILE:
        raise TooMuch("At most %(most)s MB at once.", most=LARGEST_FILE // 1_000_000, field="file")
    if not file.tell():
        raise Invalid("This file is empty.", field="file")
    try:
        Packed(name, file)
    except Unreadable as error:
        raise Invalid(sifting.sentence(refused=error.refused), field="file") from error
    intake = Intake(project=project, name=plain_name(name), sha256=digest, format=form, created_by=actor)
    file.seek(0)
    # Its name on disk is ours: nothing of what the sender called it becomes a path.
    intake.upload.save(f"{intake.pk}", File(file), save=False)
    intake.job = _ask(sifting.KIND, intake, actor)
    intake.save(force_insert=True)
    return intake


@transaction.atomic
def read_again(
    *,
    actor: User,
    intake_id: UUID,
    form: str = "",
    unit: str = "",
    columns: Mapping[str, str] | None = None,
) -> Intake:
    """Have a file read once more, with what a person states (4 queries).

    That may be its format, its unit, and of a table what its columns are (`formats.interchange.csv_rows`).
    """
    intake = queries.intake_for(actor, intake_id).it
    _known_format(form)
    if unit and unit not in Intake.Unit.values:
        raise Invalid("A unit is one of: %(known)s.", field="unit", known=Intake.Unit.values)
    known = {*ROLES, CODE}
    if columns is not None and not set(columns.values()) <= known:
        raise Invalid("A column is one of: %(known)s.", field="columns", known=sorted(known))
    if columns is not None and not all(map(keepable, columns)):
        raise Invalid("A word has a character that can't be kept.", field="columns")
    stopped = intake.state == Intake.State.READING and (intake.job is None or intake.job.is_final)
    if intake.state not in {Intake.State.READ, Intake.State.UNREADABLE} and not stopped:
        raise Conflict("This file is not waiting to be read again.")
    intake.state, intake.problem, intake.unit = Intake.State.READING, "", unit
    intake.format = form or intake.format
    if columns is not None:
        intake.columns = dict(columns)
    intake.job = _ask(sifting.KIND, intake, actor)
    intake.save(update_fields=["state", "problem", "unit", "format", "columns", "job"])
    return intake


@transaction.atomic
def map_to(
    *,
    actor: User,
    intake_id: UUID,
    mapping: mappings.Mapping,
    story_id: int | None = None,
    story_title: str = "",
) -> Intake:
    """Say what the file's labels become, and into which story its new articles go (4 queries).

    `story_title` names a story that is made with the first of them, or is :data:`AS_THE_FILE_SAYS`.
    Raises :class:`Invalid` for a label that is left unsaid, and for what the codebook does not have.
    """
    intake = queries.intake_for(actor, intake_id).it
    if intake.state != Intake.State.READ:
        raise Conflict("This file is not waiting to be mapped.")
    codebook = codebook_queries.current_for_project(intake.project_id).record()
    mappings.check(mapping, intake.found.get("labels", {}), codebook)
    story = article_queries.story_for(actor, story_id).it if story_id is not None else None
    if story is not None and story.project_id != intake.project_id:
        raise Invalid("That story belongs to another project.", field="story")
    title = story_title.strip()
    if title and title != AS_THE_FILE_SAYS:
        title = articles.story_title(title)
    intake.mapping = mapping.as_dict()
    intake.story, intake.story_title = (None, title) if title else (story, "")
    intake.save(update_fields=["mapping", "story", "story_title"])
    return intake


@transaction.atomic
def take(*, actor: User, intake_id: UUID) -> Intake:
    """Ask for a mapped file to be taken in; go on with one that stopped on its way (4 queries).

    Raises :class:`Invalid` when something is still to be said: the mapping, the unit, a story for claims.
    """
    intake = queries.intake_for(actor, intake_id).it
    if intake.state == Intake.State.TAKING:
        if intake.job is None or not intake.job.is_final:
            raise Conflict("This file is going in already.")
    elif intake.state != Intake.State.READ:
        raise Conflict("This file is not waiting to be taken in.")
    if intake.found.get("ask_unit"):
        raise Invalid("Say first what the places in this file count.", field="unit")
    labels = intake.mapping.get("labels", {})
    if not intake.mapping or set(intake.found.get("labels", {})) - set(labels):
        raise Invalid("Say first what becomes of each label.", field="labels")
    if not any(rule["layer"] for rule in labels.values()) and not intake.found.get("claims"):
        raise Invalid("Every label is left out: nothing would go in.", field="labels")
    if intake.found.get("claims") and intake.open_story is None and not intake.story_title.strip("*"):
        raise Invalid("Say into which story the claims go.", field="story")
    intake.state = Intake.State.TAKING
    intake.job = _ask(taking.KIND, intake, actor)
    intake.save(update_fields=["state", "job"])
    return intake


@transaction.atomic
def discard(*, actor: User, intake_id: UUID) -> None:
    """Throw away a file that did not go in (5 queries). Raises :class:`Conflict` for another."""
    intake = queries.intake_for(actor, intake_id).it
    if intake.state in {Intake.State.TAKING, Intake.State.TAKEN}:
        raise Conflict("This file went in. What came of it can be deleted mark by mark.")
    if intake.job is not None and not intake.job.is_final:
        with suppress(Conflict):  # it may have ended since it was looked up
            jobs.cancel(job=intake.job)
    upload = intake.upload
    intake.delete()
    transaction.on_commit(lambda: upload.delete(save=False))


def _digest(file: IO[bytes]) -> str:
    """Return the SHA-256 of a file; it is at its end then."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _known_format(form: str) -> None:
    if form and form not in readers.READERS:
        raise Invalid("A format is one of: %(known)s.", field="format", known=list(readers.READERS))


def _ask(kind: str, intake: Intake, actor: User) -> Job:
    """Ask for a job of an intake: one at a time, however often somebody clicks."""
    params = {"intake": str(intake.pk)}
    key = f"intake:{intake.pk}"
    return jobs.submit(kind=kind, params=params, project=intake.project, actor=actor, dedupe_key=key)
