"""A worker that is gone at the worst moment: what is outside of the database is mended by the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.files.storage import default_storage

from annotator import tasks
from annotator.services import exports, invitations, jobs, running
from tests.services.attempts import expire

if TYPE_CHECKING:
    from annotator.models import Export

pytestmark = pytest.mark.django_db


class Gone(BaseException):
    """Stands for kill -9: nothing behind it is done by this worker."""


def cut_off(job, monkeypatch) -> None:
    """Do a job by a worker that is gone right before its last transaction, and cleans nothing up."""

    def gone(run: running.Run, result: object = None) -> None:
        raise Gone

    with monkeypatch.context() as patch:
        patch.setattr(running.Run, "finish", gone)
        patch.setattr("django.db.models.fields.files.FieldFile.delete", lambda *_, **__: None)
        run = running.Run(running._claim(job.pk))
        with pytest.raises(Gone):
            tasks.HANDLERS[job.kind](run)
    expire(job)


def files() -> list[Path]:
    folder = Path(default_storage.location) / "exports"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def export(team, settings, tmp_path) -> Export:
    settings.MEDIA_ROOT = tmp_path
    return exports.start(actor=team.owner, project_id=team.project.pk, form="jsonl")


def test_a_file_that_was_written_and_not_kept_goes(export, monkeypatch):
    cut_off(export.job, monkeypatch)
    left = files()
    running.execute(job_id=export.job.pk, handlers=tasks.HANDLERS)
    export.refresh_from_db()
    assert len(left) == 1
    assert [str(each) for each in files()] == [export.file.path] != [str(left[0])]


def test_it_goes_with_its_export_too(export, team, monkeypatch):
    cut_off(export.job, monkeypatch)
    jobs.cancel(job=export.job)
    jobs.sweep()
    exports.delete(actor=team.owner, export_id=export.pk)
    assert files() == []


def test_a_mail_that_goes_out_twice_is_known_as_one(team, monkeypatch):
    invited = invitations.invite(
        actor=team.owner,
        project_id=team.project.pk,
        role="reader",
        emails=["ann@example.org"],
        site="https://a.org",
    )[0]
    cut_off(invited.mail_job, monkeypatch)
    running.execute(job_id=invited.mail_job.pk, handlers=tasks.HANDLERS)
    one, other = mail.outbox
    assert (one.extra_headers["Message-ID"], one.body) == (other.extra_headers["Message-ID"], other.body)
