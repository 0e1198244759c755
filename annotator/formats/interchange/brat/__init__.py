"""brat standoff: a text file, and beside it a file of annotations that count its code points."""

from __future__ import annotations

from annotator.formats.interchange.brat.reading import read
from annotator.formats.interchange.brat.writing import write

__all__ = ["read", "write"]
