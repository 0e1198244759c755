"""Restoring: a dataset that was exported as JSONL becomes a project again, by a job, line after line.

A document is one transaction, with how far the file is read: a killed worker's successor goes on from there.
What is wrong with a line is kept with its number; the rest goes in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from io import SEEK_END
from itertools import dropwhile, groupby, takewhile
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

import orjson
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from annotator.errors import Invalid, TooMuch
from annotator.formats.interchange import own
from annotator.formats.interchange.checking import MOST
from annotator.formats.interchange.incoming import Refused, Unreadable
from annotator.formats.interchange.own import Line
from annotator.formats.interchange.packed import Packed, plain_name
from annotator.models import (
    Article,
    Codebook,
    Member,
    Project,
    RefusedLine,
    Restoration,
    Role,
    Story,
    SuggestionRun,
)
from annotator.models.suggestions import JOB as SUGGESTIONS
from annotator.services import bringing_answers as answers
from annotator.services import bringing_documents as documents
from annotator.services import bringing_gold as gold
from annotator.services import bringing_rows as rows
from annotator.services import bringing_texts as texts
from annotator.services import codebooks, history, jobs, joining, suggestions
from annotator.services.articles import INDEXING
from annotator.services.bringing import CHUNK, Target
from annotator.services.transactions import own_transactions
from annotator.text.suggesting import engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import IO

    from annotator.models import User
    from annotator.services.running import Run

KIND = "restore"
LARGEST = 500_000_000  # bytes of an upload; what it unpacks to is limited by `formats.interchange.packed`
MUCH = 10_000_000  # code points of lines that are held at once
MOST_UNKNOWN = 100  # keys that nothing is known of, told by name

BRINGING: dict[str, Callable[[Target, Sequence[Line]], None]] = {
    "codebook": documents.bring_codebooks,
    "guidelines": documents.bring_guidelines,
    "story": documents.bring_stories,
    "revision": texts.bring_revisions,
    "annotation": documents.bring_annotations,
    "carried": rows.bring_carried,
    "claim": rows.bring_claims,
    "mention": rows.bring_mentions,
    "cell": rows.bring_cells,
    "suggestion_exposure": answers.bring_exposures,
    "suggestion_answer": answers.bring_answers,
    "counterpart_answer": answers.bring_counterparts,
    "link": rows.bring_links,
    "origin": rows.bring_origins,
    "comment": rows.bring_comments,
    "thread": rows.bring_threads,
    "decision": gold.bring_decisions,
    "cell_decision": gold.bring_cell_decisions,
    "mention_decision": gold.bring_mention_decisions,
}


@transaction.atomic
def start(*, actor: User, name: str, file: IO[bytes]) -> Restoration:
    """Make a project of the actor's for a dataset, and ask for its lines to be read (about 25 queries).

    The first lines are read at once: the project's name and its codebook. Raises :class:`TooMuch` for a file
    that is too large, and :class:`Invalid` for one that is no dataset or can't be opened.
    """
    file.seek(0, SEEK_END)
    if file.tell() > LARGEST:
        raise TooMuch("This file is larger than %(most)s MB.", field="file", most=LARGEST // 1_000_000)
    items = _begun(name, file)
    first = next(items, None)
    if isinstance(first, Refused):
        raise Invalid(first.why, field="file", **first.facts)
    if first is None or first.kind != "project":
        raise Invalid("This is no dataset of Annotator: its first line is no project.", field="file")
    project, is_new = _project(actor, first.record)
    made = Restoration(project=project, name=plain_name(name), created_by=actor, line=first.number)
    made.counts = {"project": 1}
    made.renamed = {} if is_new else {"project": 1}
    # Its name on disk is ours: nothing of what the sender called it becomes a path.
    made.upload.save(str(made.pk), File(file), save=False)
    made.save(force_insert=True)
    frame = takewhile(lambda each: isinstance(each, Refused) or each.kind in {"project", "codebook"}, items)
    _take(made, Target(project), frame)
    if not Codebook.objects.filter(project=project).exists():
        codebooks.start(project=project, actor=actor)
    made.job = jobs.submit(kind=KIND, params={"restoration": str(made.pk)}, project=project, actor=actor)
    made.save(update_fields=["job"])
    history.record(
        project_id=project.pk,
        actor=actor,
        verb="project.created",
        subject=project.pk,
        after={"name": project.name},
    )
    return made


def _begun(name: str, file: IO[bytes]) -> Iterator[Line | Refused]:
    """Yield a dataset's lines. Raises :class:`Invalid` when there is none to be read."""
    try:
        packed = Packed(name, file)
        data = own.file_of(packed)
    except Unreadable as error:
        raise Invalid(error.refused.why, field="file", **error.refused.facts) from error
    if data is None:
        raise Invalid("There is no data.jsonl in this zip.", field="file")
    return own.read(packed, data)


def _project(actor: User, told: dict[str, Any]) -> tuple[Project, bool]:
    """Make the project; say whether its id was free."""
    uid = UUID(told["id"])
    is_new = not Project.objects.filter(uid=uid).exists()
    project = Project.objects.create(
        uid=uid if is_new else uuid4(),
        name=told["name"],
        description=told["description"],
        created_by=actor,
    )
    Member.objects.create(project=project, user=actor, role=Role.OWNER)
    return project, is_new


