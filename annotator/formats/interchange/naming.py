"""Ids for what has none of its own: made of what it is, so that they are the same wherever it is brought."""

from __future__ import annotations

from uuid import UUID, uuid5

_SPACE = UUID("6b7a1c52-6a0f-5d0c-9b7e-0f7f3a1c9d11")


def id_of(kind: str, *parts: object) -> str:
    """Return the id of a thing of a kind that is told by `parts`: a version 5 UUID."""
    return str(uuid5(_SPACE, "\n".join([kind, *map(str, parts)])))


def another(space: UUID, ident: UUID) -> UUID:
    """Return the id that a thing gets in `space`, say a project, where its own is taken: always the same."""
    return uuid5(space, str(ident))
