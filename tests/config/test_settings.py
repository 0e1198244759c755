from __future__ import annotations

import ast
import json
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from annotator.config import environment as env
from tests.processes import ROOT, environment

READERS = {"text", "flag", "number", "items"}


def settings_read(*files: str) -> set[str]:
    """Return the names of all settings that these files read."""
    calls = (
        node
        for file in files
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS
    )
    return {ast.literal_eval(call.args[0]) for call in calls}


def test_each_setting_is_documented_and_each_documented_one_is_read():
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))
    read = settings_read("annotator/config/settings.py")
    assert documented == read


def manage(*argv: str, **settings: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *argv],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=False,
    )


SAFE = {"SECRET_KEY": "j" * 25 + "0123456789abcdefghijklmno", "ALLOWED_HOSTS": "annotator.example.org"}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DEBUG": "off"}, "SECRET_KEY must be set when DEBUG is off: 50 random characters or more."),
        ({"ALLOWED_HOSTS": "a.example"}, "SECRET_KEY must be set when DEBUG is off"),
        ({"SECRET_KEY": "x" * 50}, "ALLOWED_HOSTS must name this site when DEBUG is off"),
        ({"DEBUG": "flase"}, "DEBUG is 'flase'; it must be on or off."),
        ({"OPEN_SIGNUP": "maybe"}, "OPEN_SIGNUP is 'maybe'; it must be on or off."),
        ({"JOB_LEASE_SECONDS": "soon"}, "JOB_LEASE_SECONDS is 'soon'; it must be a number from 0.3 up."),
        ({"DATA_DIR": "/dev/null/x"}, "DATA_DIR must be writable; /dev/null/x: Not a directory."),
    ],
)
def test_a_setting_that_is_wrong_or_unsafe_is_one_sentence(tmp_path, settings, sentence):
    refused = manage("check", **{"DATA_DIR": tmp_path} | settings)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Annotator can't start: {sentence}")
    assert refused.stderr.count("\n") == 1


def test_production_settings_pass_the_deployment_check(tmp_path):
    checked = manage("check", "--deploy", "--fail-level", "WARNING", DATA_DIR=tmp_path, **SAFE)
    assert checked.returncode == 0, checked.stderr
    assert "no issues (0 silenced)" in checked.stdout + checked.stderr
    assert not (tmp_path / "secret-key").exists()


def test_javascript_modules_import_each_other_by_hashed_names_in_production(tmp_path):
    collected = manage("collectstatic", "--noinput", DATA_DIR=tmp_path, **SAFE)
    assert collected.returncode == 0, collected.stderr
    named = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
    modules = [tmp_path / "static" / name for name in named.values() if name.startswith("js/")]
    assert modules
    imports = re.compile(r"""^\s*(?:import|export)\b(?:[^;'"]*\bfrom)?\s*['"](\.[^'"]+)['"]""", re.MULTILINE)
    plain = {
        (module.name, found)
        for module in modules
        for found in imports.findall(module.read_text(encoding="utf-8"))
        if not re.search(r"\.[0-9a-f]{12}\.js$", found)
    }
    assert not plain, "an import is rewritten only when it is relative and ends in a semicolon"


@pytest.mark.parametrize(("value", "means"), [("ON", True), ("1", True), ("no", False), (" false ", False)])
def test_flags(monkeypatch, value, means):
    monkeypatch.setenv("FLAG", value)
    assert env.flag("FLAG", default=not means) is means


def test_empty_is_not_set(monkeypatch):
    monkeypatch.setenv("EMPTY", " ")
    assert (env.flag("EMPTY", default=True), env.text("EMPTY", "d"), env.number("EMPTY", 7)) == (True, "d", 7)
    assert env.items("EMPTY") == []


@pytest.mark.parametrize("value", ["-1", "nan", "inf", "1e999", "ten"])
def test_numbers_that_are_none(monkeypatch, value):
    monkeypatch.setenv("NUMBER", value)
    with pytest.raises(ImproperlyConfigured, match="must be a number from 0 up"):
        env.number("NUMBER", 1)


def test_lists_leave_out_what_is_empty(monkeypatch):
    monkeypatch.setenv("HOSTS", "a.example, ,b.example,")
    assert env.items("HOSTS") == ["a.example", "b.example"]


def test_processes_that_start_together_keep_one_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: env.kept_secret(tmp_path / "key"), range(16)))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 50
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["key"]
