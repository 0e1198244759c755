"""An account joins a story: what is to be found out about it then is asked for here, by the kind of job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.models.jobs import Lane
from annotator.services import jobs
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from annotator.models import Article, Project, User
    from annotator.models.jobs import Job

INDEXING = "candidates"  # the kind of job that `services.candidates` does
COMPARING = "comparison"  # the kind of job that `services.comparisons` does


@callers_transaction
def joined(*, project: Project, story_id: int, actor: User | None, lane: Lane = Lane.COMPUTE) -> Job:
    """Ask for the pairs that are new in a story, once however many accounts join it (2 queries).

    While a job for the story waits it is the one that does it; it lets go of its key when it begins, so that
    who joins behind that has another.
    """
    return jobs.submit(
        kind=COMPARING,
        params={"story": story_id},
        project=project,
        actor=actor,
        dedupe_key=f"{COMPARING}:{story_id}",
        lane=lane,
    )


@callers_transaction
def indexed(*, article: Article, actor: User | None, joins: bool = False) -> None:
    """Ask for the index of candidates to be brought in line, and for an account's pairs (3 or 6 queries)."""
    jobs.submit(kind=INDEXING, params={"article": article.pk}, project=article.project, actor=actor)
    if joins and article.story_id is not None:
        joined(project=article.project, story_id=article.story_id, actor=actor)
