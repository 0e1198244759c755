"""What a task of `manage.py evaluate` is, and how a line of its file is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Item = TypeVar("Item")

_KINDS: Final = {str: "text", list: "a list", dict: "an object", bool: "true or false", int: "a whole number"}


class BadLine(ValueError):  # noqa: N818 - the line is bad, not the program
    """A line of a file is not what its task needs; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a measurement found: metrics by name, and the same ones for a trivial baseline.

    `embedded` has them for the engine with a sentence embedding, where one was asked for.
    """

    n: int
    metrics: Mapping[str, float]
    baseline: Mapping[str, float]
    embedded: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task(Generic[Item]):
    """A task: how to read a line (raises :class:`BadLine`), how to measure, and what the baseline does."""

    name: str
    read: Callable[[Mapping[str, Any]], Item]
    measure: Callable[[Iterable[Item]], Outcome]
    unit: str
    baseline: str


def value(line: Mapping[str, Any], key: str, kind: type) -> Any:
    """Return a value of a line; raises :class:`BadLine` when it is missing or of another kind."""
    if key not in line:
        raise BadLine(f'has no "{key}"')
    found = line[key]
    if not isinstance(found, kind) or (kind is not bool and isinstance(found, bool)):
        raise BadLine(f'"{key}" is not {_KINDS[kind]}')
    return found


def number(line: Mapping[str, Any], key: str) -> float:
    """Return a number of a line, whole or not."""
    found = line.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise BadLine(f'"{key}" is missing or is no number')
    return float(found)


def span(found: Any, text: str, key: str) -> Span:
    """Return a pair `[start, end]` as a range of `text`."""
    is_pair = isinstance(found, list) and len(found) == 2 and all(type(x) is int for x in found)  # noqa: PLR2004
    if not is_pair or not 0 <= found[0] < found[1] <= len(text):
        raise BadLine(f'"{key}" holds {found}, which is no range of its text of {len(text)} code points')
    return Span(found[0], found[1])
