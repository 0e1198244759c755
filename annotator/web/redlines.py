"""The revisions of an article: its time line, and two of them as one text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotator.findings.redlines import Between, Touch, between, marks_on, touch
from annotator.http import signed_in
from annotator.queries import redlines as queries
from annotator.text.edits import Part, edits
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from collections import Counter

    from django.http import HttpRequest, HttpResponse

    from annotator.models import Article, Project, Revision, Story
    from annotator.text.redline import PieceKind, Redline
    from annotator.text.rewordings import Rewording


@dataclass(frozen=True, slots=True)
class Step:
    """A revision on the time line; the first one has nothing before it."""

    revision: Revision
    changed: Between | None
    touches: Counter[Touch] | None
    headline: bool  # whether the headline or the byline changed with it
    share: int  # of the new text's tokens that were not there before, in percent, at least 1 where any is
    address: str  # the redline from the revision before
    shown: bool  # whether the redline on the page is that one


@dataclass(frozen=True, slots=True)
class ToldOtherwise:
    """A reworded sentence, told in a sentence of our own."""

    touch: Touch
    sentence: str
    firmer: bool | None  # told with more certainty, or with less; None where it is not about certainty
    paragraph: int  # 0 is the headline
    marks: int  # annotations on the old sentence that the reader sees
    change: int | None  # the number of its first change in the text
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PieceShown:
    """A piece of the one text. `number` is set on the first piece of a change: links lead there."""

    kind: PieceKind
    text: str
    number: int | None = None
    trivial: bool = False
    across: int | None = None  # of a moved piece: the number of its move, which its other place has as well


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """Everything `templates/redlines/revisions.html` may use."""

    project: Project
    story: Story | None
    article: Article
    may: Rights
    steps: list[Step]  # the newest first
    revisions: list[Revision]  # by number
    old: Revision | None  # the two that are shown; None while there is only one
    new: Revision
    changed: Between | None
    told: list[ToldOtherwise]  # the headline's first
    certainty: int  # how many of them touch certainty
    headline: list[Part] | None  # word by word, where it changed
    byline: list[Part] | None
    pieces: list[PieceShown]
    places: int  # that were changed, those folded away left out
    folded: int  # trivial changes
    unfolded: bool
    here: str  # the address of these two revisions
    there: str  # the same, with what is folded away shown, or not

    @property
    def is_layout(self) -> bool:
        """Whether the two texts differ in nothing but white space."""
        return self.changed is not None and not self.changed.redline.changes and not self.is_same

    @property
    def is_same(self) -> bool:
        """Whether the texts are one and the same, and only what stands above them changed."""
        return self.old is not None and self.old.sha256 == self.new.sha256


@require_safe
def revisions(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the revisions of an article and two of them as one text (5 queries, however many there are).

    `from` and `to` are numbers of revisions, by themselves the newest two; `all` shows what is folded away.
    """
    user = signed_in(request)
    seen, rows = queries.revisions_for(user, article_id)
    old, new = _chosen(request, rows)
    changed = between(old.text, new.text) if old else None
    marks = queries.marks_on(user, old) if old else []
    told = _told(old.text, new.text, changed, marks) if old and changed else []
    if old:
        told = _told_above(old.headline, new.headline) + told
    unfolded = "all" in request.GET
    here = _address(article_id, old, new)
    shown = _pieces(changed.redline, unfolded=unfolded) if changed else []
    trivial = changed.counts["trivial"] if changed else 0
    page = RevisionsPage(
        project=seen.it.project,
        story=seen.it.story,
        article=seen.it,
        may=rights(seen),
        steps=_steps(article_id, rows, old, new),
        revisions=rows,
        old=old,
        new=new,
        changed=changed,
        told=told,
        certainty=sum(each.touch == "certainty" for each in told),
        headline=_edited(old.headline, new.headline) if old else None,
        byline=_edited(old.signed, new.signed) if old else None,
        pieces=shown,
        places=len(changed.redline.changes) - trivial if changed else 0,
        folded=trivial,
        unfolded=unfolded,
        here=here,
        there=here if unfolded else f"{here}&all=1",
    )
    return render(request, "redlines/revisions.html", {"page": page})


