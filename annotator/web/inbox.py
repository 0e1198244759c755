"""The inbox in the browser: what people said that concerns one; and one thread, for who has no script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from annotator.http import signed_in
from annotator.queries import annotations as annotation_queries
from annotator.queries import comments as comment_queries
from annotator.queries import inbox as queries
from annotator.services import comments as comment_services
from annotator.services import inbox as services

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from annotator.models import Annotation, InboxItem, User
    from annotator.queries.comments import CommentData, ThreadData
    from annotator.queries.inbox import InboxData

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment, when it was made, and the item of the inbox that it is, if it is one."""

    comment: CommentData
    at: datetime
    item: InboxData | None = None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Everything `templates/inbox/inbox.html` may use."""

    rows: Page[InboxItem]
    shown: list[Shown]
    unread: int
    data: dict[str, Any]  # what the live feed needs: who reads, and each project with its newest event


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """Everything `templates/inbox/thread.html` may use."""

    annotation: Annotation
    thread: ThreadData
    resolved_at: datetime | None
    shown: list[Shown]
    quote: str
    me: User


def _shown(comment: CommentData, item: InboxData | None = None) -> Shown:
    return Shown(comment, datetime.fromisoformat(comment["created_at"]), item)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what concerns one, the unread first (6 queries)."""
    user = signed_in(request)
    heard = queries.heard_by(user)  # first: what is said while the page is made is heard
    rows = Paginator(queries.inbox_of(user), ON_A_PAGE).get_page(request.GET.get("page"))
    page = InboxPage(
        rows=rows,
        shown=[_shown(each["comment"], each) for each in queries.as_data(user, rows)],
        unread=queries.unread_of(user),
        data={"me": user.pk, "projects": heard},
    )
    return render(request, "inbox/inbox.html", {"page": page})


@require_POST
def read(request: HttpRequest, item_id: int) -> HttpResponse:
    """Note that one has read an item."""
    services.read(actor=signed_in(request), item_id=item_id)
    return redirect("inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that one has read everything."""
    threads = services.read_all(actor=signed_in(request))
    said = ngettext("%(n)s thread is read now.", "%(n)s threads are read now.", threads)
    messages.success(request, said % {"n": threads} if threads else _("There was nothing unread."))
    return redirect("inbox")


@require_safe
def thread(request: HttpRequest, annotation_id: UUID) -> HttpResponse:
    """Show what was said about a mark, a deleted one too; who opens it has read it (10 queries)."""
    user = signed_in(request)
    annotation = annotation_queries.annotation_for(user, annotation_id).it
    told = comment_queries.thread_of(user, annotation)
    if told["read"] < told["newest"]:
        comment_services.read(actor=user, annotation_id=annotation_id, number=told["newest"])
    ranges = annotation_queries.as_data(user, annotation)["ranges"]
    done = told["resolved_at"]
    page = ThreadPage(
        annotation=annotation,
        thread=told,
        resolved_at=datetime.fromisoformat(done) if done else None,
        shown=[_shown(each) for each in told["comments"]],
        quote=" … ".join(each["quote"] for each in ranges),
        me=user,
    )
    return render(request, "inbox/thread.html", {"page": page})
