"""Waiting for something to become so, never for a time to pass."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def until(what: Callable[[], T], *, seconds: float = 30, say: Callable[[], str] | str = "") -> T:
    """Return the first true answer of `what`, asked twenty times a second; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := what()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not so after {seconds} s: {say() if callable(say) else say or what}")
        time.sleep(0.05)
    return answer
