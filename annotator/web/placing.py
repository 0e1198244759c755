"""The review of marks that a newer text moved from under: old and new context side by side, one at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import Conflict, Invalid, NotFound
from annotator.findings.redlines import between
from annotator.http import said, signed_in
from annotator.queries import articles as article_queries
from annotator.queries import carries as queries
from annotator.queries.carries import Whose
from annotator.services import placing as services
from annotator.services.marking import RangeIn
from annotator.text.edits import Part as Edit
from annotator.text.edits import edits
from annotator.text.segments import paragraphs, sentences
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from annotator.models import Annotation, Article, Carried, User

AROUND = 1  # paragraphs shown on each side of a passage of the old text
REVIEWED = (services.Review.ACCEPTED, services.Review.PLACED, services.Review.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paragraph: of the mark or around it."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """A paragraph `[start, end)`, in code points, cut where the mark begins and ends."""

    start: int
    end: int
    parts: list[Part]
    near: bool = False  # of a mark without a place: about here it stood


@dataclass(frozen=True, slots=True)
class Item:
    """The mark that is looked at, on both texts."""

    row: Carried
    known: Annotation  # the mark as its author last knew it
    old: list[Lines]  # the paragraphs around it
    new: list[Lines]  # all of the newer text
    edited: list[Edit]  # how its words changed, where it stands somewhere for now
    sentences: str  # of the newer text, as JSON, for the keyboard


@dataclass(frozen=True, slots=True)
class Settled:
    """What was said of a mark just now, to tell it and to take it back."""

    row: Carried
    quote: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything `templates/carries/review.html` may use."""

    article: Article | None  # whose marks alone are shown, or None
    whose: Whose
    mine: int  # marks of one's own that wait
    left: int  # and of people who can't look them over themselves
    here: Item | None
    number: int  # of `here` among those that wait, from 1
    all: int
    next: UUID | None  # the mark that is looked at when something was said of this one
    before: str  # addresses
    after: str
    last: Settled | None


class SettleForm(forms.Form):
    """What is said of a mark: the place is right, it is there, or it has none."""

    do = forms.ChoiceField(choices=[(each, each) for each in ("accept", "place", "give_up", "reopen")])
    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=1)
    reason = forms.CharField(required=False, max_length=services.LONGEST_REASON)
    article = forms.IntegerField(required=False, min_value=1)  # whose marks alone are looked over
    whose = forms.ChoiceField(required=False, choices=[(each, each) for each in Whose])
    next = forms.UUIDField(required=False)  # the mark to go to


@require_safe
def review(request: HttpRequest, article_id: int | None = None) -> HttpResponse:
    """Show marks that wait to be looked over, the first or the one that is asked for (at most 10 queries).

    `whose` is one's own, or `left`: of people who can't look them over themselves.
    """
    user = signed_in(request)
    article = article_queries.article_for(user, article_id).it if article_id is not None else None
    whose = Whose.LEFT if request.GET.get("whose") == Whose.LEFT else Whose.MINE
    other = Whose.MINE if whose == Whose.LEFT else Whose.LEFT
    rows = queries.waiting_of(user, article_id=article_id, whose=whose)
    count = {whose: len(rows), other: queries.waiting_count(user, article_id, whose=other)}
    asked = request.GET.get("mark", "")
    place = next((n for n, row in enumerate(rows) if str(row.pk) == asked), 0)
    before = rows[place - 1].pk if place else None
    after = rows[place + 1].pk if place + 1 < len(rows) else None
    page = ReviewPage(
        article=article,
        whose=whose,
        mine=count[Whose.MINE],
        left=count[Whose.LEFT],
        here=_item(rows[place]) if rows else None,
        number=place + 1,
        all=len(rows),
        next=after or before,
        before=_address(article_id, whose, mark=before) if before else "",
        after=_address(article_id, whose, mark=after) if after else "",
        last=_settled_just_now(user, request.GET.get("last", "")),
    )
    return render(request, "carries/review.html", {"page": page})


