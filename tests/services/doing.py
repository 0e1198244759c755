"""The people of a project, doing whatever can be done, by number: what tests of datasets begin with."""

from __future__ import annotations

import dataclasses
import uuid
from contextlib import suppress

from django.db import transaction
from hypothesis import strategies as st

from annotator.errors import Refusal
from annotator.models import (
    Annotation,
    Carried,
    Claim,
    Comment,
    Decision,
    Mention,
    Revision,
    Story,
)
from annotator.queries import codebooks as codebook_queries
from annotator.services import (
    adjudication,
    annotations,
    arranging,
    articles,
    carries,
    claims,
    codebooks,
    comments,
    gold,
    gold_mentions,
    guidelines,
    links,
    origins,
    placing,
    revisions,
)
from annotator.services.adjudication import Decided
from annotator.services.annotations import Answer, Change, Marked, RangeIn
from annotator.services.revisions import Incoming

WHO = ("owner", "curator", "annotator")
FAMILY = "\u05d0\u05d1 \U0001f468\u200d\U0001f469\u200d\U0001f467"
SAID = ("", "so?", FAMILY, "ask @annotator. And @nobody", "a\u2028b\u00a0")
KINDS = ("same", "contradicts", "qualifies", "more_specific", "updates")
ANSWERS = (
    ("claim", [Answer("certainty", "certain")]),
    ("claim", [Answer("certainty", "possible"), Answer("reason", "weasel"), Answer("reason", "epistemic")]),
    ("bias", [Answer("family", "lexical"), Answer("target", words="a; b=c \U0001f469\u200d\U0001f692")]),
    ("cue", []),
)  # fmt: skip
numbers = st.integers(0, 40)
deed = st.tuples(st.integers(0, 23), st.sampled_from(WHO), numbers, numbers, numbers, st.sampled_from(SAID))


