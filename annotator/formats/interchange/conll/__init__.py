"""CoNLL: a line a token, a column a layer, tags in IOB2."""

from __future__ import annotations

from annotator.formats.interchange.conll.reading import read
from annotator.formats.interchange.conll.writing import write

__all__ = ["read", "write"]
