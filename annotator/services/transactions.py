"""How a service says what its transaction is: `@transaction.atomic`, or this."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., object]")


def own_transactions(reason: str) -> Callable[[F], F]:
    """Mark a service that opens its transactions itself, or needs none, and say why."""
    if not reason:
        raise ValueError("Say why this service is not one transaction.")

    def mark(service: F) -> F:
        service.__dict__["own_transactions"] = reason
        return service

    return mark
