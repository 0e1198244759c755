"""Overviews: asked for when a story is looked at, made by a job of what is new, kept."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from annotator.findings import common
from annotator.models import Overview, Revision, Story, TextFacts
from annotator.queries import articles as article_queries
from annotator.queries import comparisons as comparison_queries
from annotator.queries import overviews as queries
from annotator.services import comparisons, jobs
from annotator.services.transactions import own_transactions
from annotator.text import origins
from annotator.text.segments import headings
from annotator.text.words import words

if TYPE_CHECKING:
    from annotator.models import Article, Comparison, User
    from annotator.queries.origins import Copies
    from annotator.services.running import Run
    from annotator.text.words import Words

KIND = "overview"
_MOST_SHARED = 12
_LONGEST = 300  # code points of a quote


@own_transactions("where all is known it takes none: on SQLite each is the one write lock")
def ask(*, actor: User, story: Story, accounts: list[Article]) -> list[Comparison]:
    """Ask for what is not known of a story's accounts yet; return the comparisons that were looked at.

    The story was looked up with the actor by :func:`annotator.queries.overviews.story_for`, which gave the
    accounts. No query when all is known, and nothing is returned then: the overview has it. 1 query while
    comparisons are at work, 8 to ask for an overview.
    """
    if not accounts:
        return []
    overview = queries.overview_of(story)
    revisions: list[Revision] = [queries.newest(each) for each in accounts]
    whole = queries.mark_of([each.pk for each in revisions], compared=True)
    if overview is not None and overview.mark == whole:
        return []
    return _ask(actor, story, overview, revisions)


@transaction.atomic
def _ask(actor: User, story: Story, overview: Overview | None, revisions: list[Revision]) -> list[Comparison]:
    rows = comparisons.ask_among(actor=actor, project=story.project, revisions=revisions, story=story)
    ids = [each.pk for each in revisions]
    mark = queries.mark_of(ids, compared=all(row.result is not None for row in rows))
    if overview is not None and mark in {overview.asked, overview.mark}:
        return rows
    job = jobs.submit(
        kind=KIND,
        params={"story": story.pk, "mark": mark},
        project=story.project,
        actor=actor,
        dedupe_key=f"{KIND}:{story.pk}:{mark}",
    )
    made, _ = Overview.objects.update_or_create(story=story, defaults={"asked": mark, "job": job})
    if overview is not None:
        overview.job = made.job
    return rows


@own_transactions("texts are read and compared outside of a transaction")
def run(run: Run) -> None:
    """Read the accounts of a story that are new, compare the new pairs, and put together what is known.

    What was asked for later is done later: an older asking changes nothing then.
    """
    story = Story.objects.filter(pk=run.params["story"]).select_related("overview").first()
    accounts = article_queries.accounts_of(None, story) if story else []
    newest = article_queries.newest_revisions(accounts)
    kept = Revision.objects.filter(pk__in=[each.pk for each in newest]).select_related("article").defer("raw")
    revisions = sorted(kept, key=lambda each: [one.pk for one in newest].index(each.pk))
    read: dict[int, Words] = {}
    for each in revisions:
        run.progress(0)
        read[each.pk] = words(each.text)
    rows = list(comparison_queries.among(revisions).values())
    pairs = len(revisions) * (len(revisions) - 1) // 2
    compared = len(rows) == pairs and all(row.result is not None for row in rows)
    facts: dict[str, Any] = {
        "engine": origins.ENGINE,
        "copies": _copies(run, story, read),
        "shared": _shared(revisions, rows),
        "pairs": [
            comparison_queries.summary(row.left_id, row.right_id, row.result)
            for row in rows
            if row.result is not None
        ],
    }
    mark = queries.mark_of(list(read), compared=compared)
    with transaction.atomic():
        TextFacts.objects.bulk_create(
            [
                TextFacts(
                    revision=each,
                    words=len(read[each.pk]),
                    agencies=[credit.agency for credit in origins.credit_lines(each.text)],
                )
                for each in revisions
            ],
            update_conflicts=True,
            unique_fields=["revision"],
            update_fields=["words", "agencies"],
        )
        Overview.objects.filter(story=story, asked=run.params["mark"]).update(
            facts=facts, mark=mark, made_at=timezone.now()
        )
        run.finish({"accounts": len(revisions)})


def _copies(run: Run, story: Story | None, read: dict[int, Words]) -> Copies:
    """Return what each two texts share; only pairs that are new are compared."""
    overview = queries.overview_of(story) if story else None
    known = overview.facts if overview and overview.facts.get("engine") == origins.ENGINE else {}
    there = {(one, other): [one, other, count, share] for one, other, count, share in known.get("copies", [])}
    found = []
    pairs = list(combinations(sorted(read), 2))
    for number, (one, other) in enumerate(pairs):
        if (one, other) not in there:
            run.progress(number, len(pairs))
            count, share = origins.copied(read[one], read[other])
            there[one, other] = [one, other, count, round(share, 4)]
        found.append(there[one, other])
    return found


def _shared(revisions: list[Revision], rows: list[Comparison]) -> list[dict[str, Any]]:
    """Return the passages that more than half of the accounts tell alike, as the earliest of them words them.

    Less sure is alike. A passage that differs in substance from its counterpart is not; a headline only
    promises what the text tells. Counted are best counterparts alone: on pairs of accounts of one event that
    people linked, .89 of them tell of the same thing, of all counterparts .83, and their scores tell little.
    """
    texts = {each.pk: each.text for each in revisions}
    titled = {
        each.pk: [(one.start, one.end) for one in headings(each.text, each.article.title)]
        for each in revisions
    }
    links, conflicts = [], []
    for row in rows:
        best = comparison_queries.best_counterparts(row.result) if row.result else []
        for passage in best:
            one, other = (row.left_id, *passage["a"]), (row.right_id, *passage["b"])
            if _is_titled(titled, one) or _is_titled(titled, other):
                continue
            if passage["kind"] == "differs":
                conflicts.append((one, other))
            else:
                links.append(common.Alike(one, other, passage["score"]))
    found = common.shared(links, list(texts), max(2, len(texts) // 2 + 1), conflicts)
    return [
        {
            "quote": _cut(texts[each.places[0][0]][each.places[0][1] : each.places[0][2]]),
            "places": [list(place) for place in each.places],
        }
        for each in found[:_MOST_SHARED]
    ]


def _is_titled(titled: dict[int, list[tuple[int, int]]], place: common.Passage) -> bool:
    revision, start, end = place
    return any(first <= start and end <= last for first, last in titled[revision])


def _cut(quote: str) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= _LONGEST else quote[: _LONGEST - 1] + "\u2026"
