"""What was carried, and what breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.models import Carried, Revision
from tests.models.breaking import change

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.models.test_constraints import World


def row(world: World) -> Carried:
    """Return what became of the world's annotation in a second text."""
    first = world.team.revision
    second = Revision.objects.create(
        article=first.article,
        number=2,
        text=first.text,
        raw=first.text,
        sha256=first.sha256,
        length=first.length,
        fetched_at=first.fetched_at,
    )
    return Carried.objects.create(
        source=world.marking, revision=second, state="orphan", version=1, review="waiting"
    )


BREAKING: dict[str, Callable[[World], object]] = {
    "what_was_carried_has_a_known_state": lambda w: change(row(w), state="lost"),
    "what_was_carried_has_a_known_review": lambda w: change(row(w), review="perhaps", made=w.marking),
    "what_is_not_where_it_was_is_reviewed": lambda w: change(row(w), review="", made=w.marking),
    "what_nothing_stands_for_waits_or_was_given_up": lambda w: change(row(w), review="accepted"),
    "who_gives_up_an_annotation_says_why": lambda w: change(row(w), review="given_up"),
}