@own_transactions("each document is written for itself, with how far the file is read")
def run(run: Run) -> None:
    """Bring the lines of a dataset into its project, from the first that was not read yet.

    A handful of queries a document and 3 for each thousand lines; memory holds a text and a thousand lines.
    """
    made = Restoration.objects.select_related("project__created_by", "created_by").get(
        pk=run.params["restoration"]
    )
    target = Target(made.project)
    with made.upload.open("rb") as file:
        packed = Packed(made.name, cast("IO[bytes]", file))
        total = _number_of_lines(packed)
        items = own.read(packed, own.file_of(packed) or made.name)
        begun = made.line
        to_do = dropwhile(lambda each: _number_of(each, begun + 1) <= begun, items)
        for _, act in groupby(to_do, _Acts()):
            run.progress(min(made.line, total), total, made.project.name)
            with transaction.atomic():
                run.fence(further=True)
                _take(made, target, act)
                run.fence()  # for others the lease begins when they see it: a long step had used it up
    _read_suggestions(run, made)
    with transaction.atomic():
        _finish(made)
        run.finish({"refused": made.refused.count()})


def _number_of_lines(packed: Packed) -> int:
    """Return how many lines the manifest says there are: for the progress, and believed no further."""
    try:
        manifest = orjson.loads(packed.text("manifest.json"))
        lines = manifest["files"][own.NAME]["rows"]
    except (KeyError, TypeError, ValueError, Unreadable):
        return 0
    return lines if isinstance(lines, int) and 0 < lines < MOST else 0


@dataclass(slots=True)
class _Acts:
    """Tells lines to which transaction they belong: a document's to one, of other types a thousand to one."""

    number: int = 0
    size: int = 0
    kind: str = ""

    def __call__(self, item: Line | Refused) -> int:
        """Return the number of the transaction."""
        self.size += 1
        if isinstance(item, Line) and item.kind != "annotation":
            if item.kind == "revision" or item.kind != self.kind or self.size > CHUNK:
                self.number, self.size = self.number + 1, 0
            self.kind = item.kind
        return self.number


def _take(made: Restoration, target: Target, items: Iterable[Line | Refused]) -> None:
    """Write lines, those of one type at once, and how far that is."""
    waiting: list[Line] = []
    size = 0
    for item in items:
        if isinstance(item, Refused):
            number = _number_of(item, made.line + len(waiting) + 1)
            target.refused.append(_refused(number, item))
            _put_down(made, target, CHUNK)
            continue
        if waiting and (item.kind != waiting[0].kind or len(waiting) >= CHUNK or size > MUCH):
            _bring(made, target, waiting)
            waiting, size = [], 0
        waiting.append(item)
        size += item.size
    if waiting:
        _bring(made, target, waiting)
    _keep(made, target)


def _refused(number: int, item: Refused) -> RefusedLine:
    kind = item.kind if isinstance(item, own.Spoilt) else ""
    path = item.place.path[:300]
    return RefusedLine(number=number, kind=kind, path=path, why=item.why, facts=dict(item.facts))


def _number_of(item: Line | Refused, unknown: int) -> int:
    """Return the number of a line; of a place where the file breaks off without one, `unknown`."""
    return item.number if isinstance(item, Line) else item.place.line or unknown


def _bring(made: Restoration, target: Target, lines: list[Line]) -> None:
    kind = lines[0].kind
    if kind in BRINGING:
        BRINGING[kind](target, lines)
    else:
        for line in lines:
            target.refuse(line, "A dataset is of one project.")
    for line in lines:
        for key in line.unknown:
            name = f"{kind}.{key}"[:100]
            if name in made.unknown or len(made.unknown) < MOST_UNKNOWN:
                made.unknown[name] = made.unknown.get(name, 0) + 1
    made.line = lines[-1].number
    _put_down(made, target, CHUNK)


def _keep(made: Restoration, target: Target) -> None:
    """Write down what went in and what did not."""
    made.counts = dict(Counter(made.counts) + target.counts)
    made.renamed = dict(Counter(made.renamed) + target.renamed)
    target.counts.clear()
    target.renamed.clear()
    _put_down(made, target)
    made.save(update_fields=["line", "counts", "renamed", "unknown"])


def _put_down(made: Restoration, target: Target, least: int = 1) -> None:
    """Write down what was refused, once it is so much (1 query)."""
    if len(target.refused) >= least:
        for row in target.refused:
            row.restoration = made
        RefusedLine.objects.bulk_create(target.refused, batch_size=CHUNK, ignore_conflicts=True)
        target.refused.clear()


def _read_suggestions(run: Run, made: Restoration) -> None:
    """Keep what today's engine proposes on the texts that it had read, beside what was answered."""
    rows = SuggestionRun.objects.filter(revision__article__project=made.project, engine=engine())
    for key in rows.values_list("revision", flat=True):
        with transaction.atomic():
            run.fence()
            suggestions.complete(revision_id=key)


def _finish(made: Restoration) -> None:
    """Ask for what follows from texts, and tell the log what came in (a few queries an article)."""
    project, actor = made.project, made.created_by
    for article in Article.objects.filter(project=project).values_list("pk", flat=True):
        jobs.submit(kind=INDEXING, params={"article": article}, project=project, actor=actor)
    for story in Story.objects.filter(project=project).values_list("pk", flat=True):
        joining.joined(project=project, story_id=story, actor=actor)
    if project.suggestions_on:
        jobs.submit(kind=SUGGESTIONS, params={"project": project.pk}, project=project, actor=actor)
    made.finished_at = timezone.now()
    made.save(update_fields=["finished_at"])
    history.record(
        project_id=project.pk,
        actor=actor,
        verb="project.restored",
        subject=project.pk,
        after={"file": made.name, "counts": made.counts, "refused": made.refused.count()},
    )
