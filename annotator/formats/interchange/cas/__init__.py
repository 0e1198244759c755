"""UIMA CAS: XMI with its type system as INCEpTION imports it, and JSON CAS.

The files count UTF-16, and dkpro-cassis converts from and to code points.
"""

from __future__ import annotations

from annotator.formats.interchange.cas.reading import read
from annotator.formats.interchange.cas.writing import write

__all__ = ["read", "write"]
