"""`manage.py backup FOLDER`: all that an instance holds, while it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from annotator.management.backing import back_up


class Command(BaseCommand):
    """Write database, files and a manifest with checksums into a new folder."""

    help = "Back up the database and all files into a new folder, while Annotator runs."
    requires_system_checks = ()  # a backup is wanted most when something is wrong

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is new or empty")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"].expanduser().absolute()
        manifest = back_up(folder)
        size = sum(each["bytes"] for each in manifest["files"].values())
        self.stdout.write(
            f"{sum(manifest['rows'].values()):,} rows and {len(manifest['files']):,} files"
            f" ({size / 1e6:,.1f} MB) are in {folder}."
        )
        if manifest["gone"]:
            self.stdout.write(f"{len(manifest['gone'])} files were deleted meanwhile and are not in it.")
