"""`manage.py load_demo`: a fictional story to click through."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from annotator.services import demo


class Command(BaseCommand):
    """Make the demo project once; a second time changes nothing."""

    help = "Make the demo project, unless it was made before."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and say so."""
        made = demo.load()
        self.stdout.write("The demo story is there." if made is None else f"Made {made.name!r}.")