class Doing:
    """The people of a project, doing things by number."""

    def __init__(self, team, do_jobs):
        self.team = team
        self.do_jobs = do_jobs
        self.deeds = [
            self.marks, self.marks, self.marks, self.marks, self.changes, self.deletes, self.makes_again,
            self.claims, self.puts, self.puts, self.fills, self.fills, self.links_claims, self.links_quotes,
            self.comments, self.settles, self.decides, self.decides_on_claims, self.frames, self.arranges,
            self.revises, self.carries, self.looks_over, self.looks_over,
        ]  # fmt: skip

    def does(self, number, who, *said):
        with suppress(Refusal), transaction.atomic():
            self.deeds[number](self.team.who(who), *said)

    def one(self, rows, number):
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    def mark(self, number):
        return self.one(Annotation.objects.filter(deleted_at=None), number)

    def claim(self, number):
        return self.one(Claim.objects.filter(deleted_at=None), number)

    def marks(self, who, a, b, c, note):
        revision = self.one(Revision.objects.all(), a)
        layer, answers = ANSWERS[c % len(ANSWERS)]
        start, length = b % revision.length, 1 + c % 12
        ranges = [RangeIn(start, min(start + length, revision.length))]
        if c % 3 == 0:
            ranges.append(RangeIn((start + length + 3) % revision.length, revision.length))
        annotations.create(
            actor=who,
            revision_id=revision.pk,
            annotation_id=uuid.uuid4(),
            marked=Marked(layer, ranges, answers, note, [None, 1, 5][a % 3]),
        )

    def changes(self, who, a, b, c, note):
        if row := self.mark(a):
            change = Change(note=note + "!")
            annotations.revise(actor=who, annotation_id=row.pk, version=row.version, change=change)

    def deletes(self, who, a, b, c, note):
        if row := self.mark(a):
            annotations.delete(actor=who, annotation_id=row.pk, version=row.version)

    def makes_again(self, who, a, b, c, note):
        row = self.one(Annotation.objects.exclude(deleted_at=None), a)
        if row is None:
            return
        if b % 2:
            annotations.restore(actor=who, annotation_id=row.pk)
        else:
            places = [RangeIn(each.start, each.end) for each in row.ranges.all()]
            annotations.create(
                actor=who,
                revision_id=row.revision_id,
                annotation_id=uuid.uuid4(),
                marked=Marked("cue", places),
            )

    def claims(self, who, a, b, c, note):
        story = self.one(Story.objects.filter(deleted_at=None), a)
        wording = f"It is {c}. {note}".strip()
        claims.create(actor=who, story_id=story.pk, claim_id=uuid.uuid4(), wording=wording)

    def puts(self, who, a, b, c, note):
        row, claim = self.mark(a), self.claim(b)
        if row and claim:
            do = claims.take_off if c % 4 == 0 else claims.put
            do(actor=who, claim_id=claim.pk, annotation_id=row.pk)

    def fills(self, who, a, b, c, note):
        claim, revision = self.claim(a), self.one(Revision.objects.all(), b)
        status = ["asserted", "denied", "differs", "not_reported", "unchecked"][c % 5]
        certainty = c % 4 + 1 if status in {"asserted", "denied"} else None
        if claim:
            claims.set_cell(
                actor=who,
                claim_id=claim.pk,
                article_id=revision.article_id,
                status=status,
                certainty=certainty,
                note=note,
            )

    def links_claims(self, who, a, b, c, note):
        one, other = self.claim(a), self.claim(b)
        if one and other:
            links.link_claims(
                actor=who, link_id=uuid.uuid4(), kind=KINDS[c % 5], from_id=one.pk, to_id=other.pk, note=note
            )

    def links_quotes(self, who, a, b, c, note):
        rows = Mention.objects.filter(deleted_at=None, author=who)
        one, other = self.one(rows, a), self.one(rows, b)
        if one and other:
            links.link_mentions(
                actor=who, link_id=uuid.uuid4(), kind=KINDS[c % 5], from_id=one.pk, to_id=other.pk
            )

    def comments(self, who, a, b, c, note):
        row, said = self.mark(a), self.one(Comment.objects.filter(deleted_at=None), b)
        if said and c % 3 == 0:
            comments.delete(actor=who, comment_id=said.pk)
        elif said and c % 3 == 1:
            comments.revise(actor=who, comment_id=said.pk, version=said.version, body=f"**{note}** @curator")
        elif row:
            comments.create(actor=who, annotation_id=row.pk, comment_id=uuid.uuid4(), body=note)

    def settles(self, who, a, b, c, note):
        if row := self.mark(a):
            comments.resolve(actor=who, annotation_id=row.pk, resolved=c % 3 != 0)

    def decides(self, who, a, b, c, note):
        row = self.mark(a)
        if row is None:
            return
        layer, answers = ANSWERS[c % len(ANSWERS)]
        decided = Decided(
            layer,
            b % 3 != 0,
            [RangeIn(each.start, each.end) for each in row.ranges.all()],
            answers,
            {row.pk: row.version} if c % 2 else {},
            note,
        )
        adjudication.decide(actor=who, revision_id=row.revision_id, decision_id=uuid.uuid4(), decided=decided)

    def decides_on_claims(self, who, a, b, c, note):
        claim, revision = self.claim(a), self.one(Revision.objects.all(), b)
        if claim is None:
            return
        decision = self.one(Decision.objects.filter(kept=True, deleted_at=None), c)
        if decision and c % 2:
            gold_mentions.decide(
                actor=who, claim_id=claim.pk, decision_id=decision.pk, holds=b % 2 == 0, reason="Why."
            )
        else:
            gold.decide_cell(
                actor=who,
                claim_id=claim.pk,
                article_id=revision.article_id,
                status=["asserted", "not_reported"][c % 2],
                reason="Why.",
            )

    def frames(self, who, a, b, c, note):
        project = self.team.project
        if c % 3 == 0:
            guidelines.save(actor=who, project_id=project.pk, body=f"# How\n\n{note} {c}", base_version=a % 3)
        elif c % 3 == 1:
            book = codebook_queries.current_of(who, project.pk)
            record = book.record()
            changed = [
                dataclasses.replace(record.layers[0], definition=f"{note} {c}".strip()),
                *record.layers[1:],
            ]
            codebooks.save(
                actor=who,
                project_id=project.pk,
                record=dataclasses.replace(record, layers=changed),
                base_version=book.row.version,
                note=note,
            )
        else:
            one, other = self.one(Revision.objects.all(), a), self.one(Revision.objects.all(), b)
            origins.choose(actor=who, article_id=one.article_id, same_as=other.article_id)

    def arranges(self, who, a, b, c, note):
        one, other = self.claim(a), self.claim(b)
        if c % 4 == 0:
            revision = self.one(Revision.objects.all(), a)
            articles.delete_article(actor=who, article_id=revision.article_id)
        elif one and other and c % 4 == 1:
            arranging.merge(actor=who, claim_id=one.pk, other_id=other.pk)
        elif one and c % 4 == 2:
            claims.delete(actor=who, claim_id=one.pk)
        elif one and other:
            arranging.move(actor=who, claim_id=one.pk, before=other.pk)

    def revises(self, who, a, b, c, note):
        row = self.one(Revision.objects.all(), a)
        cut, text = b % row.length, row.text
        told = [text + "\n\nMore.", "Less. " + text[cut:], text[:cut] + " may " + text[cut:], text[: cut + 1]]
        revisions.add(actor=who, article_id=row.article_id, incoming=Incoming(f"{note} {told[c % 4]}"))
        if b % 4:  # else it is carried by what comes next, or when it is exported
            self.do_jobs()

    def carries(self, who, a, b, c, note):
        self.do_jobs()
        if row := self.one(Revision.objects.filter(number__gt=1), a):
            do = carries.undo if c % 2 else carries.again
            do(actor=who, revision_id=row.pk)

    def looks_over(self, who, a, b, c, note):
        row = self.one(Carried.objects.exclude(review=""), a)
        if row is None:
            return
        do = {"actor": who if c % 3 else row.source.author, "annotation_id": row.pk}
        if b % 4 == 0:
            placing.accept(**do)
        elif b % 4 == 1:
            placing.place(ranges=[RangeIn(0, 1 + c % row.revision.length)], **do)
        elif b % 4 == 2:
            placing.give_up(reason=f"{note} gone", **do)
        else:
            placing.reopen(**do)
