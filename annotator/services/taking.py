"""Intakes, last part: a job takes the file in, one transaction a document.

How far it is stands in the intake, written with each document: a worker that takes over goes on behind it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast
from uuid import uuid5

from django.db import transaction

from annotator.errors import NotFound, Refusal
from annotator.formats.interchange import readers
from annotator.formats.interchange.finding import LONGEST_TEXT, clean, too_long
from annotator.formats.interchange.incoming import Incoming, Proposition, Refused
from annotator.formats.interchange.packed import Packed
from annotator.models import Intake, IntakeDocument, RefusedRow
from annotator.queries import codebooks as codebook_queries
from annotator.queries import intakes as queries
from annotator.services import claims, history, settling
from annotator.services.sifting import AT_ONCE, write_refused
from annotator.services.transactions import callers_transaction, own_transactions
from annotator.services.translating import Made, Translator

if TYPE_CHECKING:
    from annotator.formats.interchange.finding import Item
    from annotator.formats.interchange.incoming import Unit
    from annotator.models import Revision, Story, User
    from annotator.services.running import Run

KIND = "intake"


@own_transactions("each document goes in for itself, with how far the file is read")
def run(run: Run) -> None:
    """Take the file of an intake in. Safe to run twice: what went in is passed over."""
    intake = Intake.objects.select_related("project", "story").filter(pk=run.params["intake"]).first()
    if intake is None or run.job.created_by is None:
        raise NotFound("The file was discarded before it went in.")
    taker = _Taker(run, intake, run.job.created_by)
    with intake.upload.open("rb") as file:
        for number, each in enumerate(
            readers.READERS[intake.format].read(Packed(intake.name, file), intake.columns)
        ):
            if number >= taker.done:
                taker.take(number, each)
    taker.end()


class _Taker:
    def __init__(self, run: Run, intake: Intake, actor: User) -> None:
        self.run, self.intake, self.actor = run, intake, actor
        self.counts: Counter[str] = Counter(intake.report.get("counts", {}))
        self.done: int = intake.report.get("done", 0)
        codebook = codebook_queries.current_for_project(intake.project_id)
        self.translator = Translator(
            project=intake.project,
            mapping=queries.mapping_of(intake, codebook.record()),
            codebook=codebook,
            unit=cast("Unit | None", intake.found.get("unit") or intake.unit or None),
        )
        self.refused: list[Refused] = []
        self.claims: list[Proposition] = []

    def take(self, number: int, each: Item) -> None:
        """Take one thing of the file; what is no document waits for the next one, or for the end."""
        if isinstance(each, Refused):
            self.refused.append(each)
        elif isinstance(each, Proposition):
            self.claims.append(each)
        else:
            total = self.intake.found.get("marks", 0)
            self.run.progress(min(self.counts["read"], total), total, clean(each.name[:120]))
            self._document(number, each)
        if len(self.refused) + len(self.claims) >= AT_ONCE:
            with transaction.atomic():
                self.run.fence()
                self._keep(number + 1)

    def end(self) -> None:
        """Write what is left, and end the job. The file is not needed any more."""
        upload = self.intake.upload
        with transaction.atomic():
            self.run.fence()
            self._keep(self.done)
            self.intake.state = Intake.State.TAKEN
            self.intake.save(update_fields=["state"])
            self.run.finish({"intake": str(self.intake.pk), "marks": self.counts["marks"]})
        upload.delete(save=False)

    def _document(self, number: int, document: Incoming) -> None:
        revision = self._revision(document)
        with transaction.atomic():
            self.run.fence()
            if isinstance(revision, Refused):
                self.refused.append(revision)
                made = Made(counts=Counter(lost=len(document.marks)))
            else:
                made = self.translator.marks(document, revision)
                made.write()
            self.refused += made.refused
            self.counts += made.counts + Counter(
                documents=1, read=len(document.marks), relations=len(document.relations)
            )
            IntakeDocument.objects.create(
                intake=self.intake,
                number=number,
                name=clean(document.name)[:300],
                revision=None if isinstance(revision, Refused) else revision,
                marks=made.counts["marks"],
                repaired=made.counts["repaired"],
                duplicates=made.counts["duplicates"],
                refused=len(made.refused) + made.counts["lost"],
                left_out=made.counts["left_out"],
            )
            self._keep(number + 1)
            if made.annotations and not isinstance(revision, Refused):
                self._record(revision, len(made.annotations))

    @transaction.atomic
    def _revision(self, document: Incoming) -> Revision | Refused:
        """Return the text that a document's marks go on; of a new article, once it is written for itself."""
        if document.text is not None and len(document.text) > LONGEST_TEXT:
            return too_long(document.place)
        found = settling.revision_of(project=self.intake.project, document=document)
        if found is not None:
            return found
        if document.text is None:
            return Refused(
                document.place,
                "The project has no article with this address (%(url)s). Add it, then bring the file again.",
                {"url": document.facts.get("url", "") or "-"},
            )
        self.run.fence()
        story = settling.story_of(actor=self.actor, intake=self.intake, document=document)
        try:
            with transaction.atomic():
                made = settling.new_article(
                    actor=self.actor, project=self.intake.project, story=story, document=document
                )
        except Refusal as refusal:
            return Refused(document.place, refusal.sentence, refusal.facts)
        self.counts["articles"] += 1
        return made.revisions.get()

    @transaction.atomic
    def _keep(self, done: int) -> None:
        """Write what waits, and how far the file is read."""
        if self.claims:
            self._claims(settling.story_of(actor=self.actor, intake=self.intake))
        write_refused(intake=self.intake, stage=RefusedRow.Stage.TAKING, refused=self.refused)
        self.counts["refused"] += len(self.refused)
        self.refused, self.claims, self.done = [], [], done
        self.intake.report = {"done": done, "counts": +self.counts}
        self.intake.save(update_fields=["report"])

    @callers_transaction
    def _claims(self, story: Story | None) -> None:
        """Make claims of propositions, of each wording one; without a story there is none to make."""
        there = set(story.claims.values_list("wording", flat=True)) if story else set()
        known = {each.casefold() for each in there}
        for each in self.claims:
            if story is None:
                self.refused.append(Refused(each.place, "There is no story that this claim could go into."))
                continue
            try:
                wording = claims.worded(wording=clean(each.wording))
                if wording.casefold() in known:
                    self.counts["duplicates"] += 1
                    continue
                ident = uuid5(story.uid, wording)
                claims.create(actor=self.actor, story_id=story.pk, claim_id=ident, wording=wording)
            except Refusal as refusal:
                self.refused.append(Refused(each.place, refusal.sentence, refusal.facts))
            else:
                known.add(wording.casefold())
                self.counts["claims"] += 1

    @callers_transaction
    def _record(self, revision: Revision, count: int) -> None:
        history.record(
            project_id=self.intake.project_id,
            actor=self.actor,
            verb="annotations.imported",
            subject=self.intake.pk,
            scope=f"revision:{revision.pk}",
            after={"title": revision.article.title, "count": count, "article": revision.article_id},
        )
