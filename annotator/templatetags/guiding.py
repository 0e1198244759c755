"""Guidelines on other pages: what is new in them for the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from annotator.models import Project, User
from annotator.queries import guidelines

if TYPE_CHECKING:
    from django.template import Context

register = template.Library()


@register.inclusion_tag("guidelines/news.html", takes_context=True)
def guidelines_news(context: Context, project: Project) -> dict[str, Any]:
    """Tell what is new in a project's guidelines, on a page that its reader may see (1 query)."""
    request = context["request"]
    news = guidelines.news_for(request.user, project.pk) if isinstance(request.user, User) else None
    return {"news": news, "here": request.get_full_path(), "csrf_token": context.get("csrf_token")}


@register.filter
def version_note(note: str) -> str:
    """Return what a version changed, in its editor's words; `= 3` says that version 3 is back."""
    number = note.removeprefix("= ")
    return _("Version %(n)s again.") % {"n": number} if note == f"= {number}" and number.isdecimal() else note
