"""The relations of a document of somebody's file, as links between the quotes of claims.

A mark is not linked by itself: links tie claims, or quotes that are put on claims. So each end of a relation
that a person chose to take in is put on a claim, in the layer of who marked it: the one that it is on
already, else a new one whose wording is the passage.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from annotator.errors import AlreadyThere, Invalid, Refusal
from annotator.formats.interchange.incoming import Refused
from annotator.formats.interchange.standing import unsound_tie
from annotator.models import Annotation, Claim, Link, Mention
from annotator.services import claims, links
from annotator.services.mentions import fill_from, tie
from annotator.services.transactions import callers_transaction, own_transactions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.formats.interchange.incoming import Incoming, Relation
    from annotator.formats.interchange.mapping import Mapping as Rules
    from annotator.formats.interchange.relating import RelationRule
    from annotator.models import Revision, Story, User

LONGEST_WORDING = 400  # code points of a claim


@dataclass
class Tied:
    """What became of a document's relations."""

    refused: list[Refused] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@own_transactions("it is its caller's, which it needs only where something is tied")
def relations(
    *, actor: User, document: Incoming, revision: Revision, ends: Mapping[str, UUID | None], rules: Rules
) -> Tied:
    """Link what the relations of a document tie (no query where all are left out; else about 30 a relation).

    :param actor: who takes the file in, and is said to have made the claims; links are their ends' person's
    :param ends: by the file's ids the annotations that marks became; None for those that did not go in
    """
    tier = _Tier(actor, revision, ends)
    tied = Tied(counts=Counter(relations=len(document.relations)))
    for each in document.relations:
        rule = rules.relations.get(each.kind)
        why: Refused | None = unsound_tie(each)
        if why is None and (rule is None or rule.link is None):
            tied.counts["links_left_out"] += 1
            continue
        try:
            if why is None and rule is not None:
                tied.counts[tier.link(each, rule)] += 1
        except Refusal as refusal:
            why = Refused(each.place, refusal.sentence, refusal.facts)
        if why is not None:
            tied.refused.append(why)
    tied.counts += Counter(links_refused=len(tied.refused), claims_made=tier.made)
    return tied


@dataclass
class _Tier:
    actor: User
    revision: Revision
    ends: Mapping[str, UUID | None]
    made: int = 0
    mentions: dict[UUID, Mention] = field(default_factory=dict)

    @callers_transaction
    def link(self, relation: Relation, rule: RelationRule) -> str:
        """Link what a relation ties; say what to count it as. Raises why it can't be."""
        one, other = self._end(relation.one), self._end(relation.other)
        if one == other:
            raise Invalid("It ties a passage to itself.")
        story = self.revision.article.story
        if story is None:
            raise Invalid("Its article is in no story: links tie claims, and claims are a story\u2019s.")
        first, second = (other, one) if rule.turned else (one, other)
        ident = uuid5(first, f"{rule.link} {second}")
        if Link.objects.filter(pk=ident).exists():
            return "links_there"
        links.one_at_a_time(story=story)
        from_mention, to_mention = self._mention(first, story), self._mention(second, story)
        row = Link(
            id=ident,
            project_id=story.project_id,
            kind=rule.link or "",
            author=from_mention.author,
            from_mention=from_mention,
            to_mention=to_mention,
        )
        try:
            links.check(actor=self.actor, link=row, story=story)
        except AlreadyThere:
            return "links_there"
        row.save(force_insert=True)
        return "links"

    def _end(self, ident: str) -> UUID:
        if ident not in self.ends:
            raise Invalid("It ties %(end)s, which is no mark of this document.", end=ident or "?")
        found = self.ends[ident]
        if found is None:
            raise Invalid("It ties %(end)s, a mark that did not go in.", end=ident)
        return found

    def _mention(self, annotation_id: UUID, story: Story) -> Mention:
        """Return what puts a mark on a claim; where nothing does, its own wording is the claim."""
        if annotation_id in self.mentions:
            return self.mentions[annotation_id]
        annotation = (
            Annotation.objects.select_related("author", "revision__article")
            .filter(pk=annotation_id, deleted_at=None)
            .first()
        )
        if annotation is None:
            raise Invalid("It ties a mark that was deleted here.")
        there = Mention.objects.filter(
            annotation=annotation,
            author=annotation.author,
            state=Mention.State.CONFIRMED,
            deleted_at=None,
            claim__story=story,
            claim__deleted_at=None,
        )
        mention = there.select_related("claim__story", "author").order_by("created_at", "pk").first()
        self.mentions[annotation_id] = mention or self._made(annotation, story)
        return self.mentions[annotation_id]

    def _made(self, annotation: Annotation, story: Story) -> Mention:
        ident = uuid5(annotation.pk, "claim")
        if Claim.objects.filter(pk=ident).exists():
            raise Invalid("It ties a mark whose claim was deleted, or that was taken off it.")
        quotes = " \u2026 ".join(each.quote for each in annotation.ranges.order_by("position"))
        wording = " ".join(quotes.split())
        if len(wording) > LONGEST_WORDING:
            wording = wording[: LONGEST_WORDING - 1].rstrip() + "\u2026"
        claim = claims.create(actor=self.actor, story_id=story.pk, claim_id=ident, wording=wording)
        mention, _ = tie(actor=annotation.author, claim=claim, annotation=annotation)
        fill_from(actor=annotation.author, claim=claim, annotation=annotation)
        self.made += 1
        return mention
