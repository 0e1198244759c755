"""Attempts: counted in the database, so that all processes count together (docs/adr/0014)."""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_noop as _

from annotator.errors import TooOften
from annotator.models import Attempt
from annotator.services.transactions import own_transactions

_AT_ONCE = "A try is counted for good, whatever becomes of what was tried."
_PASSWORDS = _("Too many wrong passwords. Try again in %(minutes)s min.")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in so many seconds, and what is said beyond them."""

    most: int
    seconds: int
    sentence: str


LIMITS = {
    # Wrong ones only. An institution may sit behind one address, hence the large number there.
    "password-here": Limit(10, 600, _PASSWORDS),  # one account from one address
    "password-address": Limit(60, 600, _PASSWORDS),
    "password-account": Limit(100, 3600, _PASSWORDS),
    "told": Limit(1, 600, _PASSWORDS),  # that an account was held off
    "code": Limit(10, 600, _("Too many wrong codes. Try again in %(minutes)s min.")),
    "used-code": Limit(1, 120, _("This code was used already. Wait for the next one.")),
    "secret": Limit(
        30, 600, _("Too many links that lead nowhere were tried from here. Try again in %(minutes)s min.")
    ),
    # All of them.
    "sign-up": Limit(
        30, 3600, _("Too many accounts were made or tried from here. Try again in %(minutes)s min.")
    ),
    "reset-address": Limit(
        20, 3600, _("Too many links were asked for from here. Try again in %(minutes)s min.")
    ),
    "reset-account": Limit(
        3,
        3600,
        _(
            "A link was sent to this address several times. Look into the spam folder, "
            "or try again in %(minutes)s min."
        ),
    ),
    "shared": Limit(240, 60, _("Too many pages were asked for from here. Try again in %(minutes)s min.")),
    "costly": Limit(
        settings.COSTLY_PER_MINUTE, 60, _("That is a lot of work at once. Try again in %(minutes)s min.")
    ),
}


@own_transactions(_AT_ONCE)
def count(*, limit: str, subject: object) -> None:
    """Count a try (1 query, 2 where a window opens). Raises :class:`TooOften` beyond the limit.

    One statement that adds and reads: of tries at the same time, in any process, none is lost.
    """
    stated, now = LIMITS[limit], int(time.time())
    table = Attempt._meta.db_table  # noqa: SLF001 - Django's public name for it
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, times, until) VALUES (%s, 1, %s)"  # noqa: S608 - our own table's name
            f" ON CONFLICT (key) DO UPDATE SET"
            f" times = CASE WHEN {table}.until <= %s THEN 1 ELSE {table}.times + 1 END,"
            f" until = CASE WHEN {table}.until <= %s THEN excluded.until ELSE {table}.until END"
            f" RETURNING times, until",
            [_key(limit, subject), now + stated.seconds, now, now],
        )
        times, until = cursor.fetchone()
    if times == 1:
        Attempt.objects.filter(until__lt=now).delete()
    if times > stated.most:
        raise _too_often(stated, until - now)


@own_transactions(_AT_ONCE)
def look(*, limit: str, subject: object) -> None:
    """Count nothing (1 query). Raises :class:`TooOften` where the next try would be beyond the limit."""
    stated, now = LIMITS[limit], int(time.time())
    found = Attempt.objects.filter(key=_key(limit, subject), until__gt=now, times__gte=stated.most)
    until = found.values_list("until", flat=True).first()
    if until is not None:
        raise _too_often(stated, until - now)


@own_transactions(_AT_ONCE)
def take_back(*, limit: str, subject: object) -> None:
    """Count a try as none: it was right (1 query)."""
    Attempt.objects.filter(key=_key(limit, subject), times__gt=0).update(times=F("times") - 1)


@own_transactions(_AT_ONCE)
def forget(*, limit: str, subject: object) -> None:
    """Begin anew, since who tried is who they say (1 query)."""
    Attempt.objects.filter(key=_key(limit, subject)).delete()


def _key(limit: str, subject: object) -> str:
    """Return a digest: names and addresses of people are not kept for this."""
    return hashlib.sha256(f"{limit}\0{subject}".encode(errors="replace")).hexdigest()


def _too_often(stated: Limit, seconds: int) -> TooOften:
    wait = max(1, seconds)
    return TooOften(stated.sentence, wait=wait, minutes=math.ceil(wait / 60))
