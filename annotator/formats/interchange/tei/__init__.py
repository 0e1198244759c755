"""TEI P5: a file a revision, its text in paragraphs, its marks beside it in `<standOff>`.

A mark is an `<annotation>`, TEI's own form of a Web Annotation; it points with `string-range()` into the
body, whose characters (code points) are exactly those of the text.
"""

from __future__ import annotations

from annotator.formats.interchange.tei.reading import read
from annotator.formats.interchange.tei.writing import write

__all__ = ["read", "write"]
