"""Writing a release: a project is read once, as it is at one moment, and everything is made of that."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any, Final, cast

import orjson
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict, Gone, NotFound
from annotator.formats.datasets import Archive
from annotator.formats.interchange import forms
from annotator.formats.interchange.releasing import whole
from annotator.formats.interchange.releasing.snapshot import Snapshot
from annotator.formats.interchange.releasing.splits import SHARES
from annotator.formats.interchange.source import records_of
from annotator.models import Export, Project, Release, Story
from annotator.models.releases import JOB
from annotator.queries import exports as export_queries
from annotator.queries import releases as queries
from annotator.queries.records import FromDatabase
from annotator.services import exports, members
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.services.running import Run

KIND: Final = JOB
READINGS: Final = 5  # of a project in which people go on working, before it is given up


@own_transactions("the file is written outside of a transaction; what it is goes in with the job's end")
def run(run: Run) -> None:
    """Write the file of a draft. Safe to run twice: the same data gives the same bytes."""
    rows = Release.objects.filter(pk=run.params["release"], published_at__isnull=True)
    release = rows.select_related("project", "previous").first()
    if release is None:
        raise NotFound("The draft was thrown away before it was written.")
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        snapshot, seq = _read(release, run)
        stack.callback(snapshot.close)
        archive = Archive(cast("IO[bytes]", file))
        stack.callback(archive.leave)
        plan = whole.Plan(
            terms=queries.terms_of(release),
            seed=release.seed,
            shares={part: release.shares[part] for part in SHARES},
            answers=release.answers,
            scope=_scope(release),
            earlier=_earlier(release, stack),
        )
        report = whole.write(
            snapshot,
            plan,
            archive,
            lambda step: run.progress(whole.STEPS.index(step) + 1, len(whole.STEPS) + 1, step),
        )
        size = file.tell()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        exports.clear(kept=release, run=run)
        # Named by the attempt's own token: two attempts never write the same file.
        release.file.save(f"{release.pk}-{run.job.token}.zip", File(file), save=False)
    try:
        with transaction.atomic():
            release.size, release.sha256, release.report, release.event_seq = size, digest, report, seq
            release.finished_at = timezone.now()
            release.save(update_fields=["file", "size", "sha256", "report", "event_seq", "finished_at"])
            run.finish({"release": str(release.pk), "sha256": digest, "leakage": report["leakage"]["lines"]})
    except BaseException:
        release.file.delete(save=False)
        raise


def _read(release: Release, run: Run) -> tuple[Snapshot, int]:
    """Return everything of the scope as it was at one moment, and the number of the newest event then.

    Read again when somebody did something meanwhile. Raises :class:`Conflict` when that goes on.
    """
    called = members.called(project_id=release.project_id, people=release.people)
    export = queries.as_export(release)
    total = export_queries.annotation_count(export)
    source = forms.Counted(
        FromDatabase(export, called), lambda kind, done: run.progress(min(done, total), total, kind)
    )
    for _ in range(READINGS):
        before = _newest_event(release)
        snapshot = Snapshot(records_of(source))
        if _newest_event(release) == before:
            return snapshot, before
        snapshot.close()
    raise Conflict("People went on working while the project was read. Try again when it is quieter.")


def _newest_event(release: Release) -> int:
    return Project.objects.values_list("event_seq", flat=True).get(pk=release.project_id)


def _scope(release: Release) -> dict[str, Any]:
    """Return the scope for the manifest: stories by the ids that travel, people as they are called."""
    told = dict(release.scope)
    if chosen := told.get("stories"):
        rows = Story.objects.filter(pk__in=chosen).order_by("uid")
        told["stories"] = [str(each) for each in rows.values_list("uid", flat=True)]
    if people := told.get("annotators"):
        called = members.called(project_id=release.project_id, people=release.people)
        told["annotators"] = [called({"annotator_id": each})["annotator_id"] for each in people]
    return told


def _earlier(release: Release, stack: ExitStack) -> whole.Earlier | None:
    """Return the release before, read back from its file."""
    before = release.previous
    if before is None:
        return None
    pseudonyms = Export.People.PSEUDONYMS
    hidden = members.called(project_id=release.project_id, people=pseudonyms)
    told = whole.Earlier(
        version=before.version,
        sha256=before.sha256,
        with_texts=before.with_texts,
        source=stack.enter_context(closing(Snapshot(_records(before)))),
    )
    if before.people == release.people:
        return told
    return replace(told, as_here=hidden) if release.people == pseudonyms else replace(told, as_there=hidden)


def _records(release: Release) -> Iterator[dict[str, Any]]:
    try:
        file = release.file.open("rb")
    except FileNotFoundError:
        raise Gone(
            "The file of release %(version)s is not there any more, so that nothing can be compared with it."
            " Bring it back, or withdraw that release.",
            version=release.version,
        ) from None
    with file, zipfile.ZipFile(file) as packed, packed.open("data.jsonl") as lines:
        yield from map(orjson.loads, lines)
