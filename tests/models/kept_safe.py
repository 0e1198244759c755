"""What keeps accounts and workers: a row that breaks each of their constraints."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from annotator.models import Deed, Worker
from tests.models.breaking import change

if TYPE_CHECKING:
    from collections.abc import Callable


def deed(w: Any) -> Deed:
    return Deed.objects.create(actor=w.team.owner, person=w.team.reader, verb="closed")


def worker(_: Any) -> Worker:
    return Worker.objects.create(name="here 1")


BREAKING: dict[str, Callable[[Any], object]] = {
    "a_deed_is_one_of_those_that_can_be_done": lambda w: change(deed(w), verb="eaten"),
    "a_worker_is_seen_once_it_began": lambda w: change(worker(w), seen_at=timezone.now() - timedelta(days=1)),
}
