"""Two to five accounts side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotator.errors import Invalid
from annotator.http import signed_in
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import comparisons as queries
from annotator.services import comparisons as services
from annotator.text.redline import Redline, redline
from annotator.web import sides
from annotator.web.explaining import Account

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Article, Job, Project, Story, User
    from annotator.web.sides import Column, LinkShown, PairShown

_AT_FIRST = 3  # accounts, where nobody chose


@dataclass(frozen=True, slots=True)
class Choice:
    """An account of the story, whether it is shown, and where the page has it moved or left out."""

    article: Article
    name: str
    shown: bool
    earlier: str = ""
    later: str = ""
    without: str = ""
    beside: str = ""  # with it as one more column, or in place of the last where no more fit


@dataclass(frozen=True, slots=True)
class PairListed:
    """Two of the accounts and what they share, for the list of the same content."""

    left: Account
    right: Account
    links: list[LinkShown] | None
    nearly_same: bool
    words: str  # the address of the two, word by word


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Everything `templates/comparisons/compare.html` may use."""

    project: Project
    story: Story | None
    choices: list[Choice]  # the story's accounts by time; those shown come first, in the columns' order
    left_out: int  # of the accounts that were asked for: only so many fit
    all_of_them: str  # the address with all accounts as columns, where they fit and some are not shown
    columns: list[Column]
    pairs: list[PairListed]
    counts: dict[str, int]  # links by kind, and "only": sentences without counterpart
    ready: int  # how many of the pairs are compared
    job: Job | None  # that the others wait for
    here: str  # the address of this page
    words: Redline | None  # of the two accounts, when they are asked for word by word
    data: dict[str, Any]

    @property
    def not_shown(self) -> list[Choice]:
        """The story's other accounts, by time."""
        return [each for each in self.choices if not each.shown]

    @property
    def is_waiting(self) -> bool:
        """Whether some of the pairs are still to be compared."""
        return self.ready < len(self.pairs)

    @property
    def claim_count(self) -> int:
        """How many places are marked as claims."""
        return sum(column.claim_count for column in self.columns)

    @property
    def links(self) -> int:
        """How many passages any two of the accounts have in common."""
        return sum(len(pair.links or ()) for pair in self.pairs)


@require_safe
def beside(request: HttpRequest, story_id: int) -> HttpResponse:
    """Show accounts of a story side by side; ask for what is not compared yet (at most 12 queries).

    `accounts=3,5,9` chooses them and their order, from left to right. Those that are not the story's, or not
    any more, are left out.
    """
    user = signed_in(request)
    seen = article_queries.story_for(user, story_id)
    story = seen.it
    if ticked := request.GET.getlist("account"):  # the form that chooses, without scripts
        return redirect(_address(story.pk, [int(each) for each in ticked if each.isdecimal()]))
    accounts = article_queries.accounts_of(user, story)
    by_id = {each.pk: each for each in accounts}
    asked = [int(each) for each in request.GET.get("accounts", "").split(",") if each.isdecimal()]
    chosen = [by_id[key] for key in dict.fromkeys(asked) if key in by_id]
    if len(chosen) < 2:  # noqa: PLR2004 - two sides
        chosen = accounts[:_AT_FIRST]
    fills = seen.may(Action.ANNOTATE) and seen.may(Action.FILL_MATRIX)
    return _show(request, user, story, accounts, chosen, fills=fills)


@require_safe
def compare(request: HttpRequest, left_id: int, right_id: int) -> HttpResponse:
    """Show two articles side by side, of one story or not (at most 12 queries)."""
    user = signed_in(request)
    if left_id == right_id:
        raise Invalid("Choose two different accounts.")
    left, right = (article_queries.article_for(user, each).it for each in (left_id, right_id))
    if left.project_id != right.project_id:
        raise Invalid("The two accounts belong to different projects.")
    if left.story_id is not None and left.story_id == right.story_id:
        return redirect(_address(left.story_id, [left.pk, right.pk]))
    return _show(request, user, None, [left, right], [left, right])


