"""Agreement: reads. The newest report of a scope, and the very passages behind each of its numbers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from annotator.errors import Invalid
from annotator.models import AgreementReport, Article, Job, Project, Round, User
from annotator.models.agreements import JOB
from annotator.policies import Action, Actor, Seen
from annotator.queries import projects as project_queries
from annotator.queries import rated
from annotator.queries.people import person

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what the figures are: a round (0: as it stands), and a story or all of them."""

    round: int = rated.NOW
    story: int | None = None

    @property
    def key(self) -> str:
        """A digest of it, under which reports are found."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def dedupe(self, project: Project) -> str:
        """Return what makes asking twice one job."""
        return f"{JOB}:{project.pk}:{self.key}"


@dataclass(frozen=True, slots=True)
class Shown:
    """The newest report of a scope, and how many events the project has had since."""

    report: AgreementReport | None
    since: int


def project_for(actor: Actor, project_id: int) -> Seen[Project]:
    """Return a project whose figures the actor may read (1 query). Raises :class:`NotAllowed` else."""
    seen = project_queries.project_for(actor, project_id)
    seen.require(Action.MEASURE)
    return seen


def articles_in(project: Project, scope: Scope) -> list[Article]:
    """Return the articles of a scope (1 query, 2 with a story).

    Raises :class:`Invalid` for a story that is not in the project.
    """
    rows = Article.objects.filter(project=project, deleted_at=None).select_related("story")
    if scope.story is not None:
        if not project.stories.filter(pk=scope.story, deleted_at=None).exists():
            raise Invalid("That story is not in this project.", field="story")
        rows = rows.filter(story=scope.story)
    return list(rows.order_by("pk"))


def newest_of(project: Project, scope: Scope) -> Shown:
    """Return the newest report of a scope of a project that was looked up with its reader (1 query)."""
    report = AgreementReport.objects.filter(project=project, scope_key=scope.key).order_by("-at").first()
    return Shown(report, project.event_seq - report.event_seq if report else 0)


def at_work(project: Project, *scopes: Scope) -> Job | None:
    """Return a job that is making a report of one of the scopes, the last that was asked for (1 query)."""
    keys = [each.dedupe(project) for each in scopes]
    return Job.objects.filter(dedupe_key__in=keys).order_by("-created_at").first()


def rounds_of(project: Project) -> set[int]:
    """Return which rounds articles of a project have been in; none where all are in their first (1 query)."""
    rows = Round.objects.filter(article__project=project, article__deleted_at=None)
    return set(rows.order_by().values_list("number", flat=True).distinct())


def people_in(report: AgreementReport) -> dict[int, dict[str, object]]:
    """Return the people a report is about, by id (1 query)."""
    return people(report.data["people"])


def people(ids: Iterable[int]) -> dict[int, dict[str, object]]:
    """Return people of whose work one may read, by id (1 query)."""
    return {each.pk: person(each) for each in User.objects.filter(pk__in=ids)}
