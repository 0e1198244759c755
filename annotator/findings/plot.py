"""The ladder as a drawing: accounts along, the steps of certainty up; lengths in units of the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.findings.drift import Drift, Telling

LEFT: Final = 116  # room for the steps' words
RIGHT: Final = 16
COLUMN: Final = 116
NARROW: Final = 720  # a drawing of few accounts is not smaller than this
TOP: Final = 26
STEP: Final = 38
FOOT: Final = 52  # room for two lines under the axis
RADIUS: Final = 7
ROWS: Final = ("4", "3", "2", "1", "none", "not_reported")  # from the top
_SHORTEN: Final = 11  # a jump's line ends before the point that it leads to


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the ladder: its key in `ROWS`, and its height."""

    key: str
    y: int


@dataclass(frozen=True, slots=True)
class Point:
    """An account on its step; `others` are the heights of steps that other people found."""

    account: int
    x: int
    y: int
    row: str
    status: str
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A jump, drawn from point to point, and its head as `points` of a polygon."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float
    head: str
    label_x: float
    label_y: float
    steps: int


@dataclass(frozen=True, slots=True)
class Column:
    """An account's place along the foot."""

    account: int
    x: int


@dataclass(frozen=True, slots=True)
class Plot:
    """All that is drawn of one claim."""

    width: int
    height: int
    left: int
    right: int  # the end of the lines
    foot: int  # the height of the columns' words
    lines: list[Line]
    columns: list[Column]
    points: list[Point]
    arrows: list[Arrow]


def plot(
    tellings: Sequence[Telling],
    drifts: Sequence[Drift],
    others: Mapping[int, Sequence[int]] | None = None,
    top: int = TOP,
) -> Plot:
    """Return the drawing of a claim, an account a column in the order given.

    `others` are the steps that further people found in an account. What nobody checked has no point.
    """
    used = {_row(each) for each in tellings}
    rows = [row for row in ROWS if row in {"4", "3", "2", "1"} or row in used]
    heights: dict[str, int] = {row: top + STEP * number for number, row in enumerate(rows)}
    count = max(len(tellings), 1)
    column = max(COLUMN, (NARROW - LEFT - RIGHT) // count)
    columns = [
        Column(each.account, LEFT + column * number + column // 2) for number, each in enumerate(tellings)
    ]
    points = [
        Point(
            account=each.account,
            x=place.x,
            y=heights[row],
            row=row,
            status=each.status,
            others=tuple(
                heights[str(step)]
                for step in dict.fromkeys((others or {}).get(each.account, ()))
                if str(step) != row
            ),
        )
        for each, place in zip(tellings, columns, strict=True)
        if (row := _row(each)) is not None
    ]
    by_account = {point.account: point for point in points}
    bottom = top + STEP * (len(rows) - 1)
    right = LEFT + column * count
    return Plot(
        width=right + RIGHT,
        height=bottom + FOOT,
        left=LEFT,
        right=right,
        foot=bottom + STEP // 2 + 8,
        lines=[Line(row, y) for row, y in heights.items()],
        columns=columns,
        points=points,
        arrows=[_arrow(by_account[each.before], by_account[each.after], each) for each in drifts],
    )


def _row(telling: Telling) -> str | None:
    if telling.status == "not_reported":
        return "not_reported"
    if telling.status not in {"asserted", "denied", "differs"}:
        return None
    return str(telling.level) if telling.level else "none"


def _arrow(one: Point, other: Point, drift: Drift) -> Arrow:
    across, up = other.x - one.x, other.y - one.y
    length = (across**2 + up**2) ** 0.5
    ux, uy = across / length, up / length
    x1, y1 = one.x + ux * _SHORTEN, one.y + uy * _SHORTEN
    x2, y2 = other.x - ux * _SHORTEN, other.y - uy * _SHORTEN
    back_x, back_y = x2 - ux * 9, y2 - uy * 9
    corners = [(x2, y2), (back_x - uy * 4, back_y + ux * 4), (back_x + uy * 4, back_y - ux * 4)]
    return Arrow(
        kind=drift.kind,
        x1=round(x1, 1),
        y1=round(y1, 1),
        x2=round(back_x, 1),
        y2=round(back_y, 1),
        head=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners),
        label_x=round((one.x + other.x) / 2, 1),
        label_y=round((one.y + other.y) / 2 - 9, 1),
        steps=drift.steps,
    )
