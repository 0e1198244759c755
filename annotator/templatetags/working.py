"""How background work is told in the pages: what it is, how long it takes, and the way out when it failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from annotator.services.jobs import DIED

if TYPE_CHECKING:
    from datetime import timedelta

    from annotator.models import Job

register = template.Library()

_KINDS = {
    "agreement": gettext_noop("Measuring agreement"),
    "candidates": gettext_noop("Looking for accounts of one event"),
    "carry": gettext_noop("Carrying marks over to a new revision"),
    "comparison": gettext_noop("Comparing accounts"),
    "export": gettext_noop("Writing an export"),
    "import": gettext_noop("Reading documents"),
    "intake": gettext_noop("Taking marks of others in"),
    "intake-reading": gettext_noop("Reading marks of others"),
    "invitation mail": gettext_noop("Sending an invitation"),
    "password mail": gettext_noop("Sending a link for a new password"),
    "overview": gettext_noop("Putting together what a story\u2019s accounts share"),
    "refetch": gettext_noop("Looking whether articles have changed"),
    "release": gettext_noop("Writing a release"),
    "restore": gettext_noop("Bringing a dataset in"),
    "suggestions": gettext_noop("Looking for suggestions"),
    "watch": gettext_noop("Looking at a watched address"),
}
_WAYS_OUT = {
    "export": gettext_noop("Choose another format, or ask for the export anew with other settings."),
    "import": gettext_noop("Bring the documents again; fewer at once if there were many."),
    "intake": gettext_noop(
        "Open the file\u2019s page to see how far it got, then try again: it goes on from there."
    ),
    "intake-reading": gettext_noop("Open the file\u2019s page and choose another format for it."),
    "invitation mail": gettext_noop("Check the address, then send the invitation again under People."),
    "password mail": gettext_noop(
        "Look at \u201cMail\u201d under \u201cThis installation\u201d, then try again."
    ),
    "restore": gettext_noop("Try again: it goes on behind the last line that is in."),
}
_TRY = gettext_noop("Try again. What was done so far is kept.")
_TELL = gettext_noop(
    "Try again. If it fails again, tell whoever looks after this site the number %(number)s: with it they "
    "find the cause."
)
_LESS = gettext_noop(
    "Try again with less at once: most often it was too large for the machine\u2019s memory."
)


@register.filter
def deed(job: Job) -> str:
    """Return what a job does, in two or three words."""
    return _(_KINDS.get(job.kind, job.kind))


@register.filter
def way_out(job: Job) -> str:
    """Return what one can do about a job that failed."""
    if job.error == DIED:
        return _(_LESS)
    if job.traceback:
        return _(_TELL) % {"number": str(job.pk)[:8]}
    return _(_WAYS_OUT.get(job.kind, _TRY))


@register.filter
def lasting(time: timedelta | None) -> str:
    """Return a time as one says it, by its largest unit: 8 s, 3 min, 2 h."""
    seconds = round(time.total_seconds()) if time else 0
    if not seconds:
        return _("less than 1 s")
    if seconds < 60:  # noqa: PLR2004
        return _("%(n)s s") % {"n": seconds}
    if seconds < 3600:  # noqa: PLR2004
        return _("%(n)s min") % {"n": round(seconds / 60)}
    return _("%(n)s h") % {"n": round(seconds / 3600)}


@register.filter
def in_line(place: int) -> str:
    """Return a place in a line: next, or how many are ahead."""
    if place == 1:
        return _("next in line")
    return ngettext("%(n)s is ahead in line", "%(n)s are ahead in line", place - 1) % {"n": place - 1}
