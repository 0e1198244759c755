"""Reading settings from the environment: strictly, and with a sentence for whoever set them wrong."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from pathlib import Path

YES = frozenset({"1", "on", "true", "yes"})
NO = frozenset({"0", "off", "false", "no"})


def text(name: str, default: str = "") -> str:
    """Return a setting without the white space around it; set but empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def items(name: str) -> list[str]:
    """Return a setting that is a list with commas; empty items don't count."""
    return [item for part in text(name).split(",") if (item := part.strip())]


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no setting. Anything else is refused: `DEBUG=flase` must not mean either."""
    value = text(name).lower()
    if value in YES:
        return True
    if value in NO:
        return False
    if value:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be on or off.")
    return default


def number(name: str, default: float, *, least: float = 0) -> float:
    """Return a setting that is a number not below `least`."""
    value = text(name)
    try:
        read = float(value) if value else default
    except ValueError:
        read = None
    if read is None or not least <= read < float("inf"):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a number from {least:g} up.")
    return read


def kept_secret(path: Path) -> str:
    """Return the secret in the file `path`, which only its owner can read; the first call makes it.

    The web server and the worker start together: the file appears with its content, by a link that
    fails when the other was first, so both read the same secret.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
