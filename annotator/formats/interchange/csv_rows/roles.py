"""What a column of a table may mean, and the names that say so by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text", "data", "document text", "full text", "content", "body", "article text"),
    "document": ("document", "document id", "doc id", "doc", "file", "revision id", "article id"),
    "start": ("start", "start offset", "begin", "offset start", "start char", "from"),
    "end": ("end", "end offset", "offset end", "end char", "to", "stop"),
    "quote": ("quote", "exact", "span", "passage", "span text", "quotation", "phrase", "txt"),
    "prefix": ("prefix", "before"),
    "suffix": ("suffix", "after"),
    "label": ("label", "layer", "tag", "labels", "category", "class", "type"),
    "codes": ("codes",),
    "note": ("note", "notes", "comment", "comments", "remark"),
    "annotator": (
        "annotator",
        "annotator name",
        "coder",
        "user",
        "username",
        "created by",
        "rater",
        "author",
    ),
    "id": ("annotation id", "mark id", "span id", "uuid", "id"),
    "made_at": ("created at", "made at", "timestamp", "time"),
    "title": ("title", "headline"),
    "url": ("url", "link", "address", "uri"),
    "source": ("source", "outlet", "publisher", "publication"),
    "byline": ("byline",),
    "published_at": ("published at", "published", "date", "publication date"),
    "story": ("story", "event", "topic"),
}
"""The roles of columns, each with the names that tell it, the surest first.

`codes` is `dimension=code; dimension=code`, as in our own tables. One more role, `code`, may be given to any
number of columns: each is a dimension by its own name, with codes that `;` or `|` part.
"""

CODE: Final = "code"
_WORDS = re.compile(r"[\W_]+")


def guessed(columns: Sequence[str]) -> dict[str, str]:
    """Return the roles that columns have by their names: a role for a column, and a column for a role."""
    plain: dict[str, str] = {}
    for column in columns:
        plain.setdefault(_WORDS.sub(" ", column).strip().casefold(), column)
    found: dict[str, str] = {}
    for role, names in ROLES.items():
        known = [plain[name] for name in names if name in plain and plain[name] not in found]
        if known:
            found[known[0]] = role
    return found
