"""Shares in the browser: the links of a story, and the page that anybody reads who has one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import NotFound
from annotator.guarding import guessing
from annotator.http import said, signed_in
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import ladders as ladder_queries
from annotator.queries import shares as queries
from annotator.services import shares as services
from annotator.web.ladders import LadderShown, drawn
from annotator.web.projects import Rights, rights
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Project, Share, Story
    from annotator.queries.shares import SharedAccount, SharedCell, SharedMatrix, SharedRow

MADE = "share-made"  # the session's key for a link that is shown once
_MANY_ROWS = 12  # beyond them print leaves the quotes out, so that the table stays on its page
# Nobody's search engine, cache or next page learns of the secret in the address.
HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class ShareForm(forms.Form):
    """What a link shows, and for how long it works."""

    with_names = forms.BooleanField(
        label=gettext_lazy("Show who found what"),
        required=False,
        help_text=gettext_lazy("Else the page says how many people, never who."),
    )
    with_notes = forms.BooleanField(
        label=gettext_lazy("Show the notes on cells and links"),
        required=False,
        help_text=gettext_lazy("As they were written: look for names in them first."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("It works"),
        choices=[
            ("", gettext_lazy("until you take it back")),
            (1, gettext_lazy("for a day")),
            (7, gettext_lazy("for a week")),
            (30, gettext_lazy("for 30 days")),
            (365, gettext_lazy("for a year")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )


@dataclass(frozen=True, slots=True)
class SharesPage:
    """Everything `templates/shares/shares.html` may use."""

    project: Project
    story: Story
    may: Rights
    shares: list[Share]
    form: ShareForm
    link: str  # the address that was just made, this once


@dataclass(frozen=True, slots=True)
class AccountCell:
    """A cell beside its account."""

    account: SharedAccount
    cell: SharedCell


@dataclass(frozen=True, slots=True)
class RowRead:
    """A claim in full, with its ladder where somebody checked it."""

    row: SharedRow
    told: list[AccountCell]
    ladder: LadderShown | None


@dataclass(frozen=True, slots=True)
class SharedPage:
    """Everything `templates/shares/shared.html` may use: nothing but what the link shows."""

    matrix: SharedMatrix
    rows: list[RowRead]
    big: bool
    many: bool


@require_http_methods(["GET", "POST"])
def manage(request: HttpRequest, story_id: int) -> HttpResponse:
    """List a story's links; make one, and show it this once."""
    user = signed_in(request)
    seen = article_queries.story_for(user, story_id)
    story = seen.require(Action.SHARE)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, partial(services.create, actor=user, story_id=story_id, **form.cleaned_data))
        if made is not None:
            request.session[MADE] = [story_id, made.secret]
            return redirect("story-share", story_id=story_id)
    page = SharesPage(
        project=story.project,
        story=story,
        may=rights(seen),
        shares=queries.shares_of(user, story_id),
        form=form,
        link=_made(request, story_id),
    )
    return render(request, "shares/shares.html", {"page": page}, status=422 if form.errors else 200)


def _made(request: HttpRequest, story_id: int) -> str:
    of, secret = request.session.pop(MADE, (None, ""))
    if of != story_id:
        return ""
    return request.build_absolute_uri(reverse("shared", args=[secret]))


@require_POST
def revoke(request: HttpRequest, share_id: int) -> HttpResponse:
    """Take a link back."""
    share = services.revoke(actor=signed_in(request), share_id=share_id)
    messages.success(request, _("The link is taken back. Whoever opens it is told that it leads nowhere."))
    return redirect("story-share", story_id=share.story_id)


@require_safe
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a story's matrix to whoever has the link; no sign-in, nothing to change (12 queries)."""
    guessing(request)
    try:
        share = services.open_by(secret=secret)
    except NotFound as nowhere:
        guessing(request, wrong=True)
        page = render(request, "shares/nowhere.html", {"words": said(nowhere)}, status=404)
        return _kept_quiet(page)
    return _kept_quiet(render(request, "shares/shared.html", {"page": _page(request, share)}))


def _page(request: HttpRequest, share: Share) -> SharedPage:
    read = queries.read(share)
    matrix = queries.shown(share, read)
    ladders = ladder_queries.ladder_of(None, read.matrix, read.origin).claims
    return SharedPage(
        matrix=matrix,
        rows=[
            RowRead(
                row=row,
                told=[AccountCell(*each) for each in zip(matrix.accounts, row.cells, strict=True)],
                ladder=drawn(ladder, read) if ladder.told else None,
            )
            for row, ladder in zip(matrix.rows, ladders, strict=True)
        ],
        big="big" in request.GET,
        many=len(matrix.rows) > _MANY_ROWS,
    )


def _kept_quiet(answer: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        answer[name] = value
    return answer
