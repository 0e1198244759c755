"""Agreement: asked for by a lead, computed by a job; an article that did not change is not counted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from annotator.agreement import reporting
from annotator.agreement.counting import Counted, compared, count
from annotator.models import AgreementReport, AgreementTally, Job, Project
from annotator.models.agreements import JOB
from annotator.queries import agreements as queries
from annotator.queries import rated
from annotator.queries.codebooks import current_for_project
from annotator.services import jobs
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from annotator.models import Article, User
    from annotator.queries.agreements import Scope
    from annotator.queries.codebooks import CodebookIndex
    from annotator.services.running import Run

KIND = JOB
_KEPT = 20  # reports of one scope; older ones go
_COUNTING = 0.7  # of the work is counting articles, the rest is drawing intervals


@transaction.atomic
def ask(*, actor: User, project_id: int, scope: Scope) -> Job:
    """Ask for a report on a scope (6 queries). While one is at work, that one is returned.

    Raises :class:`NotAllowed`, and :class:`Invalid` for a story that is not in the project.
    """
    project = queries.project_for(actor, project_id).it
    queries.articles_in(project, scope)
    return jobs.submit(
        kind=KIND,
        params={"project": project.pk, "round": scope.round, "story": scope.story},
        project=project,
        actor=actor,
        dedupe_key=scope.dedupe(project),
    )


@own_transactions("articles are counted outside of a transaction, each kept in its own")
def run(run: Run) -> None:
    """Count the articles that changed, add all up, and write the report."""
    project = Project.objects.filter(pk=run.params["project"], deleted_at=None).first()
    if project is None:
        run.finish({"articles": 0})
        return
    scope = queries.Scope(run.params["round"], run.params["story"])
    seq = project.event_seq
    codebook = current_for_project(project.pk)
    articles = queries.articles_in(project, scope)
    counted, people, annotations = _count(run, articles, scope.round, codebook)
    layers, dimensions = rated.asked_in(codebook)
    total = len(articles)
    share = max(1, round(total / _COUNTING - total))

    def step(done: int, of: int) -> None:
        run.progress(total + share * done // of, total + share)

    data = reporting.report(
        counted,
        {each.pk: each.story_id for each in articles},
        layers,
        dimensions,
        links=rated.links_in(each.pk for each in articles),
        step=step,
    )
    data |= {
        "people": sorted(people),
        "articles": {
            each.pk: {"title": each.title, "story": each.story_id} for each in articles if each.pk in counted
        },
        "stories": {each.story_id: each.story.title for each in articles if each.story},
        "annotations": annotations,
        "compared": compared(counted, dimensions),
        "codebook": codebook.row.version,
        "names": rated.named_in(codebook),
    }
    with transaction.atomic():
        AgreementReport.objects.create(
            project=project,
            scope={"round": scope.round, "story": scope.story},
            scope_key=scope.key,
            event_seq=seq,
            data=data,
            created_by_id=run.job.created_by_id,
        )
        rows = AgreementReport.objects.filter(project=project, scope_key=scope.key).order_by("-at")
        AgreementReport.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[_KEPT:])).delete()
        run.finish({"articles": len(counted), "annotations": annotations})


def _count(
    run: Run, articles: list[Article], number: int, codebook: CodebookIndex
) -> tuple[dict[int, Counted], set[int], int]:
    """Return the tallies of articles that anybody worked on, who did, and how many marks they made."""
    layers, dimensions = rated.asked_in(codebook)
    counted: dict[int, Counted] = {}
    people: set[int] = set()
    annotations = 0
    for some in rated.chunks(each.pk for each in articles):
        run.progress(len(counted), round(len(articles) / _COUNTING))
        found = {key: each for key, each in rated.found_in(some, number).items() if each}
        there = {
            each.article_id: each for each in AgreementTally.objects.filter(article__in=some, round=number)
        }
        prints = {key: rated.fingerprint(each, codebook) for key, each in found.items()}
        old = {key for key in found if key not in there or there[key].fingerprint != prints[key]}
        made = {
            key: count(worked, layers, dimensions)
            for key, worked in rated.worked_in({key: found[key] for key in sorted(old)}).items()
        }
        AgreementTally.objects.bulk_create(
            [
                AgreementTally(article_id=key, round=number, fingerprint=prints[key], data=each.plain())
                for key, each in made.items()
            ],
            update_conflicts=True,
            unique_fields=["article", "round"],
            update_fields=["fingerprint", "data", "at"],
        )
        for key, work in found.items():
            counted[key] = made[key] if key in made else Counted.of(there[key].data)
            people |= work.keys()
            annotations += sum(len(each.annotations) for each in work.values())
    return counted, people, annotations
