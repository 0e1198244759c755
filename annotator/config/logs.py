"""Log lines, for people or as JSON for machines, with the request's and the job's id and without secrets."""

from __future__ import annotations

import logging
import os
import re
import socket
from typing import TYPE_CHECKING, Any

from pythonjsonlogger.json import JsonFormatter

from annotator import tracing

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = re.compile(
    r"(?i)(authorization:\s*token\s+|token[=:\s]+|password[=:]\s*|secret[=:]\s*|code=|key=|://[^:/@\s]*:)"
    r"[^\s&,;'\"@]+"
)
# Secrets that stand in addresses of pages: /join/<secret>/, /shared/<secret>/, /reset/<who>/<token>/.
ADDRESSES = re.compile(r"(/(?:join|shared)/)[^/\s?\"']+|(/reset/[^/\s]+/)[^/\s?\"']+")


def settings(level: str, *, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING."""
    fields = "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s %(job_id)s"
    forms: dict[str, dict[str, Any]] = {
        "line": {
            "()": "annotator.config.logs.Line",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {
            "()": "annotator.config.logs.Json",
            "format": fields,
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
        },
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"traced": {"()": "annotator.config.logs.Traced"}},
        "formatters": forms,
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if as_json else "line",
                "filters": ["traced"],
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "annotator": {"level": level},
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "celery": {"level": "INFO"},
        },
    }


def keep_measures(folder: Path) -> None:
    """Let the processes of this machine keep their measures together; before the library is imported."""
    here = folder / socket.gethostname()
    here.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(here))


def without_secrets(told: str) -> str:
    """Return a line in which what looks like a password, token or secret link is left out."""
    return ADDRESSES.sub(lambda it: f"{it[1] or it[2]}…", SECRETS.sub(lambda it: f"{it[1]}…", told))


class Traced(logging.Filter):
    """Gives each line its ids, and takes secrets out of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass."""
        record.request_id = tracing.request_id.get()
        record.job_id = tracing.job_id.get()
        told = record.getMessage()
        safe = without_secrets(told)
        if safe != told:
            record.msg, record.args = safe, None
        return True


class Json(JsonFormatter):
    """A line for machines. Django hands the request along, whose address may hold a secret: left out."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Return what is told, secrets taken out of a traceback too."""
        told = super().process_log_record(log_data)
        told.pop("request", None)
        return {
            key: without_secrets(value) if isinstance(value, str) else value for key, value in told.items()
        }


class Line(logging.Formatter):
    """A line for people: the ids stand at its end, where there are any."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, secrets taken out of a traceback too."""
        told = super().format(record)
        ids = [
            f"{name} {value}" for name in ("request", "job") if (value := getattr(record, f"{name}_id", ""))
        ]
        first, *rest = without_secrets(told).split("\n")
        return "\n".join([f"{first} [{', '.join(ids)}]" if ids else first, *rest])
