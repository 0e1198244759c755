"""An account joins a story: what is to be found out about it then is asked for here, by the kind of job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.services import jobs
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from annotator.models import Project, User
    from annotator.models.jobs import Job

COMPARING = "comparison"  # the kind of job that `services.comparisons` does


@callers_transaction
def joined(*, project: Project, story_id: int, actor: User | None) -> Job:
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
    )
