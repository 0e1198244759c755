"""W3C Web Annotation (2017), as JSON-LD: a collection, a page a revision, an annotation a mark.

Offsets are code points, as the standard says. `docs/formats.md` tells how marks of several ranges, codes and
revisions stand in it.
"""

from __future__ import annotations

from annotator.formats.interchange.web_annotation.reading import read
from annotator.formats.interchange.web_annotation.writing import write

__all__ = ["read", "write"]
