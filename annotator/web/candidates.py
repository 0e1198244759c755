"""Candidates in the browser: bring an article into a story, or say that it tells of something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.http import signed_in
from annotator.services import candidates as services

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def accept(request: HttpRequest, story_id: int, article_id: int) -> HttpResponse:
    """Bring an article into a story, and show the story."""
    article = services.accept(actor=signed_in(request), story_id=story_id, article_id=article_id)
    words = _("\u201c%(title)s\u201d is an account of this story now.") % {"title": article.title}
    messages.success(request, words)
    return redirect("story", story_id=story_id)


@require_POST
def decline(request: HttpRequest, story_id: int, article_id: int) -> HttpResponse:
    """Remember that an article does not tell of a story's event; go back to where that was said."""
    services.decline(actor=signed_in(request), story_id=story_id, article_id=article_id)
    messages.success(request, _("It is not offered for this story again."))
    shown_on = request.POST.get("article", "")
    if shown_on.isascii() and shown_on.isdigit():
        return redirect("article-edit", article_id=int(shown_on))
    return redirect("story", story_id=story_id)
