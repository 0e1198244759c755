"""What sites ask of programs: robots.txt (RFC 9309), asked for once a day and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from protego import Protego

from annotator.errors import AddressRefused
from annotator.models import Robots
from annotator.services import fetching
from annotator.services.fetching import Asking
from annotator.services.transactions import own_transactions

NAME = "Annotator"  # what a robots.txt calls us
LARGEST = 500 * 1024  # bytes that are read, as the standard has it; what stands behind is not
KEPT = timedelta(days=1)
KEPT_AWAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a site says of one page."""

    is_forbidden: bool
    delay: float = 0  # seconds between two looks, 0 where it does not say


def user_agent(contact: str) -> str:
    """Return what we call ourselves, with whom to ask about it."""
    return f"{NAME}/0.1 (looks whether articles have changed{contact and '; '}{contact})"


@own_transactions("the file is fetched outside of a transaction; one statement keeps it")
def heed(*, url: str) -> Ruling:
    """Return what a site's robots.txt says of a page (1 query, 2 where the site is asked).

    Raises :class:`AddressRefused` where it can't be read: then nothing of the site may be looked at.
    """
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    row = Robots.objects.filter(origin=origin, stale_at__gt=timezone.now()).first() or _asked(origin)
    if row.found == Robots.Found.AWAY:
        raise AddressRefused(
            "robots.txt of %(host)s can\u2019t be read. Until it can, its pages are not looked at.",
            field="url",
            host=fetching.host_of(url),
        )
    if row.found == Robots.Found.NONE:
        return Ruling(is_forbidden=False)
    rules = Protego.parse(row.rules)
    return Ruling(not rules.can_fetch(url, NAME), rules.crawl_delay(NAME) or 0)


def _asked(origin: str) -> Robots:
    """Ask a site for its rules, and keep them."""
    asking = Asking(
        headers={"User-Agent": user_agent(settings.WATCH_CONTACT)}, kinds=None, largest=LARGEST, is_cut=True
    )
    answer = fetching.ask(f"{origin}/robots.txt", asking)
    found, rules = Robots.Found.AWAY, ""
    if answer.status == 200:  # noqa: PLR2004
        found = Robots.Found.RULES
        rules = answer.body.decode("utf-8-sig", errors="replace").replace("\x00", "")
    elif 400 <= answer.status < 500 and answer.status != 429:  # noqa: PLR2004
        found = Robots.Found.NONE
    kept = KEPT_AWAY if found == Robots.Found.AWAY else KEPT
    row = Robots(origin=origin[:270], found=found, rules=rules, stale_at=timezone.now() + kept)
    Robots.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["origin"],
        update_fields=["found", "rules", "stale_at"],
    )
    return row
