"""WebAnno TSV 3, as WebAnno and INCEpTION write it: read only. Offsets are UTF-16.

Spans over several tokens and stacked ones, sub-tokens, slots, chains and relations are read.
"""

from __future__ import annotations

from annotator.formats.interchange.webanno_tsv.reading import read

__all__ = ["read"]
