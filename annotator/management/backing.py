"""Backups: a folder with the database, the files and a manifest that says what they are. Taken while it runs.

The database is one moment of it: SQLite's own online copy, or `pg_dump` under the snapshot in which the rows
were counted. Files are copied after it: a file without a row does no harm. The manifest is written last, so
that a folder without one is known to be half a backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import CommandError
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from annotator.queries.wellbeing import LAST_BACKUP

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
MANIFEST, FILES, SECRET = "manifest.json", "files", "secret-key"
NAMES = {"sqlite": "db.sqlite3", "postgresql": "database.dump"}
BLOCK = 1 << 20  # bytes read at once
# What `pg_dump` takes of Django's parameters; a password goes by the environment: `ps` does not show it.
LIBPQ = (
    "host",
    "port",
    "user",
    "dbname",
    "service",
    "passfile",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
)


def back_up(folder: Path) -> dict[str, Any]:
    """Write a backup into a folder that is new or empty, and return its manifest."""
    if folder.exists() and any(folder.iterdir()):
        raise CommandError(f"{folder} is not empty. Name a new folder for each backup.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = folder / NAMES[connection.vendor]
    rows = _copy_sqlite(database) if connection.vendor == "sqlite" else _dump_postgresql(database)
    gone = _copy_files(Path(settings.MEDIA_ROOT), folder / FILES)
    secret = Path(settings.DATA_DIR) / SECRET
    if secret.exists():
        shutil.copy2(secret, folder / SECRET)
    manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "django": version("Django"),
        "database": connection.vendor,
        "migrations": sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        ),
        "rows": rows,
        "files": {str(each.relative_to(folder)): _known(each) for each in sorted(_all_in(folder))},
        "gone": gone,  # files that were deleted while they were copied
    }
    draft = folder / f"{MANIFEST}.new"
    draft.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    draft.rename(folder / MANIFEST)
    told = {"made_at": manifest["made_at"], "folder": str(folder)}
    (Path(settings.DATA_DIR) / LAST_BACKUP).write_text(json.dumps(told), encoding="utf-8")
    return manifest


def restore(folder: Path) -> dict[str, Any]:
    """Put a backup into an empty database and an empty folder of files; return its manifest.

    All is checked before anything is written: that the backup is whole, that this program knows its tables,
    and that nothing is there that would be overwritten.
    """
    manifest = checked(folder)
    if tables := connection.introspection.table_names():
        raise CommandError(
            f"The database is not empty: it has {len(tables)} tables."
            " Restore into a new one (DATABASE_URL, DATA_DIR)."
        )
    kept = Path(settings.MEDIA_ROOT)
    if any(_all_in(kept)):
        raise CommandError(f"{kept} is not empty. Restore into a new DATA_DIR.")
    database = folder / NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        _fill_sqlite(database)
    else:
        _run("pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", str(database))
    if (found := rows_counted()) != manifest["rows"]:
        wrong = sorted(
            name for name in found.keys() | manifest["rows"] if found.get(name) != manifest["rows"].get(name)
        )
        raise CommandError(f"The database has other rows than the backup says: {', '.join(wrong)}.")
    if (folder / FILES).exists():
        shutil.copytree(folder / FILES, kept, dirs_exist_ok=True)
    if (folder / SECRET).exists():
        shutil.copy2(folder / SECRET, Path(settings.DATA_DIR) / SECRET)
    return manifest


def checked(folder: Path) -> dict[str, Any]:
    """Return the manifest of a backup that is whole and that we can read; CommandError otherwise."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CommandError(
            f"{folder} has no {MANIFEST}: it is no backup, or one that was not finished."
        ) from None
    if manifest["format"] != FORMAT:
        raise CommandError(f"This backup has format {manifest['format']}; this version reads {FORMAT}.")
    if manifest["database"] != connection.vendor:
        raise CommandError(
            f"This is a backup of {manifest['database']}, and the settings name {connection.vendor}."
            " Exports carry a project from one to the other."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest["migrations"]) - known):
        raise CommandError(f"This backup is of a newer version: it has {newer[-1]}. Upgrade first.")
    there = {str(each.relative_to(folder)) for each in _all_in(folder)} - {MANIFEST}
    if missing := sorted(manifest["files"].keys() - there):
        raise CommandError(f"The backup is not whole: {missing[0]} is missing ({len(missing)} of its files).")
    for name, expected in manifest["files"].items():
        if _known(folder / name) != expected:
            raise CommandError(f"The backup is not what it was: the checksum of {name} is another.")
    return manifest


def rows_counted() -> dict[str, int]:
    """Return the number of rows of each table (1 query a table)."""
    with connection.cursor() as cursor:
        return {name: _count(cursor, name) for name in sorted(connection.introspection.table_names(cursor))}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's own name
    return int(cursor.fetchone()[0])


def _copy_sqlite(target: Path) -> dict[str, int]:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without the -wal beside it
        names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: int(copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - as above
            for name in sorted(names)
            if not name.startswith("sqlite_")
        }


def _fill_sqlite(source: Path) -> None:
    with closing(sqlite3.connect(source)) as copy:
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise CommandError(f"The backup's database is damaged: {verdict}")
        connection.ensure_connection()
        copy.backup(connection.connection)
    connection.close()  # what it knew of the tables is of before


def _dump_postgresql(target: Path) -> dict[str, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        rows = rows_counted()
        _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-acl",
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
    return rows


def _run(program: str, *argv: str) -> None:
    """Run one of PostgreSQL's programs on our database. CommandError with its last words."""
    params = {key: str(value) for key, value in connection.get_connection_params().items() if key in LIBPQ}
    password = connection.settings_dict["PASSWORD"]
    named = " ".join(f"{key}={_quoted(value)}" for key, value in params.items())
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [program, f"--dbname={named}", *argv],
            env={**os.environ, **({"PGPASSWORD": password} if password else {})},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise CommandError(f"{program} is not installed here: it comes with PostgreSQL's client.") from None
    if done.returncode:
        raise CommandError(f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else ''}")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _copy_files(source: Path, target: Path) -> list[str]:
    """Copy all files; return those that were deleted meanwhile."""
    gone = []
    for file in _all_in(source):
        name = file.relative_to(source)
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copy2(file, target / name)
        except FileNotFoundError:
            gone.append(str(name))
    return gone


def _all_in(folder: Path) -> Iterator[Path]:
    return (each for each in folder.rglob("*") if each.is_file())


def _known(file: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(BLOCK):
            digest.update(block)
    return {"bytes": file.stat().st_size, "sha256": digest.hexdigest()}
