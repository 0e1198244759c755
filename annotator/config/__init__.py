"""What ties Annotator to Django, Celery and the machine it runs on."""

from __future__ import annotations

from annotator.config.celery import app as celery_app

__all__ = ["celery_app"]  # loaded with the settings, so that it is Celery's current app in every process
