"""History: reads. Which events of a project each of its people may hear of, and how much of them.

Whatever hands out events, to a page, a program or a stream, asks here.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.models import Annotation, Article, Blindness, Member, Revision, Trial
from annotator.policies import LEADS, shut_to

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from annotator.models import Event, Project

WORK = frozenset({
    "annotation", "annotations", "carried", "cell", "comment", "counterpart", "link", "mention", "suggestion",
    "thread", "undo",
})  # fmt: skip
"""What of a verb's first half is a person's own work: hidden while its article is not open to the hearer."""

FRAME = frozenset({
    "account", "article", "assignment", "candidate", "claim", "codebook", "export", "guidelines", "import",
    "invitation", "member", "origin", "project", "release", "revision", "round", "share", "story",
    "watch",
})  # fmt: skip
"""What all work within: heard by everybody."""

FOR_LEADS = frozenset({"agreement", "decision", "trial"})
"""What only leads hear of, in each project. So is what stands in none of the three.

Decisions are heard of by others as well, where the project shows them; by nobody while an article that they
are about is not open to the hearer.
"""

_WORDING = frozenset({"wording", "other", "other_wording", "new", "new_wording", "before"})


@dataclass(slots=True)
class Hearing:
    """Who may hear what of some events of one project, all of it read beforehand."""

    leads: frozenset[int] = frozenset()
    places: dict[int, frozenset[int]] = field(default_factory=dict)  # by event: the articles it is about
    owners: dict[int, int] = field(default_factory=dict)  # by event: whose annotation it is about
    shut: set[tuple[int, int]] = field(default_factory=set)  # person and article
    shows_decisions: bool = False  # to all, not to leads alone
    tried: frozenset[int] = frozenset()  # articles that are trials: their keys are for leads alone

    def heard(self, event: Event, viewer: int) -> Event | None:
        """Return an event as a member may hear of it: as it is, shortened, or not at all (no query)."""
        noun = event.verb.partition(".")[0]
        if noun in FRAME:
            closed = noun == "claim" and any((viewer, each) in self.shut for each in self._at(event))
            return _shortened(event) if closed and event.actor_id != viewer else event
        if noun == "decision":
            closed = any((viewer, each) in self.shut for each in self._at(event))
            told = self.shows_decisions and not self._at(event) & self.tried
            return event if not closed and (told or viewer in self.leads) else None
        if noun not in WORK:
            return event if viewer in self.leads else None
        if not any((viewer, each) in self.shut for each in self._at(event)):
            return event
        return event if self._is_theirs(event, noun, viewer) else None

    def _at(self, event: Event) -> frozenset[int]:
        return self.places.get(event.seq, frozenset())

    def _is_theirs(self, event: Event, noun: str, viewer: int) -> bool:
        if noun == "annotation":
            return _author(event) == viewer
        if event.actor_id == viewer:
            return True
        # What leads say on one's own mark is said to one.
        return noun in {"comment", "thread"} and (
            event.actor_id in self.leads and self.owners.get(event.seq) == viewer
        )


def hearing(project_id: int, viewers: Collection[int], events: Iterable[Event]) -> Hearing:
    """Return who of a project's people may hear what of its events (1 query, at most 7 where it is blind)."""
    told = list(events)
    if not told or not viewers:
        return Hearing()
    rows = Member.objects.filter(project=project_id, removed_at=None)
    members = list(rows.values_list("user", "role", "project__blind", "project__decisions_shown"))
    leads = frozenset(user for user, role, *_ in members if role in LEADS)
    shows = any(shown for *_, shown in members)
    decided = [each for each in told if each.verb.startswith("decision.")]
    if all(blind == Blindness.OFF for _, _, blind, _ in members):
        places = _places(decided)
        return Hearing(leads, places, shows_decisions=shows, tried=_tried(places))
    places = _places(told)
    articles = {article for each in places.values() for article in each}
    shut = shut_to(viewers, articles) if articles else set()
    tried = _tried({each.seq: places.get(each.seq, frozenset()) for each in decided})
    return Hearing(leads, places, _owners(told), shut, shows, tried)


def _tried(places: dict[int, frozenset[int]]) -> frozenset[int]:
    """Return which of the articles are trials (1 query, none without articles)."""
    articles = {article for each in places.values() for article in each}
    rows = Trial.objects.filter(article__in=articles).values_list("article", flat=True) if articles else ()
    return frozenset(rows)


def in_sight(viewer: int, project: Project, events: Iterable[Event]) -> list[Event]:
    """Return what one member may hear of a project's events.

    As :func:`hearing`; no query where the project is not blind and nothing in them is for leads.
    """
    told = list(events)
    nouns = {each.verb.partition(".")[0] for each in told}
    if project.blind == Blindness.OFF and nouns <= WORK | FRAME:
        return told
    found = hearing(project.pk, [viewer], told)
    return [heard for each in told if (heard := found.heard(each, viewer)) is not None]


def _author(event: Event) -> int | None:
    data = event.after or event.before or {}
    author: int | None = (data.get("author") or {}).get("id")
    return author


def _facts(event: Event) -> dict[str, Any]:
    return {**(event.before or {}), **(event.after or {})}


def _places(events: list[Event]) -> dict[int, frozenset[int]]:
    """Return the articles that each event is about: the one it names, or all of its story (2 queries)."""
    found: dict[int, frozenset[int]] = {}
    revisions: dict[int, list[int]] = {}
    stories: dict[int, list[int]] = {}
    for event in events:
        facts = _facts(event)
        kind, _, key = event.scope.partition(":")
        if isinstance(facts.get("article"), int):
            found[event.seq] = frozenset({facts["article"]})
        elif isinstance(facts.get("revision"), int):
            revisions.setdefault(facts["revision"], []).append(event.seq)
        elif kind == "revision":
            revisions.setdefault(int(key), []).append(event.seq)
        elif kind == "story":
            stories.setdefault(int(key), []).append(event.seq)
    rows = Revision.objects.filter(pk__in=revisions).values_list("pk", "article") if revisions else ()
    for revision, article in rows:
        found |= dict.fromkeys(revisions[revision], frozenset({article}))
    accounts: dict[int, set[int]] = {}
    of_stories = Article.objects.filter(story__in=stories).values_list("story", "pk") if stories else ()
    for story, article in of_stories:
        accounts.setdefault(story or 0, set()).add(article)
    for story, numbers in stories.items():
        found |= dict.fromkeys(numbers, frozenset(accounts.get(story, ())))
    return found


def _owners(events: list[Event]) -> dict[int, int]:
    """Return whose the annotations are that comments stand on, by the comment's event (1 query)."""
    on: dict[str, list[int]] = {}
    for event in events:
        noun = event.verb.partition(".")[0]
        if noun == "comment":
            on.setdefault(str(_facts(event).get("annotation")), []).append(event.seq)
        elif noun == "thread":
            on.setdefault(event.subject, []).append(event.seq)
    rows = Annotation.objects.filter(pk__in=on).values_list("pk", "author") if on else ()
    return {seq: author for key, author in rows for seq in on[str(key)]}


def _shortened(event: Event) -> Event:
    """Return an event of a claim with its wording alone: the rest counts what people found."""
    told = copy(event)
    told.before, told.after = _worded(event.before), _worded(event.after)
    return told


def _worded(facts: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if facts is None else {key: value for key, value in facts.items() if key in _WORDING}
