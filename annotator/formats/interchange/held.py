"""What every format of others is given of the records, and which of them it has no place for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.interchange.source import FURTHER

if TYPE_CHECKING:
    from collections.abc import Collection

    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Record, Source

BESIDE = ("confidence", "origin", "anchor", "codebook", "version", "updated_at", "suggested")
"""What an annotation's record says beside its ranges, layer, codes, note, person and time."""

FACTS = (
    "article_id", "story_id", "story", "title", "source", "source_domain", "byline", "url", "published_at",
    "published_precision", "revision_id", "revision", "sha256",
)  # fmt: skip
"""What a revision's record says beside its text."""

OF_A_DOCUMENT = ("title", "url", "source", "byline", "published_at", "story")
"""The facts that a reader hands on, as :class:`Incoming` names them."""

# Where a record's own id is not `<type>_id`.
_IDS = {
    "carried": "carried_from",
    "cell": "claim_id",
    "suggestion_exposure": "revision_id",
    "suggestion_answer": "suggestion_id",
    "counterpart_answer": "counterpart_id",
    "origin": "article_id",
    "thread": "annotation_id",
    "cell_decision": "claim_id",
}


def called(revision: Record) -> str:
    """Return a revision's name in files: `12-3`, article and number."""
    return f"{revision.get('article_id')}-{revision.get('revision')}"


def answers(annotation: Record) -> dict[str, list[str]]:
    """Return an annotation's codes by dimension, words where a dimension has words."""
    found: dict[str, list[str]] = {}
    for each in annotation.get("codes", ()):
        found.setdefault(each["dimension"], []).append(each.get("code") or each.get("words", ""))
    return found


def in_words(annotation: Record) -> frozenset[str]:
    """Return the dimensions that an annotation answers in words."""
    return frozenset(each["dimension"] for each in annotation.get("codes", ()) if each.get("code") is None)


def person(annotation: Record) -> str | None:
    """Return the name that an annotation's author goes by in this dataset."""
    name: str | None = (annotation.get("author") or {}).get("name")
    return name


def beside(annotation: Record) -> dict[str, Any]:
    """Return what an annotation says of `BESIDE`, without what it does not say."""
    return {key: annotation[key] for key in BESIDE if annotation.get(key) is not None}


def facts(revision: Record) -> dict[str, Any]:
    """Return what a revision says of `FACTS`, without what it does not say."""
    return {key: revision[key] for key in FACTS if revision.get(key) is not None}


def lose_the_rest(source: Source, losses: Losses, *, but: Collection[str] = ()) -> None:
    """Count all records beside documents and annotations: none of these formats has a place for them.

    :param but: the types that a format has a place for
    """
    for kind in FURTHER:
        for row in source.rows(kind) if kind not in but else ():
            ident = row.get(_IDS.get(kind, f"{kind}_id"), "")
            losses.lose(kind, ident, "This format holds texts and marks on them. This stays in JSONL.")