def _chosen(request: HttpRequest, rows: list[Revision]) -> tuple[Revision | None, Revision]:
    """Return the two revisions that were asked for, the earlier first; the newest two where none fit."""
    if len(rows) == 1:
        return None, rows[0]
    numbers = {str(row.number): at for at, row in enumerate(rows)}
    to = numbers.get(request.GET.get("to", ""), len(rows) - 1)
    since = numbers.get(request.GET.get("from", ""), max(0, to - 1))
    if since == to:
        since, to = (0, 1) if to == 0 else (to - 1, to)
    return rows[min(since, to)], rows[max(since, to)]


def _address(article_id: int, old: Revision | None, new: Revision) -> str:
    there = reverse("revisions", args=[article_id])
    return f"{there}?from={old.number}&to={new.number}" if old else there


def _steps(article_id: int, rows: list[Revision], old: Revision | None, new: Revision) -> list[Step]:
    """Return the time line, the newest first."""
    steps = [Step(rows[0], None, None, headline=False, share=0, address="", shown=False)]
    for before, after in pairwise(rows):
        changed = between(before.text, after.text)
        line = changed.redline
        touched = line.added + line.deleted + line.moved
        size = max(len(line.a.keys), len(line.b.keys))
        steps.append(
            Step(
                after,
                changed,
                changed.touches + between(before.headline, after.headline).touches,
                headline=(before.headline, before.signed) != (after.headline, after.signed),
                share=max(1, min(100, round(100 * touched / size))) if touched else 0,
                address=_address(article_id, before, after),
                shown=old is not None and (before.pk, after.pk) == (old.pk, new.pk),
            )
        )
    return steps[::-1]


def _edited(old: str, new: str) -> list[Part] | None:
    return None if old == new else edits(old, new)


def _told(old: str, new: str, changed: Between, marks: list[tuple[str, int, int]]) -> list[ToldOtherwise]:
    """Return what is told otherwise, what touches certainty first, then in the order of the text."""
    order: tuple[Touch, ...] = ("certainty", "negation", "figures")
    return sorted(
        (
            ToldOtherwise(
                touch=touch(each),
                sentence=_sentence(each),
                firmer=_firmer(each),
                paragraph=each.paragraph,
                marks=marks_on(marks, each.old.start, each.old.end),
                change=_change_in(changed.redline, each),
                old=each.old.of(old),
                new=each.new.of(new),
            )
            for each in changed.rewordings
        ),
        key=lambda each: order.index(each.touch),
    )


def _told_above(old: str, new: str) -> list[ToldOtherwise]:
    """Return what a headline tells otherwise."""
    told = _told(old, new, between(old, new), [])
    return [replace(each, paragraph=0, change=None) for each in told]


def _change_in(redline: Redline, rewording: Rewording) -> int | None:
    """Return the first change inside a reworded sentence; of one that only moved, its move."""
    for number, change in enumerate(redline.changes):
        start, end = change.new
        if start <= rewording.new.end and rewording.new.start <= end and change.kind != "move":
            return number
    return None


def _firmer(rewording: Rewording) -> bool | None:
    if rewording.difference.kind not in {"hedge", "attribution"}:
        return None
    is_hedge = rewording.difference.kind == "hedge"
    return rewording.difference.change in ({"removed", "strengthened"} if is_hedge else {"removed"})


def _sentence(rewording: Rewording) -> str:
    """Return in words what became of the wording."""
    facts = {"said": rewording.said.strip(), "became": rewording.became.strip()}
    if facts["said"] and facts["became"]:
        return _("“%(said)s” became “%(became)s”") % facts
    if facts["said"]:
        return _("“%(said)s” was taken out") % facts
    return _("“%(became)s” was put in") % facts


def _pieces(redline: Redline, *, unfolded: bool) -> list[PieceShown]:
    """Return the pieces as they are shown; what is trivial is folded away: the new words, without a sign."""
    shown: list[PieceShown] = []
    met: set[int] = set()
    for piece in redline.pieces:
        change = redline.changes[piece.change] if piece.change is not None else None
        trivial = change is not None and change.trivial is not None
        if trivial and not unfolded:
            kind: Literal["same"] = "same"
            if piece.kind == "add":
                shown.append(PieceShown(kind, piece.text))
            continue
        first = piece.change if piece.change not in met else None
        if piece.change is not None:
            met.add(piece.change)
        across = piece.change if piece.kind in {"from", "to"} else None
        shown.append(PieceShown(piece.kind, piece.text, first, trivial, across))
    return shown
