"""People: reads."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.db.models.functions import Lower

from annotator.errors import NotFound
from annotator.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


def instance_is_new() -> bool:
    """Say whether nobody owns this instance yet (1 query). The demo's two people don't count."""
    return not User.objects.filter(is_active=True, is_superuser=True).exists()


def account_of(username: str) -> User | None:
    """Return who signs in with a user name, for the operator (1 query)."""
    return User.objects.filter(username__iexact=username, is_active=True).first()


def owning(actor: User) -> User:
    """Return who asks, if they own the instance (no query). To others its pages are not there."""
    if not actor.is_superuser:
        raise NotFound
    return actor


def account_for(actor: User, person_id: int, *, other: bool = False) -> User:
    """Return an account: one's own unless it must be an `other`; any for the instance's owner (1 query)."""
    if other or person_id != actor.pk:
        owning(actor)
    found = User.objects.filter(pk=person_id).first()
    if found is None or (other and person_id == actor.pk):
        raise NotFound
    return found


def has_owner_beside(person: User) -> bool:
    """Say whether somebody else owns the instance as well (1 query)."""
    return User.objects.filter(is_active=True, is_superuser=True).exclude(pk=person.pk).exists()


def everybody(actor: User, query: str = "") -> QuerySet[User]:
    """Return all accounts, or those with `query` in their names, for the instance's owner (1 query)."""
    owning(actor)
    named = Q(username__icontains=query) | Q(name__icontains=query) | Q(email__icontains=query)
    return User.objects.filter(named if query else Q()).order_by(Lower("username"))


def with_factor(people: Iterable[User]) -> set[int]:
    """Return the ids of those who have a second factor (1 query)."""
    rows = Authenticator.objects.filter(user__in=list(people))
    return set(rows.values_list("user_id", flat=True))


def tokens_of(user: User) -> int:
    """Return how many programs have a token of a person (1 query)."""
    return int(user.auth_token_set.count())  # type: ignore[attr-defined]  # knox's


def has_address(email: str) -> bool:
    """Say whether an account has an e-mail address (1 query)."""
    return User.objects.filter(email__iexact=email).exists()


def with_address(email: str) -> list[User]:
    """Return the accounts that sign in by a password and have this e-mail address (1 query).

    The database compares without regard to case, and some take more letters for equal than that: what comes
    from there is compared once more, so that no mail for one goes to another's address.
    """
    asked = unicodedata.normalize("NFKC", email).casefold()
    return [
        each
        for each in User.objects.filter(email__iexact=email, is_active=True)
        if each.has_usable_password() and unicodedata.normalize("NFKC", each.email).casefold() == asked
    ]


def by_keys(keys: Iterable[int]) -> list[User]:
    """Return the accounts of these ids that may sign in, for what was asked for them before (1 query)."""
    return list(User.objects.filter(pk__in=list(keys), is_active=True).order_by("pk"))


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
