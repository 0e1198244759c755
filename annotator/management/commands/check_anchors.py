"""`manage.py check_anchors`: whether every stored quote stands where it says."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.queries.annotations import AnchorCheck


class Command(BaseCommand):
    """Compare each annotation's quote with the text at its range; exit code 1 when one differs."""

    help = "Check that each annotation's quote is the text at its range, in all projects. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say each fault on a line of its own."""
        check, faults = AnchorCheck(), 0
        for fault in check.faults():
            faults += 1
            self.stdout.write(fault)
        looked = f"{check.ranges:,} ranges on {check.revisions:,} revisions were checked"
        if faults:
            raise CommandError(f"{looked}: {faults:,} faults.")
        self.stdout.write(f"{looked}: each quote stands where it says.")
