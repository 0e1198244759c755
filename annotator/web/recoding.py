"""Re-coding in the browser: what the newest codebook changed under existing marks, and a way through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import Invalid
from annotator.http import number_in, said, signed_in
from annotator.policies import Action
from annotator.queries import differences
from annotator.queries import projects as project_queries
from annotator.queries import recoding as queries
from annotator.services import recoding as services
from annotator.services.recoding import Move
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest, HttpResponse

    from annotator.models import Project
    from annotator.queries.differences import Change
    from annotator.queries.recoding import Passage
    from annotator.services.recoding import Recoded

SHOWN = 20  # passages of one change on the page
LAST = "recoded"  # the session's key for the batch that can be taken back


@dataclass(frozen=True, slots=True)
class Option:
    """What one may choose for a change or for one of its passages."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PassageShown:
    """A mark in its context, what it is named in the form, and whether its reader may re-code it."""

    it: Passage
    name: str
    options: list[Option]
    may: bool


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A change, the marks that one may re-code, and what one can choose."""

    it: Change
    name: str
    may: int
    options: list[Option]
    passages: list[PassageShown]


@dataclass(frozen=True, slots=True)
class StalePage:
    """Everything `templates/codebooks/stale.html` may use."""

    project: Project
    may: Rights
    version: int
    changes: list[ChangeShown]
    preview: Recoded | None
    last: str  # the batch that can be taken back


@require_http_methods(["GET", "POST"])
def stale(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show what changed under existing marks (12 queries); count or do what was chosen for it."""
    user = signed_in(request)
    preview = None
    if request.method == "POST":
        done = services.recode(
            actor=user,
            project_id=project_id,
            version=_version(request),
            moves=_moves(request),
            preview="preview" in request.POST,
        )
        if "preview" not in request.POST:
            return _told(request, project_id, done)
        preview = done
    seen = project_queries.project_for(user, project_id)
    found = queries.stale_in(user, seen.it)
    passages = queries.passages_of(user, seen.it, found, found.changes)
    others = seen.may(Action.EDIT_OTHERS)
    page = StalePage(
        project=seen.it,
        may=rights(seen),
        version=found.current.row.version,
        changes=[
            _shown(request, each, passages[each.id], others=others and seen.may(Action.ANNOTATE))
            for each in found.changes
        ],
        preview=preview,
        last=request.session.get(LAST, "") if seen.may(Action.ANNOTATE) else "",
    )
    return render(request, "codebooks/stale.html", {"page": page})


@require_POST
def take_back(request: HttpRequest, project_id: int, batch: UUID) -> HttpResponse:
    """Take one's own re-coding back, and show what is stale again."""
    done = services.take_back(actor=signed_in(request), project_id=project_id, batch=batch)
    request.session.pop(LAST, None)
    words = ngettext("%(n)d mark is as it was before.", "%(n)d marks are as they were before.", done.changed)
    messages.success(request, words % {"n": done.changed})
    if done.refused:
        words = ngettext(
            "%(n)d mark was changed since, and stays.",
            "%(n)d marks were changed since, and stay.",
            len(done.refused),
        )
        messages.warning(request, words % {"n": len(done.refused)})
    return redirect("codebook-stale", project_id=project_id)


def _told(request: HttpRequest, project_id: int, done: Recoded) -> HttpResponse:
    words = ngettext("%(n)d mark was re-coded.", "%(n)d marks were re-coded.", done.changed)
    messages.success(request, words % {"n": done.changed})
    for sentence in sorted({said(refusal) for _key, refusal in done.refused})[:5]:
        count = sum(said(refusal) == sentence for _key, refusal in done.refused)
        words = ngettext("%(n)d mark stays as it is: %(why)s", "%(n)d marks stay as they are: %(why)s", count)
        messages.warning(request, words % {"n": count, "why": sentence})
    if done.left:
        messages.warning(request, _("There are more than can be re-coded at once. Do it again for the rest."))
    if done.batch:
        request.session[LAST] = str(done.batch)
    return redirect("codebook-stale", project_id=project_id)


def _version(request: HttpRequest) -> int:
    version = number_in(request.POST.get("version", ""))
    if version is None:
        raise Invalid("The version of the codebook is missing.", field="version")
    return version


def _moves(request: HttpRequest) -> list[Move]:
    """Read the form: `change <id>` for all of a change, `one <annotation> <id>` for a passage of it."""
    moves = []
    for name, value in request.POST.items():
        what, _space, rest = name.partition(" ")
        if not value or what not in {"change", "one"}:
            continue
        do, _colon, by = str(value).partition(":")
        if what == "change":
            moves.append(Move(rest, do, by))
            continue
        key, _space, change = rest.partition(" ")
        try:
            moves.append(Move(change, do, by, frozenset([UUID(key)])))
        except ValueError:
            raise Invalid("This names no mark.", field=name) from None
    return moves


def _shown(request: HttpRequest, change: Change, passages: list[Passage], *, others: bool) -> ChangeShown:
    name = f"change {change.id}"
    shown = []
    for each in passages[:SHOWN]:
        one = f"one {each['annotation']['id']} {change.id}"
        choices = [
            ("", _("as above")),
            (services.LEAVE, _("leave as it is")),
            *_choices(
                change,
                {
                    code.get("code")
                    for code in each["annotation"]["codes"]
                    if code["dimension"] == change.path.dimension
                },
            ),
        ]
        shown.append(
            PassageShown(each, one, _options(request, one, choices), others or each["annotation"]["mine"])
        )
    return ChangeShown(
        it=change,
        name=name,
        may=change.count if others else change.mine,
        options=_options(request, name, [("", _("leave as it is")), *_choices(change)]),
        passages=shown,
    )


def _choices(change: Change, given: Collection[str | None] | None = None) -> list[tuple[str, Any]]:
    told: list[tuple[str, Any]] = []
    if change.kind == differences.REWORDED:
        told.append((services.KEEP, _("keep, as it is worded now")))
    single = change.kind == differences.SINGLE
    told += [
        (f"{services.REPLACE}:{key}", _("only “%(code)s”") % {"code": label} if single else label)
        for key, label in change.choices
        if not single or given is None or key in given
    ]
    if change.may_drop:
        told.append((services.DROP, _("take this answer off")))
    return told


def _options(request: HttpRequest, name: str, choices: list[tuple[str, Any]]) -> list[Option]:
    chosen = request.POST.get(name, "")
    return [Option(value, str(label), value == chosen) for value, label in choices]
