"""`manage.py two_factor_off NAME`: lets in by password alone who lost telephone and recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from annotator.queries import people as queries
from annotator.services import people as services

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Turn two-factor off for an account; it is written down."""

    help = "Turn two-factor off for an account whose person lost telephone and recovery codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the user name."""
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Do it."""
        person = queries.account_of(username)
        if person is None:
            raise CommandError(f"No open account is called {username}.")
        services.take_second_factor_off(actor=None, person=person)
        self.stdout.write(f"Two-factor is off for {person.username}; all of their sessions have ended.")
