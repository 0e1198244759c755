"""People: accounts are made at the first visit, by invitation, or by open sign-up."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from annotator.errors import Invalid, NotAllowed
from annotator.models import DeedVerb, User
from annotator.queries import people as queries
from annotator.services import deeds


@transaction.atomic
def sign_up(*, username: str, password: str, name: str = "", email: str = "", invited: bool = False) -> User:
    """Make an account (5 queries).

    The first account of an instance owns it (`demo.first_account` gives it the demo). Later ones
    need an invitation, or the setting `OPEN_SIGNUP`. Raises :class:`NotAllowed` without either, and
    :class:`Invalid`, with `field`, for a name that is taken or a password that is too weak.
    """
    first = queries.instance_is_new()
    if not (first or invited or settings.OPEN_SIGNUP):
        raise NotAllowed("Accounts are made by invitation here. Ask a member of a project for a link.")
    username = User.normalize_username(username.strip())
    user = User(username=username, name=name.strip(), email=email.strip(), is_superuser=first, is_staff=first)
    try:
        User.username_validator(username)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="username") from error
    if User.objects.filter(username__iexact=username).exists():
        raise _taken(username)
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean(validate_constraints=False)
    except ValidationError as error:
        raise _as_invalid(error) from error
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # somebody else took it since we looked
        raise _taken(username) from None
    deeds.record(actor=user, person=user, verb=DeedVerb.MADE)
    return user


def _taken(username: str) -> Invalid:
    return Invalid("The name '%(name)s' is taken. Choose another.", field="username", name=username)


def _as_invalid(error: ValidationError) -> Invalid:
    if hasattr(error, "error_dict"):
        field, errors = next(iter(error.message_dict.items()))
        return Invalid(" ".join(errors), field=field)
    return Invalid(" ".join(error.messages), field="password")


@transaction.atomic
def change_profile(*, user: User, name: str, email: str) -> User:
    """Change what others read of a person (1 query)."""
    user.name, user.email = name.strip(), email.strip()
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise _as_invalid(error) from error
    user.save(update_fields=["name", "email"])
    return user


@transaction.atomic
def change_password(*, user: User, password: str) -> None:
    """Give an account a new password, which ends its sessions, and end its tokens (3 queries)."""
    user.set_password(password)
    user.save(update_fields=["password"])
    _end_tokens(user)
    deeds.record(actor=user, person=user, verb=DeedVerb.PASSWORD_CHANGED)


@transaction.atomic
def password_was_reset(*, user: User) -> None:
    """End the tokens of an account whose password was reset by link, and write it down (2 queries)."""
    _end_tokens(user)
    deeds.record(actor=None, person=user, verb=DeedVerb.PASSWORD_RESET)


@transaction.atomic
def sign_out_everywhere(*, actor: User, person_id: int) -> User:
    """End all sessions and tokens of an account: one's own, or any for the instance's owner (4 queries)."""
    person = queries.account_for(actor, person_id)
    _end_sessions(person)
    deeds.record(actor=actor, person=person, verb=DeedVerb.SIGNED_OUT)
    return person


@transaction.atomic
def close_account(*, actor: User, person_id: int) -> User:
    """Close an account: nobody signs in with it any more; what its person made stays (5 queries).

    Raises :class:`NotAllowed` for the last owner of the instance, who could not be let in again.
    """
    person = queries.account_for(actor, person_id, other=True)
    if person.is_superuser and not queries.has_owner_beside(person):
        raise NotAllowed("This account owns the installation, and no other does.")
    person.is_active = False
    person.save(update_fields=["is_active"])
    _end_sessions(person)
    deeds.record(actor=actor, person=person, verb=DeedVerb.CLOSED)
    return person


@transaction.atomic
def open_account(*, actor: User, person_id: int) -> User:
    """Open an account again that was closed (3 queries)."""
    person = queries.account_for(actor, person_id, other=True)
    person.is_active = True
    person.save(update_fields=["is_active"])
    deeds.record(actor=actor, person=person, verb=DeedVerb.OPENED)
    return person


@transaction.atomic
def hand_out_link(*, actor: User, person_id: int) -> User:
    """Write down that the owner of the instance made a link for a new password of somebody's (2 queries)."""
    person = queries.account_for(actor, person_id, other=True)
    if not person.is_active:
        raise NotAllowed("This account is closed. Open it first.")
    deeds.record(actor=actor, person=person, verb=DeedVerb.LINK_MADE)
    return person


@transaction.atomic
def take_second_factor_off(*, actor: User | None, person: User) -> None:
    """Let somebody in by password alone who lost telephone and codes (4 queries). `actor` None: the shell."""
    if actor is not None:
        queries.account_for(actor, person.pk, other=True)
    Authenticator.objects.filter(user=person).delete()
    _end_sessions(person)
    deeds.record(actor=actor, person=person, verb=DeedVerb.FACTOR_OFF)


def _end_sessions(person: User) -> None:
    person.sessions_mark = secrets.token_hex(16)
    person.save(update_fields=["sessions_mark"])
    _end_tokens(person)


def _end_tokens(person: User) -> None:
    person.auth_token_set.all().delete()  # type: ignore[attr-defined]  # knox's, whose name is not known here
