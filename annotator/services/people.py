"""People: accounts are made at the first visit, by invitation, or by open sign-up."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from annotator.errors import Invalid, NotAllowed
from annotator.models import User
from annotator.queries import people as queries


@transaction.atomic
def sign_up(*, username: str, password: str, name: str = "", email: str = "", invited: bool = False) -> User:
    """Make an account (4 queries).

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
