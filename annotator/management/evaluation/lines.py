"""Files of JSON lines, read one by one; what is wrong with a line is told, and the rest goes on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

from annotator.management.evaluation.task import BadLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

Item = TypeVar("Item")

_WIDTH: Final = 30


@dataclass(slots=True)
class Reader:
    """Reads files; `tell` gets a sentence for each bad line, `bar` (a terminal) a progress bar, if any."""

    paths: list[Path]
    tell: Callable[[str], None]
    bar: IO[str] | None = None
    bad: int = 0
    _done: int = field(default=0, init=False)
    _shown: int = field(default=-1, init=False)

    def items(self, read: Callable[[Mapping[str, Any]], Item]) -> Iterator[Item]:
        """Yield what `read` makes of each line, empty ones skipped."""
        total = sum(path.stat().st_size for path in self.paths if path.is_file())
        for path in self.paths:
            try:
                with path.open("rb") as file:
                    for number, line in enumerate(file, start=1):
                        if line.strip():
                            yield from self._item(read, line, f"{path}, line {number}")
                        self._done += len(line)
                        self._show(total)
            except OSError as error:
                self._is_bad(f"{path}: can't be read ({error.strerror})")
        if self.bar:
            self.bar.write("\r" + " " * (_WIDTH + 10) + "\r")

    def _item(self, read: Callable[[Mapping[str, Any]], Item], line: bytes, where: str) -> Iterator[Item]:
        try:
            yield read(_parsed(line))
        except BadLine as error:
            self._is_bad(f"{where}: {error}")

    def _is_bad(self, sentence: str) -> None:
        self.bad += 1
        self.tell(sentence)

    def _show(self, total: int) -> None:
        percent = 100 * self._done // (total or 1)
        if self.bar and percent != self._shown:
            self._shown = percent
            full = _WIDTH * percent // 100
            self.bar.write(f"\r[{'#' * full}{' ' * (_WIDTH - full)}] {percent:3d} %")
            self.bar.flush()


def _parsed(line: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLine(f"is no UTF-8 (byte {error.start + 1})") from None
    except (ValueError, RecursionError) as error:
        raise BadLine(f"is no JSON ({error})") from None
    if not isinstance(found, dict):
        raise BadLine("is no JSON object")
    return found
