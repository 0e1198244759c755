"""How a service says what its transaction is: `@transaction.atomic`, or one of these two."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def own_transactions(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a service that opens its transactions itself, or needs none, and say why."""
    if not reason:
        raise ValueError("Say why this service is not one transaction.")

    def mark(service: Callable[P, R]) -> Callable[P, R]:
        service.__dict__["own_transactions"] = reason
        return service

    return mark


def callers_transaction(service: Callable[P, R]) -> Callable[P, R]:
    """Mark a service that is a part of another's transaction, and refuse to run it outside of one."""

    @wraps(service)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise RuntimeError(
                f"{service.__module__}.{service.__qualname__} is called outside of a transaction."
            )
        return service(*args, **kwargs)

    return within
