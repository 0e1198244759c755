"""The instance in the browser, for its owner: is all well, its accounts, what was done to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotator.http import signed_in
from annotator.queries import deeds as deed_queries
from annotator.queries import people as queries
from annotator.services import people as services
from annotator.services import resetting
from annotator.web.wellbeing import BAD, WATCH, Check, checks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import User

_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class WellbeingPage:
    """Everything `templates/instance/wellbeing.html` may use."""

    checks: list[Check]
    bad: int
    watch: int


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everything `templates/instance/people.html` may use."""

    people: Page[User]
    with_factor: set[int]
    me: User
    query: str


@require_safe
@never_cache
def wellbeing(request: HttpRequest) -> HttpResponse:
    """Say whether everything is all right."""
    queries.owning(signed_in(request))
    found = checks()
    states = [each.state for each in found]
    page = WellbeingPage(checks=found, bad=states.count(BAD), watch=states.count(WATCH))
    return render(request, "instance/wellbeing.html", {"page": page})


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the accounts (3 queries)."""
    me, query = signed_in(request), request.GET.get("q", "").strip()
    shown = Paginator(queries.everybody(me, query), _A_PAGE).get_page(request.GET.get("page"))
    page = PeoplePage(people=shown, with_factor=queries.with_factor(shown.object_list), me=me, query=query)
    return render(request, "instance/people.html", {"page": page})


@require_safe
def deeds(request: HttpRequest) -> HttpResponse:
    """Show what was done to accounts, newest first (2 queries)."""
    queries.owning(signed_in(request))
    page = Paginator(deed_queries.everything(), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "instance/deeds.html", {"page": page})


@require_POST
def close(request: HttpRequest, person_id: int) -> HttpResponse:
    """Close an account."""
    person = services.close_account(actor=signed_in(request), person_id=person_id)
    messages.success(
        request, _("%(name)s can\u2019t sign in any more. What they made stays.") % {"name": person}
    )
    return redirect("instance-people")


@require_POST
def reopen(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open an account again."""
    person = services.open_account(actor=signed_in(request), person_id=person_id)
    messages.success(request, _("%(name)s can sign in again.") % {"name": person})
    return redirect("instance-people")


@require_POST
def sign_out(request: HttpRequest, person_id: int) -> HttpResponse:
    """End all sessions and tokens of an account."""
    person = services.sign_out_everywhere(actor=signed_in(request), person_id=person_id)
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": person})
    return redirect("instance-people")


@require_POST
def factor_off(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let in by password alone who lost telephone and codes."""
    me = signed_in(request)
    person = queries.account_for(me, person_id, other=True)
    services.take_second_factor_off(actor=me, person=person)
    messages.success(request, _("Two-factor is off for %(name)s.") % {"name": person})
    return redirect("instance-people")


@require_POST
@never_cache
def link(request: HttpRequest, person_id: int) -> HttpResponse:
    """Make a link for a new password, for who gets no mail; it is shown once."""
    me = signed_in(request)
    person = services.hand_out_link(actor=me, person_id=person_id)
    address = request.build_absolute_uri(resetting.path_for(person))
    return render(request, "instance/link.html", {"person": person, "link": address})
