"""How a value of a record is checked: small checks, put together to what a whole record must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

Check = Callable[[Any, str], None]
"""Takes a value and its path in the record. Raises :class:`Wrong`."""

# What PostgreSQL and UTF-8 refuse: told here, where the place has a name, and not by the database.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)
MOST = 2_000_000_000  # what the database's whole numbers hold


class Wrong(Exception):  # noqa: N818 - an answer, not an accident
    """A value is not what stands there in a dataset. `why` is English, with holes for `facts`."""

    def __init__(self, path: str, why: str, **facts: object) -> None:
        super().__init__(why)
        self.path = path
        self.why = why
        self.facts = facts


def text(most: int | None = None, least: int = 0) -> Check:
    """Return a check for text of so many code points."""

    def check(value: Any, path: str) -> None:  # noqa: ANN401 - any JSON
        if not isinstance(value, str):
            raise Wrong(path, "This is text.")
        if _UNKEEPABLE.search(value):
            raise Wrong(path, "This holds a NUL character or half of a character, which can't be kept.")
        if most is not None and len(value) > most:
            raise Wrong(path, "At most %(most)s characters.", most=most)
        if len(value) < least:
            raise Wrong(path, "There is nothing in it.")

    return check


def whole(least: int = 0, most: int = MOST) -> Check:
    """Return a check for a whole number in a range, both ends in it."""

    def check(value: Any, path: str) -> None:  # noqa: ANN401
        # JSON's true is an int to Python.
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Wrong(path, "This is a whole number from %(least)s to %(most)s.", least=least, most=most)

    return check


def number(value: Any, path: str) -> None:  # noqa: ANN401
    """Check for a number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Wrong(path, "This is a number.")


def flag(value: Any, path: str) -> None:  # noqa: ANN401
    """Check for true or false."""
    if not isinstance(value, bool):
        raise Wrong(path, "This is true or false.")


def ident(value: Any, path: str) -> None:  # noqa: ANN401
    """Check for a UUID, as `str` writes it."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise Wrong(path, "This is a UUID.")


def time(value: Any, path: str) -> None:  # noqa: ANN401
    """Check for a moment in UTC, ISO 8601, to the microsecond at most."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise Wrong(path, "This is a time in UTC such as 2026-01-31T12:00:00Z.")
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise Wrong(path, "This is a time in UTC such as 2026-01-31T12:00:00Z.") from None


def address(value: Any, path: str) -> None:  # noqa: ANN401
    """Check for the address of a web page: it is shown as a link, so it is nothing else."""
    text(most=2000)(value, path)
    if not _ADDRESS.fullmatch(value):
        raise Wrong(path, "This is no address of a web page.")


def tree(value: Any, path: str) -> None:  # noqa: ANN401
    """Check for any JSON that can be kept."""
    if isinstance(value, str):
        text()(value, path)
    elif isinstance(value, list):
        listing(tree)(value, path)
    elif isinstance(value, dict):
        for key, each in value.items():
            tree(key, path)
            tree(each, f"{path}.{key}")


def person(value: Any, path: str) -> None:  # noqa: ANN401
    """Check for who somebody is in the file: a pseudonym, or a number."""
    if isinstance(value, str):
        text(most=100, least=1)(value, path)
    else:
        whole()(value, path)


def one_of(*known: str) -> Check:
    """Return a check for one of some words."""

    def check(value: Any, path: str) -> None:  # noqa: ANN401
        if not isinstance(value, str) or value not in known:
            raise Wrong(path, "This is one of: %(known)s.", known=[each for each in known if each])

    return check


def maybe(inner: Check) -> Check:
    """Return a check for null or something."""

    def check(value: Any, path: str) -> None:  # noqa: ANN401
        if value is not None:
            inner(value, path)

    return check


def nothing(value: Any, path: str) -> None:  # noqa: ANN401
    """Check for null."""
    if value is not None:
        raise Wrong(path, "This is null: what was deleted is not in a dataset.")


def anything(value: Any, path: str) -> None:  # noqa: ANN401
    """Check nothing: it follows from other records, and is not read."""


def listing(inner: Check) -> Check:
    """Return a check for a list of like things."""

    def check(value: Any, path: str) -> None:  # noqa: ANN401
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise Wrong(path, "This is a list.")
        for place, each in enumerate(value):
            inner(each, f"{path}[{place}]")

    return check


def fields(needed: Mapping[str, Check], further: Mapping[str, Check] | None = None) -> Check:
    """Return a check for an object with these keys, and perhaps with `further`; others are not looked at."""

    def check(value: Any, path: str) -> None:  # noqa: ANN401
        if not isinstance(value, Mapping):
            raise Wrong(path, "This is an object with named fields.")
        for name, inner in needed.items():
            where = f"{path}.{name}" if path else name
            if name not in value:
                raise Wrong(where, "This is missing.")
            inner(value[name], where)
        for name, inner in (further or {}).items():
            if name in value:
                inner(value[name], f"{path}.{name}" if path else name)

    return check
