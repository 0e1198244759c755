"""Wellbeing: whether what the program stands on is there. `web.wellbeing` puts it into words."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from smtplib import SMTPAuthenticationError, SMTPException

from django.conf import settings
from django.core import mail
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.utils import timezone

from annotator.models import Job, JobState
from annotator.queries import workers

LEAST_FREE = 200_000_000  # bytes: below, uploads and exports soon fail
LATE = timedelta(minutes=5)  # a job that waits for longer says that workers are missing
MAIL_SECONDS = 2.0  # a mail server that needs longer to say who it is counts as away
LAST_BACKUP = "last-backup.json"  # in DATA_DIR
OLD_BACKUP = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done, and what went wrong."""

    waiting: int
    running: int
    oldest: datetime | None  # of those that may begin
    failed: int  # in the last day


class MailTrouble(Enum):
    """What keeps mail from going out."""

    AWAY = "away"
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class Backup:
    """The last backup that was made of this instance by its own command."""

    made_at: datetime
    folder: str


def database_answers() -> bool:
    """Say whether the database answers (1 query)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def migrations_missing() -> int:
    """Return how many migrations the code has and the database has not (2 queries)."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def workers_there() -> int:
    """Return how many workers said lately that they are there (1 query)."""
    return workers.alive()


def disk_free() -> int:
    """Return how many bytes are free where files are kept (no query)."""
    return shutil.disk_usage(settings.DATA_DIR).free


def files_writable() -> bool:
    """Say whether uploads and exports can be written (no query)."""
    return os.access(settings.MEDIA_ROOT, os.W_OK)


def mail_trouble() -> MailTrouble | None:
    """Return why the mail server that is set would not take mail now; None where it would (no query, 2 s)."""
    server = mail.get_connection(timeout=MAIL_SECONDS)
    try:
        server.open()
    except SMTPAuthenticationError:
        return MailTrouble.SIGN_IN
    except (SMTPException, OSError):
        return MailTrouble.AWAY
    else:
        return None
    finally:
        with suppress(SMTPException, OSError):
            server.close()


def last_backup() -> Backup | None:
    """Return the last backup that `manage.py backup` made here, if it made one (no query)."""
    try:
        told = json.loads((Path(settings.DATA_DIR) / LAST_BACKUP).read_text(encoding="utf-8"))
        return Backup(datetime.fromisoformat(told["made_at"]), str(told["folder"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def work() -> Work:
    """Return how much waits, runs and failed (4 queries)."""
    now = timezone.now()
    waiting = Job.objects.filter(state=JobState.QUEUED, available_at__lte=now)
    return Work(
        waiting=waiting.count(),
        running=Job.objects.filter(state=JobState.RUNNING).count(),
        oldest=waiting.aggregate(oldest=Min("available_at"))["oldest"],
        failed=Job.objects.filter(state=JobState.FAILED, finished_at__gt=now - timedelta(days=1)).count(),
    )


def jobs_by_kind() -> list[tuple[str, str, int]]:
    """Return how many jobs of each kind are in each state (1 query)."""
    counted = Job.objects.order_by().values_list("kind", "state").annotate(n=Count("pk"))
    return [(kind, state, n) for kind, state, n in counted]


def oldest_waiting_seconds() -> float:
    """Return how long the oldest job waits that may begin; 0 where none does (1 query)."""
    oldest = Job.objects.filter(state=JobState.QUEUED).aggregate(oldest=Min("available_at"))["oldest"]
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0
