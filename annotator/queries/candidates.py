"""Candidates: reads. What the index has for a new article, and what is offered to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from django.db.models import Count, Exists, OuterRef, Q

from annotator.models import Candidate, Declined, Posting, Profile, Term
from annotator.models.candidates import ALL
from annotator.policies import Actor, visible
from annotator.text.stories import POSTINGS, RECORDS, Found, Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from annotator.models import Article, Story
    from annotator.text.stories import Days, Key

MOST_OFFERED = 20  # at once: nobody reads further


def look_up(project_id: int, terms: Sequence[str], days: Days | None) -> Found:
    """Return what a project's index has for an article with `terms` (2 queries).

    As :class:`annotator.text.stories.Index` promises: it reads at most 1,000 postings, in one index, and
    50 profiles, however many articles there are. For services: it asks for no actor.
    """
    known = Term.objects.filter(project=project_id, text__in=[ALL, *terms], frequency__gt=0)
    rows = {text: (count, pk) for text, count, pk in known.values_list("text", "frequency", "pk")}
    articles, _ = rows.pop(ALL, (0, 0))
    rarest = _rarest(rows)
    records = _records(rarest, [rows[term][1] for term in rarest], days) if rarest else []
    return Found(articles, {term: count for term, (count, _) in rows.items()}, records)


def _rarest(rows: dict[str, tuple[int, int]]) -> list[str]:
    """Return the rarest terms, as many as have 1,000 articles together."""
    chosen, left = [], POSTINGS
    for term in sorted(rows, key=lambda term: (rows[term][0], term)):
        left -= rows[term][0]
        if left < 0:
            break
        chosen.append(term)
    return chosen


def _records(terms: list[str], ids: list[int], days: Days | None) -> list[Record]:
    """Return the records that have most of the terms, those with more first, then the older."""
    postings = Posting.objects.filter(term__in=ids)
    if days is not None:
        postings = postings.filter(Q(day=None) | Q(day__range=days))
    votes = postings.order_by().values("profile").annotate(votes=Count("*")).order_by("-votes", "profile")
    rows = Profile.objects.filter(pk__in=votes.values("profile")[:RECORDS], article__deleted_at=None)
    found = [
        Record(pk, story_key(pk, story), day, orjson.loads(vector), ())
        for pk, story, day, vector in rows.values_list("pk", "article__story", "day", "vector")
    ]
    asked = set(terms)
    return sorted(found, key=lambda record: (-len(asked & record.vector.keys()), record.key))


def story_key(article_id: int, story_id: int | None) -> Key:
    """Return what stands for an article's story where stories are compared: without one, its own."""
    return ("article", article_id) if story_id is None else ("story", story_id)


@dataclass(frozen=True, slots=True)
class Offer:
    """An article that may tell of the same event as an account, and the story to bring one of them into."""

    article: Article
    account: Article
    score: float  # the cosine, above 0 up to 1
    story: Story | None

    @property
    def moving(self) -> Article:
        """Which of the two would be brought into the story."""
        return self.account if self.story and self.article.story_id == self.story.pk else self.article


def offered_to(actor: Actor, story: Story) -> list[Offer]:
    """Return the articles without a story that may tell of this one's event, best first (1 query).

    At most 20. Each is named once, with the account that it is most like. What was declined is left out.
    """
    no = Declined.objects.filter(story=story, article=OuterRef("other"))
    rows = _pairs(actor).filter(
        ~Exists(no), article__story=story, article__deleted_at=None, other__story=None
    )
    offers: dict[int, Offer] = {}
    for row in rows:
        offers.setdefault(row.other_id, Offer(row.other, row.article, row.score, story))
    return list(offers.values())[:MOST_OFFERED]


def same_event_for(actor: Actor, article: Article) -> list[Offer]:
    """Return the articles of its project that may tell of the same event, best first (1 query).

    At most 20. Those of its own story are left out, and those of stories that it was declined for. An offer's
    story is the one that either of the two could be brought into, the other's first.
    """
    no = Declined.objects.filter(
        Q(article=article, story=OuterRef("other__story"))
        | Q(article=OuterRef("other"), story=article.story_id)
    )
    rows = _pairs(actor).filter(~Exists(no), article=article)
    if article.story_id is not None:
        rows = rows.exclude(other__story=article.story_id)
    return [
        Offer(row.other, article, row.score, row.other.story or article.story) for row in rows[:MOST_OFFERED]
    ]


def _pairs(actor: Actor) -> QuerySet[Candidate, Any]:
    rows = Candidate.objects.filter(visible(actor, path="other__project__"), other__deleted_at=None)
    return rows.select_related("article__source", "other__source", "other__story")
