"""What must have come of the work when all is calm again: everything, and nothing twice."""

from __future__ import annotations

import email
import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count

from annotator.models import (
    AgreementReport,
    Annotation,
    Article,
    Carried,
    Comparison,
    Event,
    Export,
    Import,
    ImportItem,
    Intake,
    IntakeDocument,
    Invitation,
    Job,
    Overview,
    Profile,
    Project,
    Release,
    Restoration,
    Revision,
    Suggestion,
    SuggestionRun,
    Term,
)
from annotator.models.candidates import ALL
from annotator.models.jobs import JobState
from annotator.text.suggesting import suggest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.chaos.work import Asked


def lost(asked: Asked) -> list[str]:
    """Return what was asked for and did not come, in words."""
    found = [
        f"{job.kind} {job.pk} is {job.state}: {job.error} {job.traceback}"
        for job in Job.objects.exclude(state=JobState.DONE)
    ]
    for batch in Import.objects.all():
        read = batch.items.filter(state=ImportItem.State.READ).count()
        if read != asked.texts[str(batch.pk)]:
            found.append(f"import {batch.pk}: {read} of {asked.texts[str(batch.pk)]} read")
    found += [
        f"{type(each).__name__} {each.pk} of job {each.job_id}: no file with its checksum"
        for each in (*Export.objects.all(), *Release.objects.all())
        if not each.file or hashlib.sha256(each.file.open().read()).hexdigest() != each.sha256
    ]
    left = Annotation.objects.filter(revision__in=asked.revised, carried_to=None)
    found += [f"annotation {each.pk} on revision {each.revision_id} was not carried" for each in left]
    found += [
        f"intake {each.pk} is {each.state}" for each in Intake.objects.exclude(state=Intake.State.TAKEN)
    ]
    found += [f"invitation {each.pk} was not sent" for each in Invitation.objects.filter(mailed_at=None)]
    found += [f"comparison {each.pk} has no result" for each in Comparison.objects.filter(result=None)]
    found += [f"overview {each.pk} was not made" for each in Overview.objects.filter(made_at=None)]
    found += [f"restoration {each.pk} did not end" for each in Restoration.objects.filter(finished_at=None)]
    live = Article.objects.filter(deleted_at=None)
    found += [f"article {each.pk} is not in the index" for each in live.filter(profile=None)]
    texts = Revision.objects.filter(
        article__deleted_at=None, article__project__suggestions_on=True, suggestion_runs=None
    )
    found += [f"revision {each.pk} was not read for suggestions" for each in texts]
    return found


def doubled(asked: Asked) -> list[str]:
    """Return what came twice, in words: in what no constraint keeps from being two."""
    return [*_files(), *_counts(), *_marks(), *_carried(asked), *_datasets(asked), *_mails()]


def _files() -> Iterator[str]:
    for kind in (Export, Release):
        folder = Path(settings.MEDIA_ROOT) / f"{kind.__name__.lower()}s"
        there = {str(each) for each in folder.iterdir()} if folder.exists() else set()
        known = {each.file.path for each in kind.objects.exclude(file="")}
        yield from (f"a file of no {kind.__name__}: {each}" for each in there - known)


def _counts() -> Iterator[str]:
    reports, done = AgreementReport.objects.count(), Job.objects.filter(kind="agreement").count()
    if reports > done:
        yield f"{reports} reports of agreement for {done} jobs"
    for project in Project.objects.all():
        there = Profile.objects.filter(article__project=project)
        counted = Counter(term for each in there for term in {ALL, *each.terms})
        for term in Term.objects.filter(project=project):
            if counted[term.text] != term.frequency:
                yield f"{term.text!r} is counted {term.frequency} times for {counted[term.text]}"
    for run in SuggestionRun.objects.select_related("revision"):
        found = Suggestion.objects.filter(revision=run.revision, engine=run.engine).count()
        if found != (proposed := len(suggest(run.revision.text))):
            yield f"{found} suggestions of {proposed} on revision {run.revision_id}"


def _marks() -> Iterator[str]:
    documents = IntakeDocument.objects.exclude(revision=None).values("revision").annotate(n=Count("pk"))
    for row in documents.order_by():
        made = Annotation.objects.filter(revision=row["revision"]).count()
        if made != row["n"]:
            yield f"{made} marks for {row['n']} documents on revision {row['revision']}"
    told, taken = Event.objects.filter(verb="annotations.imported").count(), IntakeDocument.objects.count()
    if told != taken:
        yield f"{told} events for {taken} documents taken in"


def _carried(asked: Asked) -> Iterator[str]:
    for article in Article.objects.filter(revisions__in=asked.revised):
        newer = article.revisions.order_by("-number")[0]
        stands, made = (
            newer.annotations.count(),
            Carried.objects.filter(revision=newer).exclude(made=None).count(),
        )
        if stands != made:
            yield f"{stands} annotations for {made} that were carried to revision {newer.pk}"
    told, done = Event.objects.filter(verb="revision.carried"), Job.objects.filter(kind="carry", state="done")
    if told.count() > done.count():
        yield f"{told.count()} events for {done.count()} jobs that carried"


def _datasets(asked: Asked) -> Iterator[str]:
    for each in Restoration.objects.all():
        articles = Article.objects.filter(project=each.project).count()
        events = Event.objects.filter(project=each.project, verb="project.restored").count()
        if (articles, events) != (asked.documents, 1):
            yield f"restoration {each.pk}: {articles} articles, told {events} times"


def _mails() -> Iterator[str]:
    sent, jobs = len(set(mails())), Job.objects.filter(kind="invitation mail").count()
    if sent > jobs:
        yield f"{sent} different mails for {jobs} invitations"


def mails() -> list[str]:
    """Return the Message-IDs of all mail that went out."""
    folder = Path(settings.EMAIL_FILE_PATH)
    parts = [each.read_bytes() for each in folder.glob("*")] if folder.exists() else []
    messages = b"".join(parts).split(b"-" * 79 + b"\n")
    return [str(email.message_from_bytes(each)["Message-ID"]) for each in messages if each.strip()]
