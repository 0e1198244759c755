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
from annotator.formats.interchange.incoming import Incoming, Proposition, Refused
from annotator.formats.interchange.keeping import clean
from annotator.formats.interchange.packed import Packed
from annotator.models import Intake, IntakeDocument, RefusedRow
from annotator.queries import codebooks as codebook_queries
from annotator.queries import intakes as queries
from annotator.services import claims, history, settling, tying
from annotator.services.settling import Found
from annotator.services.sifting import AT_ONCE, write_refused
from annotator.services.transactions import callers_transaction, own_transactions
from annotator.services.translating import Translator

if TYPE_CHECKING:
    from annotator.formats.interchange.finding import Item
    from annotator.formats.interchange.incoming import Unit
    from annotator.models import Revision, Story, User
    from annotator.services.running import Run
    from annotator.services.translating import Made

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
            self.counts["unread"] += 1
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
        at = self._place(document)
        with transaction.atomic():
            self.run.fence(further=True)
            if at.revision is None:
                made = self.translator.refused(document, at.refused or Refused(document.place, ""))
            else:
                made = self.translator.marks(document, at.revision)
                made.write()
            self.refused += made.refused
            tied = self._links(document, made, at.revision)
            self.counts += made.counts + tied + Counter(documents=1)
            if not document.marks and not document.relations:
                self.counts["unread"] += len(made.refused)
            IntakeDocument.objects.create(
                intake=self.intake,
                number=number,
                name=clean(document.name)[:300],
                revision=at.revision,
                found_by=at.by,
                marks=made.counts["marks"],
                repaired=made.counts["repaired"],
                duplicates=made.counts["duplicates"],
                refused=made.counts["marks_refused"],
                left_out=made.counts["left_out"],
            )
            self._keep(number + 1)
            if at.revision is not None and (made.annotations or tied["links"]):
                self._record(at.revision, len(made.annotations), tied["links"])

    @callers_transaction
    def _links(self, document: Incoming, made: Made, revision: Revision | None) -> Counter[str]:
        if revision is None:
            return Counter()
        tied = tying.relations(
            actor=self.actor,
            document=document,
            revision=revision,
            ends=made.ends,
            rules=self.translator.mapping,
        )
        self.refused += tied.refused
        return tied.counts

    @transaction.atomic
    def _place(self, document: Incoming) -> Found:
        """Return the text that a document's marks go on; of a new article, once it is written for itself."""
        at = settling.whereabouts(project=self.intake.project, document=document)
        if at.revision is not None or at.refused is not None:
            return at
        self.run.fence()
        story = settling.story_of(actor=self.actor, intake=self.intake, document=document)
        try:
            with transaction.atomic():
                made = settling.new_article(
                    actor=self.actor, project=self.intake.project, story=story, document=document
                )
        except Refusal as refusal:
            return Found(at.by, refused=Refused(document.place, refusal.sentence, refusal.facts))
        self.counts["articles"] += 1
        return Found(at.by, made.revisions.get())

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
        self.counts["claims_read"] += len(self.claims)
        refused = len(self.refused)
        for each in self.claims:
            if story is None:
                self.refused.append(Refused(each.place, "There is no story that this claim could go into."))
                continue
            try:
                wording = claims.worded(wording=clean(each.wording))
                if wording.casefold() in known:
                    self.counts["claims_there"] += 1
                    continue
                ident = uuid5(story.uid, wording)
                claims.create(actor=self.actor, story_id=story.pk, claim_id=ident, wording=wording)
            except Refusal as refusal:
                self.refused.append(Refused(each.place, refusal.sentence, refusal.facts))
            else:
                known.add(wording.casefold())
                self.counts["claims"] += 1
        self.counts["claims_refused"] += len(self.refused) - refused

    @callers_transaction
    def _record(self, revision: Revision, count: int, links: int) -> None:
        history.record(
            project_id=self.intake.project_id,
            actor=self.actor,
            verb="annotations.imported",
            subject=self.intake.pk,
            scope=f"revision:{revision.pk}",
            after={"title": revision.article.title, "count": count, "article": revision.article_id}
            | ({"links": links} if links else {}),
        )
