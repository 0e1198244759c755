"""The words and addresses that writer and reader of Web Annotations share."""

from __future__ import annotations

from typing import Final

ANNO: Final = "http://www.w3.org/ns/anno.jsonld"
OURS: Final = "annotator:"
"""The prefix of what the standard has no word for; the context says that it stands for `BASE`."""

BASE: Final = "urn:annotator:"
CODEBOOK: Final = f"{BASE}codebook:"
CONTEXT: Final = [ANNO, {"annotator": BASE}]

LINK: Final = f"{OURS}link"
"""Of an annotation that ties two others: how they stand to each other."""

VERSION_OF: Final = "dcterms:isVersionOf"
"""Of an annotation on a newer text: the one that it was carried from. The prefix is that of `ANNO`."""

COLLECTION: Final = "collection.jsonld"
MARK: Final = "urn:uuid:"


def of_layer(layer: str) -> str:
    """Return the address of a layer: keys of the codebook have only `a-z0-9_-`."""
    return f"{CODEBOOK}{layer}"


def of_code(layer: str, dimension: str, code: str) -> str:
    """Return the address of a code."""
    return f"{CODEBOOK}{layer}:{dimension}:{code}"
