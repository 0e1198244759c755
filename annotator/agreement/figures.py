"""The parts of a report by name, and its headline figures in long form, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.agreement.records import Name

Plain = dict[str, Any]

HEAD: Final = (
    "round", "story", "part", "measure", "value", "low", "high", "n", "items", "coverage", "raters",
    "cautions",
)  # fmt: skip


def parts(data: Plain) -> dict[str, Plain]:
    """Return what a report measured, by name: layers, their questions, cells, mentions, links."""
    found: dict[str, Plain] = {}
    for layer, told in data["layers"].items():
        found[layer] = told
        found |= {name: each for name, each in data["dimensions"].items() if name.split(".")[0] == layer}
    found |= {f"cells.{name}": each for name, each in data["cells"].items()}
    return found | {name: data[name] for name in ("mentions", "links") if name in data}


def rows(data: Plain, scope: Plain) -> Iterator[tuple[Name | float | None, ...]]:
    """Yield the headline figures of a report as `HEAD` names them; what has no value is None."""
    for part, told in parts(data).items():
        for each in told["measures"]:
            low, high = each["interval"] or (None, None)
            yield (
                scope["round"] or "now",
                scope["story"] or "all",
                part,
                each["measure"],
                each["value"],
                low,
                high,
                each["pairable"],
                each["items"],
                each["coverage"],
                each["raters"],
                " ".join(note["caution"] for note in each["notes"]),
            )


def as_csv(data: Plain, scope: Plain) -> str:
    """Return :func:`rows` as CSV (RFC 4180)."""
    written = io.StringIO()
    out = csv.writer(written)
    out.writerow(HEAD)
    out.writerows(rows(data, scope))
    return written.getvalue()
