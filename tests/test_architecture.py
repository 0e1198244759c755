"""Rules of the house that import-linter can't see: read from the source, so that they hold for what comes."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

import annotator
from annotator import jobs, tasks

PACKAGE = Path(annotator.__file__).parent
ROOT = PACKAGE.parent
LONGEST_FILE = 300  # lines

SOURCES = sorted(file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts)
SERVICES = [file for file in SOURCES if file.parent.name == "services" and file.name != "transactions.py"]


def short(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def layer(file: Path) -> str:
    """Return the part of the grid a file belongs to: `services`, `jobs`."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(file: Path) -> set[str]:
    """Return the full name of everything a file imports."""
    names: set[str] = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def public_functions(file: Path) -> list[ast.FunctionDef]:
    return [
        node
        for node in tree(file).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def decorators(function: ast.FunctionDef) -> set[str]:
    """Return the names of the decorators, without what they are called with."""
    return {
        ast.unparse(each.func if isinstance(each, ast.Call) else each) for each in function.decorator_list
    }


@pytest.mark.parametrize("file", SERVICES, ids=short)
def test_a_service_is_called_by_keywords_and_states_its_transaction(file):
    """What takes positions is a helper of services, not one; a job's handler takes its run."""
    stated = {"transaction.atomic", "own_transactions", "callers_transaction"}
    without, positional = [], []
    for function in public_functions(file):
        places = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
        is_stated = bool(stated & decorators(function))
        if not places and not is_stated:
            without.append(function.name)
        if places and is_stated and places != ["run"]:
            positional.append(function.name)
    assert not without, (
        "decorate with @transaction.atomic, @callers_transaction, or @own_transactions and the reason"
    )
    assert not positional, "put a * before the parameters"


@pytest.mark.parametrize("file", SOURCES, ids=short)
def test_rows_are_reached_below_the_ways_in_only(file):
    if layer(file) in {"models", "queries", "services", "policies"}:
        return
    lines = [
        node.lineno
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert not lines, "ask a query, which knows who may see what, or call a service"


@pytest.mark.parametrize("file", SOURCES, ids=short)
def test_requests_and_responses_stay_in_the_ways_in(file):
    if layer(file) in {"web", "api", "live", "downloads", "http", "guarding", "config"}:
        return
    assert not {name for name in imported(file) if name.startswith(("django.http", "django.shortcuts"))}


@pytest.mark.parametrize("file", SOURCES, ids=short)
def test_annotations_are_not_run(file):
    body = [node for node in tree(file).body if not isinstance(node, ast.Expr)]
    assert not body or ast.unparse(body[0]) == "from __future__ import annotations"


def test_no_file_is_too_long_to_be_read():
    files = [*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "static").rglob("*.js"), ROOT / "run"]
    lengths = {short(file): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_the_task_that_is_asked_for_is_the_task_there_is():
    assert tasks.run_job.name == jobs.RUN_JOB
    assert [
        each.name for each in public_functions(PACKAGE / "tasks.py") if "shared_task" in decorators(each)
    ] == ["run_job"]
