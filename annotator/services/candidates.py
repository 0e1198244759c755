"""Candidates: keep the index in line with the articles, and act on what it offers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import orjson
from django.db import transaction
from django.db.models import F

from annotator.models import Candidate, Declined, Posting, Profile, Revision, Term
from annotator.models.candidates import ALL
from annotator.queries import articles as article_queries
from annotator.queries import candidates as queries
from annotator.services import history, joining
from annotator.services.articles import INDEXING
from annotator.text import stories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from annotator.models import Article, User
    from annotator.services.running import Run
    from annotator.text.stories import Days, Found, Key, Placed, Record

KIND = INDEXING


class ProjectIndex:
    """A project's index; see :class:`annotator.text.stories.Index` for what it promises."""

    def __init__(self, project_id: int) -> None:
        self._project = project_id

    def look_up(self, terms: Sequence[str], days: Days | None) -> Found:
        """Return frequencies and likely records (2 queries)."""
        return queries.look_up(self._project, terms, days)

    def add(self, record: Record, digest: str = "") -> None:
        """Keep an article's record, whose key is the article's id, and count its terms (5 queries).

        SQLite takes 333 terms and 250 postings a query.
        """
        terms = sorted({ALL, *record.terms})
        # In their order, like every other worker: two that write the same terms wait and don't cross.
        Term.objects.bulk_create(
            [Term(project_id=self._project, text=term) for term in terms],
            ignore_conflicts=True,
        )
        rows = Term.objects.filter(project=self._project, text__in=terms)
        rows.update(frequency=F("frequency") + 1)
        heavy = rows.filter(text__in=list(record.vector)).values_list("pk", flat=True)
        profile = Profile.objects.create(
            article_id=_pk(record.key),
            digest=digest,
            day=record.day,
            vector=orjson.dumps(record.vector).decode(),
            terms=record.terms,
        )
        Posting.objects.bulk_create([Posting(term_id=pk, profile=profile, day=record.day) for pk in heavy])

    def remove(self, profile: Profile) -> None:
        """Take an article out, with its candidates (5 queries)."""
        terms = Term.objects.filter(project=self._project, text__in=[ALL, *profile.terms])
        terms.update(frequency=F("frequency") - 1)
        Candidate.objects.filter(article=profile.article_id).delete()
        Candidate.objects.filter(other=profile.article_id).delete()
        profile.delete()


@transaction.atomic
def run(run: Run) -> None:
    """Bring the index in line with an article: new, corrected, revised, deleted or back (about 20 queries).

    Done again it changes nothing. Articles of a project are indexed one at a time.
    """
    found = 0
    if run.job.project_id is not None:
        _hold(run.job.project_id)
        found = _index(run.job.project_id, run.params["article"])
    run.finish({"candidates": found})


def _hold(project_id: int) -> None:
    """Let other workers wait that index articles of the project: each counts on what was counted before."""
    Term.objects.bulk_create([Term(project_id=project_id, text=ALL)], ignore_conflicts=True)
    Term.objects.select_for_update().get(project=project_id, text=ALL)


def _index(project_id: int, article_id: int) -> int:
    """Return how many articles may tell of the same event."""
    index = ProjectIndex(project_id)
    rows = Revision.objects.filter(article=article_id, article__project=project_id).order_by("-number")
    revision = rows.select_related("article").defer("raw").first()
    profile = Profile.objects.filter(article=article_id).first()
    if revision is None:
        return 0
    article = revision.article
    digest = "" if article.deleted_at else _digest(article, revision)
    if profile is not None and profile.digest != digest:
        index.remove(profile)
    elif profile is not None:
        return Candidate.objects.filter(article=article).count()
    if not digest:
        return 0
    placed = _placed(index, article.title, revision.text, article.published_at, article.pk)
    index.add(placed.record(article.pk, article.pk), digest)
    found = {_pk(candidate.key): candidate.score for candidate in placed.candidates if candidate.same}
    Candidate.objects.bulk_create(
        [
            Candidate(article_id=one, other_id=other, score=score)
            for key, score in found.items()
            for one, other in ((article.pk, key), (key, article.pk))
        ]
    )
    return len(found)


def _pk(key: Key) -> int:
    """Return the article that a key of this index names."""
    if not isinstance(key, int):
        raise TypeError(f"{key!r} is no article's id.")
    return key


def _digest(article: Article, revision: Revision) -> str:
    told = (stories.ENGINE, article.title, str(article.published_at), revision.sha256)
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def _placed(
    index: ProjectIndex, title: str, text: str, published_at: datetime | None, key: int = 0
) -> Placed:
    return stories.place(stories.Article(key, title, text, published_at), index)


def likely_story(project_id: int, *, title: str, text: str, published_at: datetime | None) -> int | None:
    """Return the story of the project whose accounts a text is like, if there is one (2 queries)."""
    placed = _placed(ProjectIndex(project_id), title, text, published_at)
    match placed.story:
        case ("story", int(found)):
            return found
        case _:
            return None


@transaction.atomic
def accept(*, actor: User, story_id: int, article_id: int) -> Article:
    """Bring an article into a story (10 queries). Owners and curators may.

    Raises :class:`Invalid` when it belongs to another project.
    """
    story, article = article_queries.with_article(actor, story_id, article_id)
    before = article.story_id
    article.story = story
    article.save(update_fields=["story"])
    joining.joined(project=story.project, story_id=story.pk, actor=actor)
    Declined.objects.filter(story=story, article=article).delete()
    history.record(
        project_id=story.project_id,
        actor=actor,
        verb="candidate.accepted",
        subject=article.pk,
        scope=f"story:{story.pk}",
        before={"story": before},
        after={"title": article.title, "story": story.pk},
    )
    return article


@transaction.atomic
def decline(*, actor: User, story_id: int, article_id: int) -> None:
    """Say that an article does not tell of a story's event: it is not offered there again (6 queries).

    Owners and curators may. Said twice it is said once. Raises :class:`Invalid` when it belongs to
    another project.
    """
    story, article = article_queries.with_article(actor, story_id, article_id)
    _, is_new = Declined.objects.get_or_create(story=story, article=article, defaults={"created_by": actor})
    if is_new:
        history.record(
            project_id=story.project_id,
            actor=actor,
            verb="candidate.declined",
            subject=article.pk,
            scope=f"story:{story.pk}",
            after={"title": article.title, "story": story.pk},
        )
