"""Is everything all right? Each thing that the program stands on in a sentence, with the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.queries import wellbeing, workers
from annotator.web.health import broker_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

GOOD, WATCH, BAD = "good", "watch", "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing: how it is, in a sentence, and what to do where it is not well."""

    name: str
    state: str
    words: str
    way_out: str = ""


def checks() -> list[Check]:
    """Look at everything (some 12 queries; up to two seconds each where broker or mail server are away)."""
    return [_database(), _migrations(), _broker(), _workers(), *_work(), _disk(), *_outside()]


def _database() -> Check:
    vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    return Check(_("Database"), GOOD, _("%(vendor)s answers.") % {"vendor": vendor})


def _migrations() -> Check:
    missing = wellbeing.migrations_missing()
    if not missing:
        return Check(_("Tables"), GOOD, _("They are those of this version."))
    words = ngettext("%(n)s migration is missing.", "%(n)s migrations are missing.", missing) % {"n": missing}
    return Check(_("Tables"), BAD, words, _("Run manage.py migrate, then restart web and workers."))


def _broker() -> Check:
    if broker_answers():
        return Check(_("Broker"), GOOD, _("It takes messages."))
    return Check(
        _("Broker"),
        BAD,
        _("It can\u2019t be reached. Jobs are found by the workers\u2019 sweeps, so they only begin later."),
        _("Look whether what CELERY_BROKER_URL names runs, and whether this machine reaches it."),
    )


def _workers() -> Check:
    there, last = workers.alive(), workers.last()
    if there:
        words = ngettext("%(n)s worker is there.", "%(n)s workers are there.", there) % {"n": there}
        return Check(_("Workers"), GOOD, words)
    words = (
        _("None is there. The last one was seen on %(when)s.")
        % {"when": date_format(timezone.localtime(last.seen_at), "SHORT_DATETIME_FORMAT")}
        if last
        else _("None is there, and none was in the last day.")
    )
    return Check(_("Workers"), BAD, words, _("Start a worker, or look at its log why it ended."))


def _work() -> Iterator[Check]:
    work = wellbeing.work()
    if work.waiting:
        words = ngettext("%(n)s job waits.", "%(n)s jobs wait.", work.waiting) % {"n": work.waiting}
        late = work.oldest is not None and timezone.now() - work.oldest > wellbeing.LATE
        if late and work.oldest:
            words += " " + _("The oldest since %(time)s.") % {"time": timesince(work.oldest)}
        yield Check(
            _("Work"), WATCH if late else GOOD, words, _("More workers do more at once.") if late else ""
        )
    else:
        yield Check(_("Work"), GOOD, _("No job waits."))
    if work.failed:
        words = ngettext(
            "%(n)s job failed in the last day.", "%(n)s jobs failed in the last day.", work.failed
        )
        yield Check(
            _("Failures"),
            WATCH,
            words % {"n": work.failed},
            _("Each says why, on the page of its project\u2019s work; the workers\u2019 log has the rest."),
        )
    else:
        yield Check(_("Failures"), GOOD, _("No job failed in the last day."))


def _disk() -> Check:
    free = wellbeing.disk_free()
    told = {"free": filesizeformat(free), "folder": settings.DATA_DIR}
    if not wellbeing.files_writable():
        return Check(
            _("Disk"),
            BAD,
            _("%(folder)s can\u2019t be written to.") % told,
            _("Give the account that runs web and workers the right to write there."),
        )
    if free > 5 * wellbeing.LEAST_FREE:
        return Check(_("Disk"), GOOD, _("%(free)s are free in %(folder)s.") % told)
    return Check(
        _("Disk"),
        BAD if free < wellbeing.LEAST_FREE else WATCH,
        _("Only %(free)s are free in %(folder)s.") % told,
        _("Delete exports that nobody needs, or make the disk larger."),
    )


def _mail() -> Check:
    kind = settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2]
    trouble = wellbeing.mail_trouble() if kind == "smtp" else wellbeing.MailTrouble.AWAY
    told = {"host": settings.EMAIL_HOST}
    if trouble is None:
        return Check(_("Mail"), GOOD, _("%(host)s takes it.") % told)
    if kind != "smtp" or settings.EMAIL_HOST == "localhost":
        return Check(
            _("Mail"),
            WATCH,
            _("No mail server is set: invitations and links for a new password reach nobody."),
            _("Set EMAIL_URL. Until then make links for a new password on the page of people."),
        )
    if trouble is wellbeing.MailTrouble.SIGN_IN:
        return Check(
            _("Mail"),
            BAD,
            _("%(host)s does not take the name and password that are set.") % told,
            _("Put name and password right in EMAIL_URL, and start web and workers again."),
        )
    return Check(
        _("Mail"),
        BAD,
        _("%(host)s can\u2019t be reached: invitations and links for a new password fail.") % told,
        _("Look whether what EMAIL_URL names runs, and whether this machine reaches it."),
    )


def _backup() -> Check:
    last = wellbeing.last_backup()
    daily = _("Copy the database and the files each day, and try a restore, as docs/operations.md says.")
    if last is None:
        return Check(
            _("Backups"),
            WATCH,
            _("Annotator does not know of any: it can\u2019t see what you copy elsewhere."),
            daily,
        )
    told = {"time": timesince(last.made_at, depth=1), "folder": last.folder}
    words = _("The last one was made %(time)s ago, in %(folder)s.") % told
    is_old = timezone.now() - last.made_at > wellbeing.OLD_BACKUP
    return Check(_("Backups"), WATCH if is_old else GOOD, words, daily if is_old else "")


def _outside() -> Iterator[Check]:
    yield _mail()
    yield _backup()
    if settings.DEBUG:
        yield Check(
            _("Debugging"),
            WATCH,
            _("DEBUG is on: error pages show the program\u2019s inside."),
            _("That is well on one\u2019s own machine. Elsewhere set SECRET_KEY and ALLOWED_HOSTS."),
        )
    else:
        yield Check(_("Debugging"), GOOD, _("DEBUG is off."))
    if settings.HTTPS:
        yield Check(_("HTTPS"), GOOD, _("Only over HTTPS; cookies are sent nowhere else."))
    else:
        yield Check(
            _("HTTPS"),
            WATCH,
            _("It is off: whoever is in the network between can read passwords."),
            _("That is well on one\u2019s own machine. Elsewhere put a proxy with TLS in front."),
        )
