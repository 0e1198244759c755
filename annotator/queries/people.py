"""People: reads."""

from __future__ import annotations

from annotator.models import User


def instance_is_new() -> bool:
    """Say whether nobody owns this instance yet (1 query). The demo's two people don't count."""
    return not User.objects.filter(is_active=True, is_superuser=True).exists()


def account_of(username: str) -> User | None:
    """Return who signs in with a user name, for the operator (1 query)."""
    return User.objects.filter(username__iexact=username, is_active=True).first()


def person_hue(user_id: int) -> int:
    """Return which of the eight hues a person's circle has, the same on every page (no query)."""
    return user_id % 8


def person(user: User) -> dict[str, object]:
    """Return what others may know of a person, as the API and the pages give it (no query)."""
    return {
        "id": user.pk,
        "name": user.shown_name,
        "initials": user.initials,
        "hue": person_hue(user.pk),
    }
