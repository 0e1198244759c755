"""What a column of a table may mean, and the names that say so by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CODE: Final = "code"

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": (
        "text", "data", "document text", "full text", "content", "body", "article text",
        "volltext", "inhalt", "artikeltext",
    ),
    "document": (
        "document", "document id", "doc id", "doc", "file", "revision id", "article id", "article",
        "article name", "document name", "filename", "file name",
        "dokument", "dokument id", "artikel", "artikel id", "datei", "dateiname",
    ),
    "start": (
        "start", "start offset", "begin", "offset start", "start char", "from",
        "anfang", "beginn", "von", "startposition",
    ),
    "end": ("end", "end offset", "offset end", "end char", "to", "stop", "ende", "bis", "endposition"),
    "quote": (
        "quote", "exact", "span", "passage", "span text", "quotation", "phrase", "txt", "snippet",
        "zitat", "textstelle", "stelle", "wortlaut", "passus",
    ),
    "prefix": ("prefix", "before", "davor", "vorher"),
    "suffix": ("suffix", "after", "danach", "nachher"),
    "label": (
        "label", "layer", "tag", "labels", "category", "class", "type", "kind",
        "ebene", "kategorie", "klasse", "typ", "art", "etikett",
    ),
    "codes": ("codes",),
    "note": (
        "note", "notes", "comment", "comments", "remark",
        "notiz", "notizen", "anmerkung", "anmerkungen", "bemerkung", "kommentar",
    ),
    "annotator": (
        "annotator", "annotator name", "coder", "user", "username", "created by", "rater", "author",
        "annotator id", "person", "coded by", "marked by", "worker", "worker id",
        "annotatorin", "annotierende", "kodierer", "kodiererin", "codierer", "codiererin",
        "bearbeiter", "bearbeiterin", "benutzer",
    ),
    "id": ("annotation id", "mark id", "span id", "uuid", "id", "markierung id"),
    "made_at": (
        "created at", "made at", "timestamp", "time", "erstellt", "erstellt am", "zeit", "zeitpunkt",
    ),
    "title": (
        "title", "headline", "article title", "document title", "titel", "überschrift",
        "schlagzeile", "artikeltitel",
    ),
    "url": ("url", "link", "address", "uri", "article url", "adresse"),
    "source": (
        "source", "outlet", "publisher", "publication", "newspaper", "medium", "quelle", "zeitung",
    ),
    "byline": ("byline", "verfasser", "verfasserin", "autorenzeile"),
    "published_at": (
        "published at", "published", "date", "publication date",
        "veröffentlicht", "veröffentlicht am", "datum", "erschienen", "erschienen am",
    ),
    "story": ("story", "event", "topic", "geschichte", "ereignis", "thema"),
}  # fmt: skip
"""The roles of columns, each with the names that tell it, in English and German, the surest first.

`codes` is `dimension=code; dimension=code`, as in our own tables. One more role, `code`, may be given to any
number of columns: each is a dimension by its own name, with codes that `;` or `|` part.
"""

_CODES: Final = frozenset({
    "certainty", "sureness", "likelihood", "modality", "polarity", "negation", "sentiment", "stance",
    "attitude", "factuality", "veracity", "strength", "intensity", "reason", "framing", "frame", "tone",
    "gewissheit", "sicherheit", "wahrscheinlichkeit", "modalität", "polarität", "verneinung",
    "haltung", "faktizität", "stärke", "intensität", "grund", "rahmen", "tonfall",
})  # fmt: skip
"""Names of columns that say something of a mark, beside its label."""

_WORDS = re.compile(r"[\W_]+")


def guessed(columns: Sequence[str]) -> dict[str, str]:
    """Return the roles that columns have by their names: a role for a column, and a column for a role.

    Only :data:`CODE` is the role of several columns.
    """
    plain: dict[str, str] = {}
    for column in columns:
        plain.setdefault(_WORDS.sub(" ", column).strip().casefold(), column)
    found: dict[str, str] = {}
    for role, names in ROLES.items():
        known = [plain[name] for name in names if name in plain and plain[name] not in found]
        if known:
            found[known[0]] = role
    return found | {column: CODE for name, column in plain.items() if name in _CODES}
