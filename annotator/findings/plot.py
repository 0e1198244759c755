"""The ladder as a drawing: accounts along, the steps of certainty up; lengths in units of the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.findings.drift import Drift, Telling

    Texts = tuple[Sequence[Telling], Sequence[Drift]]

LEFT: Final = 116  # room for the steps' words
RIGHT: Final = 16
COLUMN: Final = 116
NARROW: Final = 720  # a drawing of few accounts is not smaller than this
TOP: Final = 26
STEP: Final = 38
FOOT: Final = 52  # room for two lines under the axis
RADIUS: Final = 7
SLOT: Final = 38  # between the texts of one account
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
class Trail:
    """The texts of one account, joined: its earlier ones as points, whose `account` is a text's number."""

    account: int
    points: list[Point]
    newest: (
        int  # the number of the text that the account's own point stands for; 0: it stands for another step
    )
    joins: list[tuple[int, int, int, int]]  # without a jump: x and y of both ends
    arrows: list[Arrow]


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
    trails: list[Trail]


def plot(
    tellings: Sequence[Telling],
    drifts: Sequence[Drift],
    others: Mapping[int, Sequence[int]] | None = None,
    top: int = TOP,
    texts: Mapping[int, Texts] | None = None,
) -> Plot:
    """Return the drawing of a claim, an account a column in the order given.

    `others` are the steps that further people found in an account, `texts` what its texts tell one after the
    other. What nobody checked has no point.
    """
    texts = {
        each.account: texts[each.account]
        for each in tellings
        if texts and _row(each) and each.account in texts
    }
    used = {_row(each) for each in [*tellings, *(one for each in texts.values() for one in each[0])]}
    rows = [row for row in ROWS if row in {"4", "3", "2", "1"} or row in used]
    heights: dict[str, int] = {row: top + STEP * number for number, row in enumerate(rows)}
    column = max(COLUMN, (NARROW - LEFT - RIGHT) // max(len(tellings), 1))
    columns, slots, right = _columns(tellings, texts, column)
    points = [
        Point(
            account=each.account,
            x=slots[each.account][-1],
            y=heights[row],
            row=row,
            status=each.status,
            others=tuple(
                heights[str(step)]
                for step in dict.fromkeys((others or {}).get(each.account, ()))
                if str(step) != row
            ),
        )
        for each in tellings
        if (row := _row(each)) is not None
    ]
    by_account = {point.account: point for point in points}
    bottom = top + STEP * (len(rows) - 1)
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
        trails=[
            _trail(by_account[account], told, slots[account], heights) for account, told in texts.items()
        ],
    )


def _columns(
    tellings: Sequence[Telling], texts: Mapping[int, Texts], least: int
) -> tuple[list[Column], dict[int, list[int]], int]:
    """Return where each account stands, the places of its texts (its own point's last), and the end."""
    columns, slots, left = [], {}, LEFT
    for each in tellings:
        told, _ = texts.get(each.account, ((), ()))
        count = max(1, len(told) + (bool(told) and _row(told[-1]) != _row(each)))
        width = max(least, SLOT * (count + 1))
        middle = left + width // 2
        slots[each.account] = [middle + SLOT * (2 * n - count + 1) // 2 for n in range(count)]
        columns.append(Column(each.account, middle))
        left += width
    return columns, slots, max(left, LEFT + least)


def _trail(own: Point, texts: Texts, slots: list[int], heights: Mapping[str, int]) -> Trail:
    told, jumps = texts
    places = {
        each.account: Point(each.account, x, heights[row], row, each.status, ())
        for each, x in zip(told, slots, strict=False)
        if (row := _row(each)) is not None
    }
    is_newest = len(slots) == len(told)
    earlier = [places[each.account] for each in (told[:-1] if is_newest else told)]
    over = {(each.before, each.after) for each in jumps}
    return Trail(
        account=own.account,
        points=earlier,
        newest=told[-1].account if is_newest else 0,
        joins=[
            (places[one.account].x, places[one.account].y, places[other.account].x, places[other.account].y)
            for one, other in pairwise(told)
            if (one.account, other.account) not in over
        ],
        arrows=[_arrow(places[each.before], places[each.after], each) for each in jumps],
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
