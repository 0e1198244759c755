"""How far apart two values are: agreement weights for kappa and AC2, distances for alpha."""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING

from annotator.agreement.records import Level, Weights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.agreement.records import Name

Matrix = list[list[float]]


def matrix(weights: Weights, size: int) -> Matrix:
    """Return how much of an agreement two steps are: 1 for the same, 0 for the farthest (Gwet 2014, 3.5)."""
    most = max(size - 1, 1)
    by_steps = [_weight(weights, apart, most) for apart in range(size)]
    return [[by_steps[abs(i - j)] for j in range(size)] for i in range(size)]


def distances(level: Level, values: Sequence[Name]) -> Callable[[Sequence[float]], Matrix]:
    """Return what gives the squared distances, by how often each value was given (Krippendorff 2011)."""
    if level is Level.ORDINAL:
        return _ordinal
    if level is Level.INTERVAL:
        numbers = [_number(value) for value in values]
        fixed = [[float((one - other) ** 2) for other in numbers] for one in numbers]
    else:
        fixed = [[float(i != j) for j in range(len(values))] for i in range(len(values))]
    return lambda _: fixed


def _weight(weights: Weights, apart: int, most: int) -> float:
    if not apart:
        return 1.0
    if weights is Weights.LINEAR:
        return 1 - apart / most
    if weights is Weights.QUADRATIC:
        return 1 - (apart / most) ** 2
    if weights is Weights.ORDINAL:
        return 1 - comb(apart + 1, 2) / comb(most + 1, 2)
    return 0.0


def _ordinal(margins: Sequence[float]) -> Matrix:
    """Return the distances between ranks: all ratings between two steps, and half of those on the two."""
    below = [0.0]
    for each in margins:
        below.append(below[-1] + each)
    middle = [below[number] + each / 2 for number, each in enumerate(margins)]
    return [[(one - other) ** 2 for other in middle] for one in middle]


def _number(value: Name) -> int:
    if isinstance(value, str):
        raise TypeError(f"{value!r} is no number: distances need numbers")
    return value
