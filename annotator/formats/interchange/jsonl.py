"""Everything as JSONL, one record a line: the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.formats.datasets import line
from annotator.formats.interchange.source import records_of

if TYPE_CHECKING:
    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Source


def write(source: Source, archive: Archive, losses: Losses) -> None:  # noqa: ARG001 - nothing is lost
    """Write `data.jsonl`."""
    archive.write("data.jsonl", map(line, records_of(source)))
