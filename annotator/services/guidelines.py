"""Guidelines: each save makes the next version; old ones never change. Who has read them says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from annotator.errors import Invalid, StaleVersion
from annotator.formats.guidelines import html_of
from annotator.models import Guidelines, GuidelinesReading, Project
from annotator.policies import Action, see
from annotator.queries import guidelines as queries
from annotator.services import history

if TYPE_CHECKING:
    from annotator.models import User

LONGEST = 100_000  # code points
LONGEST_NOTE = 300


@transaction.atomic
def save(*, actor: User, project_id: int, body: str, base_version: int, note: str = "") -> Guidelines:
    """Save the guidelines as the next version, or return the current one when nothing changed (8 queries).

    `base_version` is the version that was edited, 0 for none. Who saves has read it. Raises
    :class:`StaleVersion`, with the current words, when somebody saved since then.
    """
    see(Project.objects.all(), actor, "", pk=project_id).require(Action.EDIT_CODEBOOK)
    body = _body(body)
    # One at a time in a project: of two who save at once the second is told.
    Project.objects.select_for_update().get(pk=project_id)
    current = queries.current_for_project(project_id)
    newest = current.version if current else 0
    if newest != base_version:
        raise StaleVersion(
            "Somebody saved version %(current_version)s of the guidelines while you edited version "
            "%(base_version)s. Look at theirs, then save yours on top of it.",
            current=current.body if current else "",
            current_version=newest,
            base_version=base_version,
        )
    if current is not None and body == current.body:
        return current
    return _write(actor, project_id, body, newest, note)


@transaction.atomic
def restore(*, actor: User, project_id: int, version: int) -> Guidelines:
    """Save the words of an earlier version as the next one (9 queries)."""
    see(Project.objects.all(), actor, "", pk=project_id).require(Action.EDIT_CODEBOOK)
    Project.objects.select_for_update().get(pk=project_id)
    earlier = queries.version_of(actor, project_id, version)
    current = queries.current_for_project(project_id) or earlier
    if current.body == earlier.body:
        return current
    return _write(actor, project_id, earlier.body, current.version, f"= {version}")


@transaction.atomic
def read(*, actor: User, project_id: int, version: int) -> int:
    """Keep that a member has read a version, and return the newest they have read (5 queries).

    It never goes back, and not beyond what there is. No event: who reads changes nothing.
    """
    see(Project.objects.all(), actor, "", pk=project_id)
    newest = Guidelines.objects.filter(project=project_id).aggregate(newest=Max("version"))["newest"] or 0
    if not 0 < version <= newest:
        raise Invalid("There is no such version of the guidelines.", field="version")
    return _have_read(actor, project_id, version)


def _write(actor: User, project_id: int, body: str, base: int, note: str) -> Guidelines:
    row = Guidelines.objects.create(
        project_id=project_id,
        version=base + 1,
        body=body,
        html=html_of(body),
        note=" ".join(note.split())[:LONGEST_NOTE],
        created_by=actor,
    )
    _have_read(actor, project_id, row.version)
    history.record(
        project_id=project_id,
        actor=actor,
        verb="guidelines.changed",
        subject=row.pk,
        before={"version": base} if base else None,
        after={"version": row.version, "note": row.note},
    )
    return row


def _have_read(actor: User, project_id: int, version: int) -> int:
    GuidelinesReading.objects.bulk_create(
        [GuidelinesReading(project_id=project_id, person=actor, version=0)], ignore_conflicts=True
    )
    mine = GuidelinesReading.objects.select_for_update().get(project=project_id, person=actor)
    if mine.version < version:
        mine.version = version
        mine.save(update_fields=["version", "at"])
    return mine.version


def _body(body: str) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise Invalid("Guidelines that say nothing can't be saved.", field="body")
    if len(body) > LONGEST:
        raise Invalid("Guidelines have at most %(most)s characters.", field="body", most=LONGEST)
    return body
