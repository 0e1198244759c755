"""What a format of others has no place for, mark by mark, and whose marks they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.formats.interchange import held

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Document, Record


class People:
    """Who marked, each by a name of their own: of two of one name the second has their number too."""

    def __init__(self) -> None:
        self._ids: dict[str, object] = {}

    def by_person(self, annotations: Iterable[Record]) -> Sequence[tuple[str | None, Sequence[Record]]]:
        """Return the annotations of each who made some, in the order in which they first come."""
        found: dict[str | None, list[Record]] = {}
        for annotation in annotations:
            found.setdefault(self._name(annotation), []).append(annotation)
        return list(found.items())

    def _name(self, annotation: Record) -> str | None:
        name, ident = held.person(annotation), (annotation.get("author") or {}).get("id")
        if name is None or self._ids.setdefault(name, ident) == ident:
            return name
        return f"{name} ({ident})"


def with_text(documents: Iterable[Document], losses: Losses | None) -> Iterator[Document]:
    """Yield the documents that have a text; the others are lost, with their marks, which are nowhere without.

    Without `losses` nothing is counted: for who reads a source a second time.
    """
    for document in documents:
        if document.revision.get("text"):
            yield document
            continue
        if losses is None:
            continue
        ident = document.revision.get("revision_id")
        losses.lose("revision", ident, "This format holds marks on texts, and this revision has none.")
        for annotation in document.annotations:
            losses.lose("annotation", annotation["id"], "The revision that it marks has no text here.")


def lose_beside(annotation: Record, losses: Losses, kept: Collection[str]) -> None:
    """Count what a mark says of itself and the format has no place for.

    :param kept: of `id`, `made_at` and `confidence`, those that have a place
    """
    if "id" not in kept:
        losses.lose("annotation_id", annotation["id"], "This format numbers marks in its own way.")
    if "confidence" not in kept and annotation.get("confidence") is not None:
        losses.lose("confidence", annotation["id"], "There is no place for how sure the annotator was.")
    if "made_at" not in kept:
        losses.lose("made_at", annotation["id"], "There is no place for when a mark was made.")
    losses.lose(
        "history",
        annotation["id"],
        "There is no place for a mark's origin, state, versions and last change.",
    )
