"""The tables of a dataset: their columns, each with what stands in it.

Pure. `tabulating.py` makes their rows. `docs/datasets.md` describes each column; a test holds it to `TABLES`.
"""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal["integer", "number", "text", "boolean", "time", "UUID", "UUIDs", "person", "JSON"]
"""What stands in a column. A `person` is told as text: their number, or their pseudonym."""

Columns = dict[str, Kind]

_WHO: Columns = {"annotator_id": "person", "annotator": "text"}
_PLACE: Columns = {"start": "integer", "end": "integer", "quote": "text"}
_CONTEXT: Columns = {"prefix": "text", "suffix": "text"}
_MARK: Columns = {
    "layer": "text", "codes": "text", "note": "text", "confidence": "integer", **_WHO, "origin": "text",
    "suggested": "text", "anchor": "text", "codebook_version": "integer", "version": "integer",
    "created_at": "time", "updated_at": "time", "claim_ids": "UUIDs", "carried_from": "UUID",
}  # fmt: skip
_DECIDED: Columns = {
    "basis": "JSON", "overrules": "boolean", **_WHO, "reason": "text", "version": "integer",
    "decided_at": "time",
}  # fmt: skip

TABLES: Final[dict[str, Columns]] = {
    "stories": {"story_id": "UUID", "title": "text", "description": "text", "created_at": "time"},
    "articles": {
        "article_id": "UUID", "story_id": "UUID", "story": "text", "title": "text", "source": "text",
        "source_domain": "text", "byline": "text", "url": "text", "published_at": "time",
        "published_precision": "text", "added_at": "time",
    },
    "revisions": {
        "revision_id": "UUID", "article_id": "UUID", "revision": "integer", "fetched_at": "time",
        "sha256": "text", "length": "integer", "text": "text",
    },
    "annotations": {
        "annotation_id": "UUID", "article_id": "UUID", "revision_id": "UUID", "ranges": "integer",
        **_PLACE, **_MARK, "suggestions_shown_at": "time",
    },
    "spans": {
        "annotation_id": "UUID", "range": "integer", "article_id": "UUID", "revision_id": "UUID",
        **_PLACE, **_CONTEXT, **_MARK,
    },
    "codes": {
        "annotation_id": "UUID", "revision_id": "UUID", "layer": "text", "dimension": "text",
        "code": "text", "words": "text", **_WHO,
    },
    "distributions": {
        "article_id": "UUID", "revision_id": "UUID", "item": "integer", "layer": "text", **_PLACE,
        "worked_on_by": "integer", "marked_by": "integer", "dimension": "text", "code": "text",
        "annotators": "integer", "gold": "boolean", "decision_id": "UUID",
    },
    "carried": {
        "carried_from": "UUID", "revision_id": "UUID", "annotation_id": "UUID", "state": "text",
        "found": "JSON", "version": "integer", "review": "text", "reason": "text", "reviewed_at": "time",
        "created_at": "time",
    },
    "claims": {
        "claim_id": "UUID", "story_id": "UUID", "story": "text", "position": "integer", "wording": "text",
        **_WHO, "version": "integer", "created_at": "time",
    },
    "mentions": {
        "mention_id": "UUID", "claim_id": "UUID", "annotation_id": "UUID", "article_id": "UUID",
        **_WHO, "state": "text", "said_by": "text", "said_how": "text", "created_at": "time",
    },
    "cells": {
        "claim_id": "UUID", "claim": "text", "article_id": "UUID", "source": "text", **_WHO,
        "status": "text", "certainty": "integer", "note": "text", "also": "JSON",
        "look_again": "UUID", "version": "integer", "updated_at": "time",
    },
    "suggestion_exposures": {
        "revision_id": "UUID", **_WHO, "engine": "text", "found": "integer", "shown_at": "time",
    },
    "suggestion_answers": {
        "suggestion_id": "UUID", "revision_id": "UUID", **_PLACE, "layer": "text", "codes": "text",
        "entry": "text", "explanation": "text", "engine": "text", **_WHO, "verdict": "text",
        "annotation_id": "UUID", "answered_at": "time",
    },
    "counterpart_answers": {
        "counterpart_id": "UUID", "claim_id": "UUID", "revision_id": "UUID", **_PLACE, "kind": "text",
        "score": "number", "engine": "text", **_WHO, "verdict": "text", "annotation_id": "UUID",
        "shown_at": "time", "answered_at": "time",
    },
    "links": {
        "link_id": "UUID", "of": "text", "kind": "text", "from_id": "UUID", "to_id": "UUID", **_WHO,
        "note": "text", "version": "integer", "created_at": "time",
    },
    "origins": {"article_id": "UUID", "same_as": "UUID", **_WHO, "chosen_at": "time"},
    "comments": {
        "comment_id": "UUID", "annotation_id": "UUID", "number": "integer", **_WHO, "body": "text",
        "version": "integer", "created_at": "time", "edited_at": "time",
    },
    "threads": {"annotation_id": "UUID", **_WHO, "resolved_at": "time"},
    "adjudications": {
        "decision_id": "UUID", "range": "integer", "revision_id": "UUID", **_PLACE, **_CONTEXT,
        "layer": "text", "kept": "boolean", "codes": "text", **_DECIDED, "codebook_version": "integer",
        "created_at": "time",
    },
    "adjudicated_codes": {
        "decision_id": "UUID", "revision_id": "UUID", "layer": "text", "dimension": "text", "code": "text",
        "words": "text",
    },
    "adjudicated_cells": {
        "claim_id": "UUID", "article_id": "UUID", "status": "text", "certainty": "integer", **_DECIDED,
    },
    "adjudicated_mentions": {"claim_id": "UUID", "decision_id": "UUID", "holds": "boolean", **_DECIDED},
}  # fmt: skip
