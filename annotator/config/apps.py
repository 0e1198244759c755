"""The program as Django's app: its own system checks are registered when Django is ready."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class Annotator(AppConfig):
    """The one app there is."""

    name = "annotator"

    def ready(self) -> None:
        """Register what `manage.py check` asks of the settings; it needs the text engine, so not earlier."""
        from annotator.config import checks  # noqa: PLC0415

        register(checks.embedding_is_there)
        register(checks.embedding_works, deploy=True)
