"""Label Studio: a JSON array of tasks, and the XML of the labelling page that they fit."""

from __future__ import annotations

from annotator.formats.interchange.label_studio.reading import read
from annotator.formats.interchange.label_studio.writing import write

__all__ = ["read", "write"]
