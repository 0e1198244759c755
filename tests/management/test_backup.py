"""A backup is put back elsewhere, and everything in it is what it was."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from annotator.queries.wellbeing import LAST_BACKUP
from tests.processes import ROOT, environment
from tests.sites import prepared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEED = """
from annotator.models import *
from annotator.services import projects
from tests.people import add_article, mark
ann = User.objects.create(username="ann", name="Ann \\U0001f692")
project = projects.create(actor=ann, name="The bridge")
article = add_article(project, None, "The mayor may resign on Monday.", "Mayor may resign")
mark(ann, article.revisions.get(), "may resign")
"""
FILE = bytes(range(256)) * 5000  # longer than what is read at once


def manage(*argv: str, **settings: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *argv],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=False,
    )


def done(*argv: str, **settings: object) -> str:
    result = manage(*argv, **settings)
    assert result.returncode == 0, result.stderr
    return result.stdout


def refused(*argv: str, **settings: object) -> str:
    result = manage(*argv, **settings)
    assert result.returncode == 1, result.stdout
    return result.stderr


def with_files(data: Path) -> None:
    for name, content in (("exports/a.zip", FILE), ("uploads/ü/b.txt", b""), ("c", b"c")):
        (data / "files" / name).parent.mkdir(parents=True, exist_ok=True)
        (data / "files" / name).write_bytes(content)


def files_in(data: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(data / "files")): each.read_bytes()
        for each in (data / "files").rglob("*")
        if each.is_file()
    }


# -- SQLite


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a database and files, and a backup of it beside."""
    folder = tmp_path_factory.mktemp("backup")
    shutil.copytree(prepared(), folder / "data")
    with_files(folder / "data")
    done("shell", "-v0", "-c", SEED, DATA_DIR=folder / "data")
    # Somebody is in the middle of reading and of writing: neither is in the way.
    with closing(sqlite3.connect(folder / "data" / "db.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE annotator_user SET name = 'never' WHERE username = 'ann'")
        said = done("backup", str(folder / "backup"), DATA_DIR=folder / "data")
        other.execute("ROLLBACK")
    assert "rows and 5 files" in said  # database, three files, secret
    told = json.loads((folder / "data" / LAST_BACKUP).read_text())  # for the page that says how old it is
    assert told["folder"] == str(folder / "backup")
    return folder


@pytest.fixture
def backup(here: Path, tmp_path: Path) -> Path:
    """A copy of the backup, to be spoiled."""
    return shutil.copytree(here / "backup", tmp_path / "backup")


def tables(database: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(database)) as opened:
        names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: sorted(opened.execute(f'SELECT * FROM "{name}"'), key=repr) for (name,) in names}


def test_what_is_restored_is_what_was_there(here, tmp_path):
    said = done("restore_backup", str(here / "backup"), DATA_DIR=tmp_path)
    assert "is restored" in said
    before, after = tables(here / "data" / "db.sqlite3"), tables(tmp_path / "db.sqlite3")
    assert before == after
    assert any("Ann \U0001f692" in row for row in after["annotator_user"])
    assert files_in(tmp_path) == files_in(here / "data")
    assert (tmp_path / "secret-key").read_text() == (here / "data" / "secret-key").read_text()
    done("check_anchors", DATA_DIR=tmp_path)
    assert "The database is not empty" in refused("restore_backup", str(here / "backup"), DATA_DIR=tmp_path)


def test_a_backup_does_not_go_over_another(here):
    assert "is not empty" in refused("backup", str(here / "backup"), DATA_DIR=here / "data")


def test_files_that_are_there_are_not_overwritten(here, tmp_path):
    with_files(tmp_path)
    assert f"{tmp_path / 'files'} is not empty" in refused(
        "restore_backup", str(here / "backup"), DATA_DIR=tmp_path
    )


def spoil_file(backup: Path) -> None:
    with (backup / "files" / "exports" / "a.zip").open("r+b") as file:
        file.write(b"\xff")


def lose_file(backup: Path) -> None:
    (backup / "files" / "c").unlink()


def lose_manifest(backup: Path) -> None:
    (backup / "manifest.json").unlink()


def say(backup: Path, **facts: object) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps(manifest | facts))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (spoil_file, "the checksum of files/exports/a.zip is another"),
        (lose_file, "files/c is missing (1 of its files)"),
        (lose_manifest, "it is no backup, or one that was not finished"),
        (lambda backup: say(backup, format=2), "This backup has format 2; this version reads 1."),
        (
            lambda backup: say(backup, database="postgresql"),
            "a backup of postgresql, and the settings name sqlite",
        ),
        (
            lambda backup: say(backup, migrations=["annotator.9999_tomorrow"]),
            "of a newer version: it has annotator.9999_tomorrow",
        ),
    ],
)
def test_what_is_no_whole_backup_of_this_program_is_refused_before_anything_is_written(
    backup, tmp_path, spoil, sentence
):
    spoil(backup)
    target = tmp_path / "data"
    assert sentence in refused("restore_backup", str(backup), DATA_DIR=target)
    assert files_in(target) == {}
    assert tables(target / "db.sqlite3") == {} if (target / "db.sqlite3").exists() else True


# -- PostgreSQL


@pytest.fixture
def databases() -> Iterator[list[str]]:
    """Two new databases on the server of the tests."""
    import psycopg

    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("needs PostgreSQL: set DATABASE_URL")
    names = [f"backup_{os.getpid()}_{way}" for way in ("from", "to")]
    server = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as admin:
        for name in names:
            admin.execute(f'CREATE DATABASE "{name}"')
        yield [urlunsplit(urlsplit(url)._replace(path=f"/{name}")) for name in names]
        for name in names:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def dumped(url: str) -> list[str]:
    """Return all rows, and how far each sequence is; a check that was restored is told in other brackets."""
    argv = ["pg_dump", "--inserts", "--no-owner", url]
    dump = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    return sorted(
        line for line in dump.splitlines() if line.startswith(("INSERT", "SELECT pg_catalog.setval"))
    )


def constraints(url: str) -> list[tuple[str, str]]:
    import psycopg

    with psycopg.connect(url) as opened:
        rows = opened.execute("SELECT conrelid::regclass::text, conname FROM pg_constraint ORDER BY 1, 2")
        return rows.fetchall()


@pytest.mark.services
def test_a_backup_of_postgresql_is_restored_as_it_was(tmp_path, databases):
    first, second = databases
    here, there = tmp_path / "here", tmp_path / "there"
    done("migrate", "-v0", DATA_DIR=here, DATABASE_URL=first)
    done("shell", "-v0", "-c", SEED, DATA_DIR=here, DATABASE_URL=first)
    with_files(here)
    done("backup", str(tmp_path / "backup"), DATA_DIR=here, DATABASE_URL=first)
    done("restore_backup", str(tmp_path / "backup"), DATA_DIR=there, DATABASE_URL=second)
    before, after = dumped(first), dumped(second)
    assert any("Ann \U0001f692" in row for row in after)
    assert after == before
    assert constraints(second) == constraints(first)
    assert files_in(there) == files_in(here)
    assert "The database is not empty" in refused(
        "restore_backup", str(tmp_path / "backup"), DATA_DIR=tmp_path / "third", DATABASE_URL=second
    )
