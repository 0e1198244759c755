"""Scopes: what of a project somebody wants in an export, looked over before any work is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.errors import Invalid, NotAllowed
from annotator.models import Layer, Member
from annotator.policies import LEADS
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from annotator.models import Project, Role

_NO_ID = 2**63  # no database has ids from here on, and asking for them is an error


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be in a dataset; what is left empty narrows nothing. Days are UTC, both are within."""

    stories: Sequence[int] = ()
    layers: Sequence[str] = ()  # keys of any version of the codebook
    annotators: Sequence[int] = ()  # users
    adjudicated: bool = False  # only what was decided on
    newest: bool = False  # of each article the newest text alone
    since: date | None = None
    until: date | None = None


@callers_transaction
def checked(*, project: Project, role: Role, scope: Scope) -> dict[str, Any]:
    """Return a scope as an export keeps it (a query for each of stories, layers and people that is named).

    Raises :class:`Invalid`, naming the field, for what the project does not have and for days that are none;
    :class:`NotAllowed` where somebody who does not lead asks for what was decided.
    """
    if scope.adjudicated and role not in LEADS:
        raise NotAllowed("Only owners and curators export what was decided on.", field="adjudicated")
    if scope.since and scope.until and scope.until < scope.since:
        raise Invalid("The last day is before the first.", field="until")
    kept = {
        "stories": _stories(project, scope.stories),
        "layers": _layers(project, scope.layers),
        "annotators": _people(project, scope.annotators),
        "adjudicated": scope.adjudicated,
        "newest": scope.newest,
        "since": scope.since.isoformat() if scope.since else None,
        "until": scope.until.isoformat() if scope.until else None,
    }
    return {key: value for key, value in kept.items() if value}


def _stories(project: Project, chosen: Iterable[int]) -> list[int]:
    wanted = sorted(set(chosen))
    could_be = [each for each in wanted if 0 < each < _NO_ID]
    known = project.stories.filter(pk__in=could_be, deleted_at=None).count() if could_be else 0
    if known != len(wanted):
        raise Invalid("One of these stories is not in this project.", field="stories")
    return wanted


def _layers(project: Project, chosen: Iterable[str]) -> list[str]:
    wanted = sorted(set(chosen))
    rows = Layer.objects.filter(codebook__project=project, key__in=wanted).order_by()
    known = set(rows.values_list("key", flat=True)) if wanted else set()
    if unknown := [key for key in wanted if key not in known]:
        raise Invalid("The codebook has no layer %(layer)s.", field="layers", layer=unknown[0][:80])
    return wanted


def _people(project: Project, chosen: Iterable[int]) -> list[int]:
    wanted = sorted(set(chosen))
    could_be = [each for each in wanted if 0 < each < _NO_ID]
    known = Member.objects.filter(project=project, user__in=could_be).order_by() if could_be else None
    if wanted and (known is None or known.values("user").distinct().count() != len(wanted)):
        raise Invalid("One of these people was never in this project.", field="annotators")
    return wanted
