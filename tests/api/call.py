"""A call of the API, and what each of six people is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tests.people import EVERYBODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `told` is the status for each of owner, curator, annotator, reader, stranger, anonymous."""

    name: str
    method: str
    told: tuple[int, ...]
    body: Callable[[World], Any] = field(default=lambda _: None)
    keys: dict[str, str] = field(default_factory=dict)  # other keys of the world than the address's own
    version: int | None = None  # for If-Match

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def address(self, world: World) -> str:
        """Return the address in that world."""
        from annotator.api.urls import urlpatterns

        pattern = next(each for each in urlpatterns if each.name == self.name)
        names = pattern.pattern.converters
        return reverse(
            f"api:{self.name}", kwargs={name: world.keys[self.keys.get(name, name)] for name in names}
        )

    def status(self, person: str) -> int:
        """Return what the person is told."""
        return self.told[EVERYBODY.index(person)]


def least(role: str, status: int) -> tuple[int, ...]:
    """Return what each is told where `role` and those above it may: the others 403, 404 and 401."""
    may = EVERYBODY.index(role)
    return (*(status if n <= may else 403 for n in range(4)), 404, 401)


def signed_in(status: int) -> tuple[int, ...]:
    """Return what each is told where everybody with an account may."""
    return (status,) * 5 + (401,)


def anybody(status: int) -> tuple[int, ...]:
    return (status,) * 6
