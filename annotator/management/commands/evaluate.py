"""`manage.py evaluate`: an engine measured against gold data, beside a trivial baseline."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.management import BaseCommand, CommandError

from annotator.errors import Refusal
from annotator.management.evaluation import (
    alignment,
    carry,
    certainty,
    cues,
    extraction,
    reanchor,
    segmentation,
    stories,
)
from annotator.management.evaluation.lines import Reader
from annotator.text.embedding import embedder

if TYPE_CHECKING:
    from annotator.management.evaluation.task import Outcome, Task

TASKS: Final[dict[str, Task[Any]]] = {
    module.TASK.name: module.TASK
    for module in (segmentation, cues, certainty, alignment, stories, reanchor, carry, extraction)
}


class Command(BaseCommand):
    """Measure an engine against files of JSON lines."""

    help = "Measure an engine against gold data: one JSON object a line (see docs/datasets.md)."
    requires_system_checks = ()  # needs neither database nor settings

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("task", choices=sorted(TASKS), help="what to measure")
        parser.add_argument("files", nargs="+", type=Path, metavar="file", help="a file of JSON lines, UTF-8")
        parser.add_argument(
            "--embeddings",
            metavar="what",
            help="alignment: measure with this sentence embedding as well, named as by SENTENCE_EMBEDDINGS",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure all files as one set. Bad lines are told and left out; fails when no line can be read."""
        task = _task(options["task"], options["embeddings"])
        reader = Reader(options["files"], self.stderr.write, sys.stderr if sys.stderr.isatty() else None)
        outcome = task.measure(reader.items(task.read))
        if not outcome.n:
            raise CommandError(f"No line could be read; {_count(reader.bad)}.")
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(task, options["files"], outcome, reader.bad)))
        else:
            self.stdout.write(_as_table(task, outcome, reader.bad))


def _task(name: str, embeddings: str | None) -> Task[Any]:
    if embeddings is None:
        return TASKS[name]
    if name != alignment.TASK.name:
        raise CommandError("--embeddings is for alignment only.")
    try:
        return alignment.with_embedding(embedder(embeddings))
    except Refusal as refusal:
        raise CommandError(refusal.message) from refusal


def _as_json(task: Task[Any], files: list[Path], outcome: Outcome, bad: int) -> dict[str, object]:
    return {
        "task": task.name,
        "files": [str(path) for path in files],
        "n": outcome.n,
        "bad_lines": bad,
        "metrics": _rounded(outcome.metrics),
        "baseline": _rounded(outcome.baseline),
        **({"embedded": _rounded(outcome.embedded)} if outcome.embedded else {}),
    }


def _as_table(task: Task[Any], outcome: Outcome, bad: int) -> str:
    width = max(len(name) for name in outcome.metrics)
    rows = [
        f"{task.name}: {outcome.n} {task.unit}, {_count(bad)}",
        f"{'':{width}}  engine{'  embedded' * bool(outcome.embedded)}  baseline ({task.baseline})",
    ]
    for name, measured in outcome.metrics.items():
        embedded = f"  {outcome.embedded[name]:8.3f}" if outcome.embedded else ""
        other = outcome.baseline.get(name)
        told = "" if other is None else f"{other:8.3f}"
        rows.append(f"{name:{width}}  {measured:6.3f}{embedded}  {told}".rstrip())
    return "\n".join(rows)


def _count(bad: int) -> str:
    return f"{bad or 'no'} bad line{'' if bad == 1 else 's'}"


def _rounded(values: Any) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