def _show(
    request: HttpRequest,
    user: User,
    story: Story | None,
    accounts: list[Article],
    asked: list[Article],
    *,
    fills: bool = False,  # words can be put on claims of the story
) -> HttpResponse:
    chosen = asked[: sides.MOST]
    revisions = article_queries.texts_of(chosen)
    rows = queries.among(revisions)
    project = story.project if story else chosen[0].project
    job = services.ask_for_missing(actor=user, project=project, revisions=revisions, there=rows, story=story)
    shown = [
        Account(article, revision.pk, revision.text, name)
        for article, revision, name in zip(chosen, revisions, sides.named(chosen), strict=True)
    ]
    columns, pairs = sides.beside(shown, rows, queries.claimed_in(user, [each.pk for each in revisions]))
    here = request.path if story is None else _address(story.pk, [each.pk for each in chosen])
    listed = [
        PairListed(
            left=shown[pair.left],
            right=shown[pair.right],
            links=pair.links,
            nearly_same=pair.nearly_same,
            words=_words(story, shown[pair.left], shown[pair.right]),
        )
        for pair in pairs
    ]
    in_words = request.GET.get("view") == "words" and len(shown) == 2  # noqa: PLR2004 - two sides
    page = ComparePage(
        project=project,
        story=story,
        choices=_choices(story, accounts, chosen),
        left_out=len(asked) - len(chosen),
        all_of_them=_all_of_them(story, accounts, chosen),
        columns=columns,
        pairs=listed,
        counts=_counts(columns, pairs),
        ready=sum(pair.links is not None for pair in pairs),
        job=job or next((row.job for row in rows.values() if row.result is None and row.job), None),
        here=here,
        words=redline(shown[0].text, shown[1].text) if in_words else None,
        data={
            "accounts": [
                {"id": each.article.pk, "name": each.name, "revision": each.revision} for each in shown
            ],
            "links": [link.as_data() for pair in pairs for link in pair.links or ()],
            "project": project.pk,
            "story": story.pk if story else None,
            "seq": project.event_seq,
            "me": user.pk,
            "may": {"fill": fills},
        },
    )
    return render(request, "comparisons/compare.html", {"page": page})


def _address(story_id: int, accounts: list[int]) -> str:
    there = reverse("side-by-side", args=[story_id])
    return f"{there}?accounts={','.join(str(each) for each in accounts)}" if accounts else there


def _all_of_them(story: Story | None, accounts: list[Article], chosen: list[Article]) -> str:
    """Return the address of all accounts by time, where they are more than are shown and not too many."""
    if story is None or not len(chosen) < len(accounts) <= sides.MOST:
        return ""
    return _address(story.pk, [each.pk for each in accounts])


def _words(story: Story | None, left: Account, right: Account) -> str:
    """Return where two accounts stand word by word, the earlier first."""
    ids = [left.article.pk, right.article.pk]
    if story is None:
        return f"{reverse('compare', args=ids)}?view=words"
    return f"{_address(story.pk, ids)}&view=words"


def _choices(story: Story | None, accounts: list[Article], chosen: list[Article]) -> list[Choice]:
    ids = [each.pk for each in chosen]
    rest = [each for each in accounts if each.pk not in ids]
    made = []
    for at, (article, name) in enumerate(zip(chosen, sides.named(chosen), strict=True)):
        swapped = [[*ids[:to], ids[to + 1], ids[to], *ids[to + 2 :]] for to in range(len(ids) - 1)]
        made.append(
            Choice(
                article,
                name,
                shown=True,
                earlier=_address(story.pk, swapped[at - 1]) if story and at else "",
                later=_address(story.pk, swapped[at]) if story and at < len(ids) - 1 else "",
                without=_address(story.pk, ids[:at] + ids[at + 1 :])
                if story and len(ids) > 2  # noqa: PLR2004 - two sides
                else "",
            )
        )
    return made + [
        Choice(
            each,
            name,
            shown=False,
            beside=_address(story.pk, [*ids[: sides.MOST - 1], each.pk]) if story else "",
        )
        for each, name in zip(rest, sides.named(rest), strict=True)
    ]


def _counts(columns: list[Column], pairs: list[PairShown]) -> dict[str, int]:
    kinds = [link.kind for pair in pairs for link in pair.links or ()]
    counts = {kind: kinds.count(kind) for kind in sides.KINDS}
    return counts | {"only": sum(len(column.only) for column in columns)}
