"""Cursors: how far a listener has read each project, as `3:120,5:44`. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

_PART = re.compile(r"([1-9][0-9]{0,17}):(0|[1-9][0-9]{0,17})", re.ASCII)


def read(cursor: str) -> dict[int, int]:
    """Return the number of the last event that was heard, by project. Raises :class:`Invalid`."""
    found: dict[int, int] = {}
    for part in cursor.split(",") if cursor else ():
        match = _PART.fullmatch(part)
        if match is None:
            raise Invalid(
                "A cursor is such as 3:120,5:44, as the `id` of each message has it.", field="after"
            )
        found[int(match[1])] = int(match[2])
    return found


def write(heard: Mapping[int, int]) -> str:
    """Return a cursor as it is sent."""
    return ",".join(f"{project}:{seq}" for project, seq in heard.items())
