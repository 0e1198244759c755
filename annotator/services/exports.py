"""Exports: asked for, written by a job, then never changed."""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Any, cast

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from annotator.formats.datasets import OFFSET_UNIT, VERSION, Archive
from annotator.formats.interchange import forms
from annotator.models import Export, Project
from annotator.policies import Action
from annotator.queries import exports as queries
from annotator.queries import projects as project_queries
from annotator.queries.records import FromDatabase
from annotator.services import history, jobs, members, scopes
from annotator.services.scopes import Scope
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from annotator.models import Job, Release, User
    from annotator.services.running import Run

KIND = "export"


@transaction.atomic
def start(
    *,
    actor: User,
    project_id: int,
    form: str,
    scope: Scope = Scope(),  # noqa: B008 - it is frozen
    people: str = Export.People.NAMES,
    fail_on_loss: bool = False,
) -> Export:
    """Ask for a dataset of a project, or of a part of it (7 queries, 8 in a blind project; see the scope's).

    `people` says whether they stand in it by name or by pseudonym. With `fail_on_loss` nothing is written
    in a format that can't hold everything.
    """
    seen = project_queries.project_for(actor, project_id)
    project = seen.require(Action.EXPORT)
    if form not in Export.Format.values:
        raise Invalid("A format is one of: %(known)s.", field="format", known=Export.Format.values)
    if people not in Export.People.values:
        raise Invalid("People stand in it by one of: %(known)s.", field="people", known=Export.People.values)
    kept = scopes.checked(project=project, role=seen.role, scope=scope)
    if queries.hides_from(actor, seen.role, project, kept.get("stories")):
        raise NotAllowed(
            "This project is annotated blind. You may export once every article of it is open to you."
        )
    export = Export.objects.create(
        project=project,
        format=form,
        people=people,
        scope=kept,
        fail_on_loss=fail_on_loss,
        created_by=actor,
    )
    export.job = jobs.submit(kind=KIND, params={"export": str(export.pk)}, project=project, actor=actor)
    export.save(update_fields=["job"])
    history.record(
        project_id=project.pk,
        actor=actor,
        verb="export.asked",
        subject=export.pk,
        after={"format": form, "scope": export.scope, "people": people},
    )
    return export


@own_transactions("the file is written outside of a transaction; what it is goes in with the job's end")
def run(run: Run) -> None:
    """Write the file of an export. Safe to run twice: each attempt writes a file of its own."""
    export = Export.objects.select_related("project").filter(pk=run.params["export"]).first()
    if export is None:
        raise NotFound("The export was deleted before it was written.")
    with tempfile.TemporaryFile() as file, ExitStack() as stack:
        archive = Archive(cast("IO[bytes]", file))
        stack.callback(archive.leave)
        manifest = _write(export, archive, run)
        size = file.tell()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        clear(kept=export, run=run)
        # Named by the attempt's own token: two attempts never write the same file.
        export.file.save(f"{export.pk}-{run.job.token}.zip", File(file), save=False)
    try:
        with transaction.atomic():
            export.size, export.sha256, export.manifest = size, digest, manifest
            export.finished_at = timezone.now()
            export.save(update_fields=["file", "size", "sha256", "manifest", "finished_at"])
            run.finish({"export": str(export.pk)})
    except BaseException:
        export.file.delete(save=False)
        raise


@own_transactions("whose file comes is noted before there is one")
def clear(*, kept: Export | Release, run: Run) -> None:
    """Delete the file of an attempt that was killed before it could end, and note whose comes now."""
    delete_left(kept=kept, job=run.job)
    run.held().update(result=str(run.job.token))


@own_transactions("a file is no row")
def delete_left(*, kept: Export | Release, job: Job) -> None:
    """Delete what an attempt wrote and did not live to keep: until its end a job's result names it."""
    if isinstance(job.result, str):
        name = kept.file.field.generate_filename(kept, f"{kept.pk}-{job.result}.zip")
        kept.file.storage.delete(name)


def _write(export: Export, archive: Archive, run: Run) -> dict[str, Any]:
    """Write the archive; return its manifest."""
    total = queries.annotation_count(export)
    begun = Project.objects.values_list("event_seq", flat=True).get(pk=export.project_id)
    called = members.called(project_id=export.project_id, people=export.people)
    source = forms.Counted(
        FromDatabase(export, called),
        lambda kind, done: run.progress(min(done, total), total, kind),
    )
    lost = forms.write(export.format, source, archive)
    if export.fail_on_loss and lost:
        told = [f"{each['count']} {what}" for what, each in lost.items()]
        raise Refusal("This format can't hold everything, so nothing was written: %(lost)s.", lost=told)
    ended = Project.objects.values_list("event_seq", flat=True).get(pk=export.project_id)
    manifest = {
        "format": export.format,
        "form_version": VERSION,
        "project": {"id": export.project_id, "name": export.project.name},
        "scope": _told(export.scope, called),
        "people": export.people,
        "made_at": timezone.now().isoformat(),
        "codebook_version": queries.codebook_version(export),
        "offset_unit": OFFSET_UNIT,
        "counts": {kind: count for kind, count in source.counts.items() if count},
        "files": archive.members,
        "losses": lost,
        "values_kept_from_being_formulas": archive.escaped,
        # Equal when nobody wrote while it was made.
        "events": {"first": begun, "last": ended},
    }
    archive.close(manifest)
    return manifest


def _told(scope: dict[str, Any], called: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Return a scope with people as they are called in the dataset."""
    if "annotators" not in scope:
        return scope
    people = [called({"annotator_id": person})["annotator_id"] for person in scope["annotators"]]
    return {**scope, "annotators": people}


@transaction.atomic
def delete(*, actor: User, export_id: UUID) -> None:
    """Delete an export and its file (4 queries). A running one is to be cancelled first."""
    seen = queries.export_for(actor, export_id)
    export = seen.require(Action.EXPORT)
    if export.created_by_id != actor.pk:
        seen.require(Action.EDIT_OTHERS)
    if export.job is not None and not export.job.is_final:
        raise Conflict("This export is being written. Cancel it first.")
    if export.job is not None:
        delete_left(kept=export, job=export.job)
    name, storage = export.file.name, export.file.storage
    history.record(
        project_id=export.project_id,
        actor=actor,
        verb="export.deleted",
        subject=export.pk,
        before={"format": export.format, "sha256": export.sha256},
    )
    export.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
