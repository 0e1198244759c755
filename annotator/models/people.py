"""People: accounts."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac


class User(AbstractUser):
    """An account. The owner of the instance is the one with `is_superuser`."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("name shown to others", max_length=80, blank=True)
    # Part of what each session is signed with: another one here ends them all.
    sessions_mark = models.CharField(max_length=32, blank=True, default="", editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(Lower("username"), name="one_account_a_name_whatever_the_case"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sign sessions with `sessions_mark` as well as with the password: Django's own hook for both."""
        signed: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # not in the stubs
        if not self.sessions_mark:
            return signed
        told = self.sessions_mark + signed
        return salted_hmac("annotator.sessions", told, secret=secret, algorithm="sha256").hexdigest()

    @property
    def shown_name(self) -> str:
        """What other people read: the name, else the user name."""
        return self.name or self.username

    @property
    def initials(self) -> str:
        """One or two letters for the circle beside a mark."""
        words = self.shown_name.replace("_", " ").replace("-", " ").replace(".", " ").split()
        letters = [word[0] for word in words[:2]] if len(words) > 1 else list(self.shown_name[:2])
        return "".join(letters).upper()
