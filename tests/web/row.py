"""A page as a row: how it is asked for, and what each of the six gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.world import World

# What each of the six gets, in the order of EVERYBODY. 302 to an anonymous person is the sign-in page.
ALL = (200, 200, 200, 200, 404, 302)
WORKERS = (200, 200, 200, 403, 404, 302)
LEADS = (200, 200, 403, 403, 404, 302)
OWNER = (200, 403, 403, 403, 404, 302)
DONE_BY_WORKERS = (302, 302, 302, 403, 404, 302)
DONE_BY_LEADS = (302, 302, 403, 403, 404, 302)
DONE_BY_OWNER = (302, 403, 403, 403, 404, 302)
ANYBODY_SIGNED_IN = (200, 200, 200, 200, 200, 302)


@dataclass(frozen=True, slots=True)
class Row:
    """A page, how it is asked for, and what each of the six gets."""

    name: str
    expected: tuple[int, ...]
    args: Callable[[World], list[Any]] = lambda _: []
    post: Callable[[World], dict[str, Any]] | None = None

    def __str__(self) -> str:
        return f"{'POST' if self.post else 'GET'} {self.name}"
