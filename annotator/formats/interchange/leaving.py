"""What a format of others has no place for, mark by mark, and whose marks they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.formats.interchange import held

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from annotator.formats.interchange.losses import Losses
    from annotator.formats.interchange.source import Record


def by_person(annotations: Iterable[Record]) -> Sequence[tuple[str | None, Sequence[Record]]]:
    """Return the annotations of each who made some, in the order in which they first come."""
    found: dict[str | None, list[Record]] = {}
    for annotation in annotations:
        found.setdefault(held.person(annotation), []).append(annotation)
    return list(found.items())


def lose_beside(annotation: Record, losses: Losses, form: str, kept: Collection[str]) -> None:
    """Count what a mark says of itself and the format has no place for.

    :param kept: of `id`, `made_at` and `confidence`, those that have a place
    """
    if "id" not in kept:
        losses.lose("annotation_id", annotation["id"], f"{form} numbers marks in its own way.")
    if "confidence" not in kept and annotation.get("confidence") is not None:
        losses.lose("confidence", annotation["id"], f"{form} has no place for how sure the annotator was.")
    if "made_at" not in kept:
        losses.lose("made_at", annotation["id"], f"{form} has no place for when a mark was made.")
    losses.lose(
        "history",
        annotation["id"],
        f"{form} has no place for a mark's origin, state, versions and last change.",
    )
