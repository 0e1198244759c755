"""Carries: writes. What people marked on an article's older texts comes along to its newest one.

The old text keeps its marks. On the new one each has another, with the same author, codes, note, claims and
links, or a row that says why not (docs/adr/0018). A step is one transaction that holds the project, as each
event does: so what somebody marks on the old text meanwhile is either read by a step, or asks for another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict
from annotator.models import Annotation, Carried, Cell, Comment, DecisionBasis, Mention, Project
from annotator.models.carries import JOB
from annotator.policies import Action
from annotator.queries import articles as article_queries
from annotator.queries import carries as queries
from annotator.services import copying, history, revisions
from annotator.services.transactions import own_transactions
from annotator.text.carried import carry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from annotator.models import Revision, User
    from annotator.models.jobs import Job
    from annotator.queries.carries import Source
    from annotator.services.running import Run
    from annotator.text.carried import Found

KIND = JOB
STEP = 250  # annotations of one transaction: 0.2 s in which nobody else writes into the project
Review = Carried.Review


@own_transactions("each step is kept for itself; a killed worker's successor goes on behind it")
def run(run: Run) -> None:
    """Carry what stands on older texts of an article to its newest one. Done again it does nothing."""
    done = 0
    while True:
        newest = queries.newest(run.params["article"])
        if newest is None:
            return
        waiting = queries.sources(newest, STEP)
        if not waiting and _ended(run, newest, done):
            return
        run.progress(done)
        found = _found(newest, waiting)
        with transaction.atomic():
            _hold(newest)
            run.fence(further=True)
            done += _keep(newest, waiting, found)


def _ended(run: Run, revision: Revision, done: int) -> bool:
    """End the job, unless something came while it was not looking."""
    with transaction.atomic():
        _hold(revision)
        current = queries.newest(revision.article_id)
        if current != revision or queries.to_carry(revision).exists():
            return False
        run.fence()
        if done or run.job.attempts > 1:
            _record(run.job.created_by, revision, "revision.carried")
        run.finish()
        return True


def _hold(revision: Revision) -> None:
    """Let nobody else write an event of the project until the transaction ends (docs/adr/0008)."""
    Project.objects.select_for_update().get(pk=revision.article.project_id)


def _found(revision: Revision, waiting: Sequence[Source]) -> dict[UUID, Found]:
    """Look for annotations in a text: pure but for the old texts (1 query), and outside of a transaction."""
    by_text: dict[int, list[Source]] = {}
    for each in waiting:
        by_text.setdefault(each.revision, []).append(each)
    texts = queries.texts(set(by_text))
    found: dict[UUID, Found] = {}
    for key, marks in by_text.items():
        places = carry(texts[key], revision.text, [each.spans for each in marks])
        found |= {each.pk: place for each, place in zip(marks, places, strict=True)}
    return found


def _keep(revision: Revision, waiting: Sequence[Source], found: Mapping[UUID, Found]) -> int:
    """Write what was found, of annotations that nobody changed meanwhile (at most 27 queries)."""
    if queries.newest(revision.article_id) != revision:
        return 0  # it is not the newest any more: the next step looks in the one that is
    versions = {each.pk: each.version for each in waiting}
    rows = queries.to_carry(revision).filter(pk__in=list(versions)).select_related("carried_to")
    sources = [row for row in rows if row.version == versions[row.pk]]
    fresh = [row for row in sources if not _stands(row)]
    Carried.objects.filter(source__in=[row.pk for row in fresh]).delete()
    followed = [row for row in sources if _stands(row)]
    copying.follow(revision=revision, sources=followed, found=found)
    copying.carry(revision=revision, sources=fresh, found=found)
    return len(sources)


def _stands(row: Annotation) -> bool:
    there: Carried | None = getattr(row, "carried_to", None)
    return there is not None and there.made_id is not None


@transaction.atomic
def undo(*, actor: User, revision_id: int) -> int:
    """Take a carry back: what it wrote on the newest text goes; return how many marks stay (17 queries).

    What somebody worked on since stays: changed it, looked it over, put it on a claim, commented on it, or
    decided on it. What goes can be carried again. Raises :class:`Conflict` for a text that is not the newest.
    """
    revision = _newest(actor, revision_id)
    _hold(revision)
    rows = list(
        Carried.objects.filter(revision=revision).exclude(review=Review.UNDONE).select_related("made")
    )
    kept = _worked_on(rows)
    back = [row for row in rows if row.pk not in kept]
    made = {row.made_id: row.pk for row in back if row.made_id is not None}
    copying.move_talk(to=made)
    now = timezone.now()
    Annotation.objects.filter(pk__in=list(made)).update(deleted_at=now)
    Carried.objects.filter(pk__in=[row.pk for row in back]).update(
        made=None, review=Review.UNDONE, reviewed_at=now
    )
    # What was asked here is asked on the text before again.
    Carried.objects.filter(made__in=[row.pk for row in back], review=Review.PASSED).update(
        review=Review.WAITING
    )
    Cell.objects.filter(look_again=revision).exclude(status=Cell.Status.NOT_REPORTED).update(look_again=None)
    _record(actor, revision, "revision.carry_undone")
    return len(kept)


@transaction.atomic
def again(*, actor: User, revision_id: int) -> Job:
    """Carry again what was taken back (7 queries). Raises :class:`Conflict` as :func:`undo`."""
    revision = _newest(actor, revision_id)
    _hold(revision)
    Carried.objects.filter(revision=revision, review=Review.UNDONE).delete()
    return revisions.carry(article=revision.article, actor=actor)


def _newest(actor: User, revision_id: int) -> Revision:
    revision = article_queries.revision_for(actor, revision_id).require(Action.EDIT_ARTICLES)
    if queries.newest(revision.article_id) != revision:
        raise Conflict("There is a newer text of this article. What was carried to it stands on this one.")
    return revision


def _worked_on(rows: Sequence[Carried]) -> set[UUID]:
    """Return the sources of what somebody worked on since it was carried (4 queries)."""
    kept = {
        row.pk
        for row in rows
        if row.review not in {Review.NONE, Review.WAITING} or (row.made is not None and row.made.version > 1)
    }
    since = {row.made_id: row for row in rows if row.made_id is not None}
    before = set(
        Mention.objects.filter(annotation__in=[row.pk for row in rows]).values_list(
            "annotation", "claim", "author"
        )
    )
    mentions = Mention.objects.filter(annotation__in=list(since), deleted_at=None)
    for made, claim, author in mentions.values_list("annotation", "claim", "author"):
        if (since[made].pk, claim, author) not in before:
            kept.add(since[made].pk)
    comments = Comment.objects.filter(thread__in=list(since))
    for made, at in comments.values_list("thread", "created_at"):
        if at > since[made].created_at:
            kept.add(since[made].pk)
    decided = DecisionBasis.objects.filter(annotation__in=list(since))
    return kept | {since[made].pk for made in decided.values_list("annotation", flat=True)}


def _record(actor: User | None, revision: Revision, verb: str) -> int:
    return history.record(
        project_id=revision.article.project_id,
        actor=actor,
        verb=verb,
        subject=revision.pk,
        scope=f"revision:{revision.pk}",
        after={
            "article": revision.article_id,
            "revision": revision.pk,
            "number": revision.number,
            "title": revision.article.title,
        },
    )
