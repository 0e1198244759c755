"""`manage.py demo_team`: a simulated team with planted disagreement, to look at agreement and assignments."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator import http
from annotator.errors import Refusal
from annotator.formats.demo_team import Size
from annotator.services import staging


class Command(BaseCommand):
    """Make the simulated team, once."""

    help = "Make a project of 8 simulated annotators: 20 stories, 60 articles, 10,000 marks."

    def add_arguments(self, parser: Any) -> None:
        """Take the seed and another size."""
        parser.add_argument("--seed", type=int, default=1, help="another seed is another team")
        parser.add_argument(
            "--annotations", type=int, default=Size().annotations, help="at most so many marks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and say so."""
        try:
            made = staging.stage(size=Size(annotations=options["annotations"]), seed=options["seed"])
        except Refusal as refusal:
            raise CommandError(http.said(refusal)) from refusal
        self.stdout.write(
            f"Made {made.project.name!r}: {len(made.articles)} articles, {len(made.marks)} marks. "
            f"Its agreement is at /projects/{made.project.pk}/agreement/."
        )
