"""Watches in the browser: having a page looked at by itself, and all that is watched in a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import Refusal
from annotator.http import number_in, said, signed_in
from annotator.queries import articles as article_queries
from annotator.queries import watches as queries
from annotator.services import watches as services
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from annotator.models import Project, Watch

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class WatchesPage:
    """Everything `templates/watches/list.html` may use."""

    project: Project
    may: Rights
    rows: Page[Watch]
    allowed: bool  # whether this site has addresses watched at all


@require_safe
def watches(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show what is watched in a project, what looks next first (4 queries)."""
    seen, rows = queries.watches_of(signed_in(request), project_id)
    found = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    page = WatchesPage(seen.it, rights(seen), found, settings.WATCHING)
    return render(request, "watches/list.html", {"page": page})


@require_POST
def start(request: HttpRequest, article_id: int) -> HttpResponse:
    """Watch an article's page, or change how often."""
    user, every = signed_in(request), number_in(request.POST.get("every", ""))
    return _do(
        request,
        article_id,
        lambda: services.start(actor=user, article_id=article_id, every=every or 0),
        _("The page is watched. The first look is soon."),
    )


@require_POST
def stop(request: HttpRequest, article_id: int) -> HttpResponse:
    """Stop watching."""
    user = signed_in(request)
    words = _("The page is not watched any more.")
    return _do(request, article_id, lambda: services.stop(actor=user, article_id=article_id), words)


@require_POST
def look(request: HttpRequest, article_id: int) -> HttpResponse:
    """Look as soon as the host may be asked."""
    user = signed_in(request)
    words = _("The page is looked at as soon as its host may be asked. Load this page again in a moment.")
    return _do(request, article_id, lambda: services.look_now(actor=user, article_id=article_id), words)


def _do(request: HttpRequest, article_id: int, act: Callable[[], object], words: str) -> HttpResponse:
    """Do it, say so, and go back to where it was asked for."""
    article = article_queries.article_for(signed_in(request), article_id).require(services.RIGHT)
    try:
        act()
        messages.success(request, words)
    except Refusal as refusal:
        messages.error(request, said(refusal))
    if request.POST.get("back") == "watches":
        return redirect("watches", project_id=article.project_id)
    return redirect(reverse("revisions", args=[article_id]) + "#watch")