def _item(row: Carried) -> Item:
    known = queries.known(row)
    texts = queries.texts({known.revision_id, row.revision_id})
    was, text = texts[known.revision_id], texts[row.revision_id]
    spans = [Span(each.start, each.end) for each in known.ranges.all()]
    found = [Span(*each) for each in row.found]
    old = _lines(was, spans)
    touched = [n for n, each in enumerate(old) if any(part.marked for part in each.parts)]
    first, last = min(touched, default=0), max(touched, default=0)
    return Item(
        row=row,
        known=known,
        old=old[max(0, first - AROUND) : last + 1 + AROUND],
        new=_lines(text, found, near=None if found else _near(was, text, spans)),
        edited=edits(_quote(was, spans), _quote(text, found)) if row.made_id else [],
        sentences=json.dumps([(each.start, each.end) for each in sentences(text)]),
    )


def _near(old: str, new: str, spans: Sequence[Span]) -> int | None:
    """Return about where in the newer text a passage stood that has no place in it, in code points."""
    changes = between(old, new).redline.changes
    places = (each.new[0] for each in changes for span in spans if _meet(each.old, span))
    return next(places, None)


def _meet(range_: tuple[int, int], span: Span) -> bool:
    return range_[0] < span.end and span.start < range_[1]


def _quote(text: str, spans: Sequence[Span]) -> str:
    return " \u2026 ".join(each.of(text) for each in spans)


def _lines(text: str, spans: Sequence[Span], near: int | None = None) -> list[Lines]:
    blocks = paragraphs(text)
    there = next((each for each in blocks if near is not None and near < each.end), None)
    return [Lines(each.start, each.end, _parts(text, each, spans), each == there) for each in blocks]


def _parts(text: str, paragraph: Span, spans: Sequence[Span]) -> list[Part]:
    parts, at = [], paragraph.start
    for span in sorted(spans):
        start, end = max(span.start, at), min(span.end, paragraph.end)
        if start < end:
            parts += [Part(text[at:start], marked=False), Part(text[start:end], marked=True)]
            at = end
    parts.append(Part(text[at : paragraph.end], marked=False))
    return [each for each in parts if each.text]


@require_POST
def settle(request: HttpRequest, annotation_id: UUID) -> HttpResponse:
    """Say what becomes of a mark, or take that back, and go to the next."""
    user = signed_in(request)
    queries.carried_for(user, annotation_id)  # not found comes before what is wrong with the form
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise Invalid("This is nothing that can be said of a mark.", field="do")
    given = form.cleaned_data
    where = given["article"], Whose(given["whose"] or Whose.MINE)
    back = _address(*where, mark=annotation_id)
    try:
        _settled(user, annotation_id, given)
    except (Invalid, Conflict) as refusal:
        messages.error(request, said(refusal))
        return redirect(back)
    if given["do"] == "reopen":
        return redirect(back)
    return redirect(_address(*where, last=annotation_id, mark=given["next"]))


def _settled(user: User, annotation_id: UUID, given: dict[str, Any]) -> None:
    if given["do"] == "accept":
        services.accept(actor=user, annotation_id=annotation_id)
    elif given["do"] == "reopen":
        services.reopen(actor=user, annotation_id=annotation_id)
    elif given["do"] == "give_up":
        services.give_up(actor=user, annotation_id=annotation_id, reason=given["reason"])
    elif given["start"] is None or given["end"] is None:
        raise Invalid("Select the words in the newer text first.", field="start")
    else:
        there = [RangeIn(given["start"], given["end"])]
        services.place(actor=user, annotation_id=annotation_id, ranges=there)


def _settled_just_now(user: User, last: str) -> Settled | None:
    """Return what was said of a mark just now (2 queries where there is one)."""
    try:
        row = queries.carried_for(user, UUID(last)).it
    except (ValueError, NotFound):
        return None
    if row.review not in REVIEWED:
        return None
    return Settled(row, " \u2026 ".join(each.quote for each in row.source.ranges.all()))


def _address(article: int | None, whose: Whose, **asked: UUID | None) -> str:
    path = reverse("article-review", args=[article]) if article else reverse("review")
    told = {key: str(value) for key, value in asked.items() if value}
    if whose != Whose.MINE:
        told["whose"] = whose
    return f"{path}?{urlencode(told)}" if told else path
