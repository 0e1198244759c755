"""Waiting: reads. What of a project's stories is to be adjudicated, counted without reading their tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from annotator.models import Article, Cell, CellDecision, DecisionBasis, MentionDecision, Story
from annotator.policies import work_seen
from annotator.queries.claims import findings_seen_by, quoted_seen_by

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from annotator.models import Project, User


@dataclass(slots=True)
class Counted:
    """How many there are, as a story's desk counts them."""

    open: int = 0
    decided: int = 0
    changed: int = 0
    later: int = 0  # of mentions: marks on claims, whose passage is to be decided on first

    @property
    def waits(self) -> int:
        """How many a curator has still to look at."""
        return self.open + self.changed


@dataclass(slots=True)
class StoryStanding:
    """A story with what is to be done on its cells and mentions."""

    story: Story
    cells: Counted
    mentions: Counted = field(default_factory=Counted)

    @property
    def waits(self) -> bool:
        """Whether anything is left to do."""
        return bool(self.cells.waits or self.mentions.waits)

    @property
    def is_begun(self) -> bool:
        """Whether anything is decided, or waits for passages to be."""
        return bool(self.cells.decided or self.mentions.decided or self.mentions.later)


def stories_of(actor: User, project: Project) -> list[StoryStanding]:
    """Return the stories of a project that was looked up with a lead (4 queries), by title.

    Those that have something to decide on or decided, and none of whose accounts the lead annotates blind.
    """
    in_sight = Article.objects.filter(work_seen(actor, "pk", project=project))
    shut = Article.objects.filter(story=OuterRef("pk"), deleted_at=None).exclude(pk__in=in_sight)
    found = findings_seen_by(actor).filter(claim__story=OuterRef("pk"))
    decided = CellDecision.objects.filter(
        claim__story=OuterRef("pk"),
        claim__deleted_at=None,
        article__deleted_at=None,
        article__story=OuterRef("pk"),
    )
    same = {"claim": OuterRef("claim"), "article": OuterRef("article")}
    settled = Cell.objects.filter(**same).exclude(status=Cell.Status.UNCHECKED)
    rows = (
        Story.objects.filter(~Exists(shut), project=project, deleted_at=None)
        .annotate(
            # Of the findings on a cell the first stands for it.
            cells_open=_count(
                found.filter(
                    ~Exists(settled.filter(pk__lt=OuterRef("pk"))),
                    ~Exists(CellDecision.objects.filter(**same)),
                )
            ),
            cells_decided=_count(decided),
            # Whatever is set gets a newer time and version; what was decided on notes the versions.
            cells_changed=_count(
                decided.filter(Exists(Cell.objects.filter(**same, updated_at__gt=OuterRef("updated_at"))))
            ),
        )
        .order_by("title", "pk")
    )
    mentions = _mentions(actor, project)
    standings = [
        StoryStanding(
            each,
            Counted(each.cells_open, each.cells_decided - each.cells_changed, each.cells_changed),
            mentions.get(each.pk, Counted()),
        )
        for each in rows
    ]
    return [each for each in standings if each.waits or each.is_begun]


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("claim__story").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _mentions(actor: User, project: Project) -> dict[int, Counted]:
    """Return how many mentions of each story are open, decided, changed since, and wait (3 queries)."""
    on = "annotation__decisions__decision"
    rows = quoted_seen_by(actor).filter(
        Q(**{f"{on}__deleted_at": None, f"{on}__kept": True}), claim__story__project=project
    )
    placed: dict[tuple[int, UUID], dict[int, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for story, passage, who, claim in rows.order_by().values_list("claim__story", on, "author", "claim"):
        placed[story, passage][who].add(claim)
    open_ones = {
        (story, passage, claim)
        for (story, passage), people in placed.items()
        for claims in people.values()
        for claim in claims
    }
    counted: dict[int, Counted] = defaultdict(Counted)
    decided = MentionDecision.objects.filter(
        claim__story__project=project,
        claim__deleted_at=None,
        decision__kept=True,
        decision__deleted_at=None,
        decision__revision__article__deleted_at=None,
        decision__revision__article__story=F("claim__story"),
    )
    for story, passage, claim, basis in decided.order_by().values_list(
        "claim__story", "decision", "claim", "basis"
    ):
        now = {who: claim in claims for who, claims in placed.get((story, passage), {}).items()}
        if now == {each["person"]: each["holds"] for each in basis}:
            counted[story].decided += 1
        else:
            counted[story].changed += 1
        open_ones.discard((story, passage, claim))
    for story, *_ in open_ones:
        counted[story].open += 1
    rests = DecisionBasis.objects.filter(annotation=OuterRef("annotation"), decision__deleted_at=None)
    later = quoted_seen_by(actor).filter(~Exists(rests), claim__story__project=project).order_by()
    for story, n in later.values_list("claim__story").annotate(n=Count("annotation", distinct=True)):
        counted[story].later = n
    return counted
