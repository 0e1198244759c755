"""What may be tried only so often, for web and api alike: passwords, codes, secrets."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotator.errors import TooOften
from annotator.models import DeedVerb, User
from annotator.queries import people
from annotator.services import attempts, deeds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from rest_framework.request import Request


def address_of(request: HttpRequest | Request) -> str:
    """Return where a request comes from, as the web server says; behind a proxy, what that one said."""
    return str(request.META.get("REMOTE_ADDR", ""))


def guessing(request: HttpRequest | Request, *, wrong: bool = False) -> None:
    """Count a secret that was `wrong` (1 query). Raises :class:`TooOften` once an address has tried too many.

    Call it before a secret is looked up, and again when there is no such.
    """
    if wrong:
        attempts.count(limit="secret", subject=address_of(request))
    else:
        attempts.look(limit="secret", subject=address_of(request))


def by_password(request: HttpRequest | Request, username: str, password: str) -> User | None:
    """Return whose name and password these are, None for nobody (3 queries more than looking it up).

    Raises :class:`TooOften` after too many wrong ones: for this account from this address, from this address,
    or for this account from anywhere. A try is counted before it is looked at, so that many at once help
    nobody, and taken back when it was right.
    """
    name, address = username.strip().casefold(), address_of(request)
    counted = {
        "password-here": f"{name}\0{address}",
        "password-address": address,
        "password-account": name,
    }
    try:
        for limit, subject in counted.items():
            attempts.count(limit=limit, subject=subject)
    except TooOften:
        _tell(username)
        raise
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        return None
    attempts.forget(limit="password-here", subject=counted.pop("password-here"))
    for limit, subject in counted.items():
        attempts.take_back(limit=limit, subject=subject)
    return user


@contextmanager
def code_counted(user: User) -> Iterator[Callable[[str], None]]:
    """Count a try at a person's code (1 query). Raises :class:`TooOften` beyond the limit.

    Hands out what is to be called with the code once it was right: it was seen on the way here, and must not
    work again, in no process.
    """

    def accept(code: str) -> None:
        try:
            attempts.count(limit="used-code", subject=f"{user.pk}\0{code.replace(' ', '')}")
        except TooOften:
            raise ValidationError(_("This code was used already. Wait for the next one.")) from None
        attempts.forget(limit="code", subject=user.pk)

    attempts.count(limit="code", subject=user.pk)
    yield accept


def has_second_factor(user: User) -> bool:
    """Say whether a password alone does not let this person in (1 query)."""
    return _factors(user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def by_code(user: User, code: str) -> bool:
    """Say whether a code of a person's telephone, or of their recovery codes, is right and not used yet."""
    with code_counted(user) as accept:
        if not any(each.wrap().validate_code(code) for each in _factors(user)):
            return False
        try:
            accept(code)
        except ValidationError:
            return False
    return True


def _factors(user: User) -> QuerySet[Authenticator]:
    rows: QuerySet[Authenticator] = Authenticator._default_manager.filter(user=user)  # noqa: SLF001 - Django documents it
    return rows


def _tell(username: str) -> None:
    """Write down that an account is being tried, once in each window."""
    person = people.account_of(username.strip())
    if person is None:
        return
    try:
        attempts.count(limit="told", subject=person.pk)
    except TooOften:
        return
    deeds.record(actor=None, person=person, verb=DeedVerb.HELD_OFF)
