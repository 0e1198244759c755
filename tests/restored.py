"""Datasets go out of the database and come back."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection

from annotator.formats.datasets import line
from annotator.models import Restoration
from annotator.services import exports, restoring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.models import Project, User


def exported(actor: User, project: Project, do_jobs: Callable[[], int], people: str = "pseudonyms") -> bytes:
    """Return the JSONL of a project's dataset, as a worker wrote it."""
    row = exports.start(actor=actor, project_id=project.pk, form="jsonl", people=people)
    do_jobs()
    row.refresh_from_db()
    assert row.job is not None
    assert row.job.state == "done", row.job.traceback
    with row.file.open("rb") as file, zipfile.ZipFile(file) as packed:
        return packed.read("data.jsonl")


def restored(actor: User, data: bytes, do_jobs: Callable[[], int], name: str = "data.jsonl") -> Restoration:
    """Return what became of a dataset, once a worker has read it."""
    made = restoring.start(actor=actor, name=name, file=io.BytesIO(data))
    do_jobs()
    made = Restoration.objects.select_related("project", "job").get(pk=made.pk)
    assert made.job is not None
    assert made.job.state == "done", made.job.traceback or made.job.error
    return made


def empty() -> None:
    """Take all rows of all tables out of the database, as in an instance that knows nothing."""
    models = list(apps.get_app_config("annotator").get_models())
    tables = [each._meta.db_table for each in models]
    tables += [field.m2m_db_table() for each in models for field in each._meta.local_many_to_many]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def packed(records: Iterable[dict[str, Any]]) -> bytes:
    """Return records as the lines of a dataset."""
    return b"".join(map(line, records))


def the(records: Iterable[dict[str, Any]], kind: str) -> dict[str, Any]:
    """Return the first record of a type."""
    return next(each for each in records if each["type"] == kind)


def refusals(made: Restoration) -> list[tuple[int, str, str, str]]:
    """Return what did not go in: line, type, path, why."""
    return list(made.refused.values_list("number", "kind", "path", "why"))
