"""doccano: JSON lines with a text and its spans each."""

from __future__ import annotations

from annotator.formats.interchange.doccano.reading import read
from annotator.formats.interchange.doccano.writing import write

__all__ = ["read", "write"]
