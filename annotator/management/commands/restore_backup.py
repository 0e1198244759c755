"""`manage.py restore_backup FOLDER`: a backup into an empty instance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import connections

from annotator.management.backing import checked, restore


class Command(BaseCommand):
    """Check a backup, put it into an empty database and data folder, and bring its tables up to date."""

    help = "Restore what `backup` wrote, into an empty database and data folder (DATABASE_URL, DATA_DIR)."
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("folder", type=Path, help="what `backup` wrote")
        parser.add_argument("--check", action="store_true", help="only look whether it is whole")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"].expanduser().absolute()
        if options["check"]:
            manifest = checked(folder)
            self.stdout.write(f"The backup of {manifest['made_at']} is whole.")
            return
        manifest = restore(folder)
        connections.close_all()
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(
            f"The backup of {manifest['made_at']} is restored: {sum(manifest['rows'].values()):,} rows,"
            f" {len(manifest['files']):,} files. Start web and workers."
        )
