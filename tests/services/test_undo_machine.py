"""Two people mark, change, delete, undo and redo in any order, and so do two plain stacks of steps."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from annotator.errors import Conflict
from annotator.models import Annotation, Event
from annotator.queries import undoing as queries
from annotator.queries.articles import revision_for
from annotator.services import annotations, bulk, undoing
from annotator.services.annotations import Change
from tests.people import mark

PEOPLE = ("annotator", "curator")  # the curator may change the annotator's, too
WORDS = ("may resign", "bridge", "hurt", "Monday", "officials")
GONE = None
people, notes, numbers = st.sampled_from(PEOPLE), st.sampled_from("abc"), st.integers(0, 50)


@dataclass
class Step:
    """What a step wrote: by annotation the note before and after; `at`, when it was last written."""

    wrote: dict[str, tuple[str | None, str | None]]
    at: int


@dataclass
class Plain:
    """The model: notes by annotation, two stacks a person, and who wrote what last."""

    notes: dict[str, str | None] = field(default_factory=dict)
    undo: dict[str, list[Step]] = field(default_factory=lambda: {who: [] for who in PEOPLE})
    redo: dict[str, list[Step]] = field(default_factory=lambda: {who: [] for who in PEOPLE})
    writes: list[tuple[str, set[str]]] = field(default_factory=list)

    def write(self, who: str, wrote: dict[str, tuple[str | None, str | None]]) -> Step:
        self.writes.append((who, set(wrote)))
        self.notes |= {key: after for key, (_, after) in wrote.items()}
        return Step(wrote, len(self.writes))

    def does(self, who: str, after: dict[str, str | None]) -> None:
        wrote = {key: (self.notes.get(key), note) for key, note in after.items()}
        self.undo[who].append(self.write(who, wrote))
        self.redo[who] = []

    def back(self, who: str, stack: list[Step], other: list[Step]) -> bool:
        """Take the last step of a stack back, if nobody else wrote there since."""
        step = stack[-1]
        if any(by != who and keys & set(step.wrote) for by, keys in self.writes[step.at :]):
            return False
        stack.pop()
        other.append(self.write(who, {key: (after, before) for key, (before, after) in step.wrote.items()}))
        return True


class TwoPeople(RuleBasedStateMachine):
    """The program beside the model."""

    def __init__(self, team):
        super().__init__()
        self.team, self.plain = team, Plain()
        self.point = transaction.savepoint()

    def teardown(self):
        transaction.savepoint_rollback(self.point)

    def there(self, who, number):
        """Return an annotation that a person may change, and its version."""
        mine = Annotation.objects.filter(deleted_at=None).order_by("created_at", "pk")
        if who == "annotator":
            mine = mine.filter(author=self.team.annotator)
        rows = list(mine.values_list("pk", "version"))
        return rows[number % len(rows)] if rows else None

    @rule(who=people, word=st.sampled_from(WORDS))
    def marks(self, who, word):
        made = mark(self.team.who(who), self.team.revision, word, note="a")
        self.plain.does(who, {made.data["id"]: "a"})

    @rule(who=people, number=numbers, note=notes)
    def changes(self, who, number, note):
        if found := self.there(who, number):
            annotations.revise(
                actor=self.team.who(who), annotation_id=found[0], version=found[1], change=Change(note=note)
            )
            self.plain.does(who, {str(found[0]): note})

    @rule(who=people, number=numbers)
    def deletes(self, who, number):
        if found := self.there(who, number):
            annotations.delete(actor=self.team.who(who), annotation_id=found[0], version=found[1])
            self.plain.does(who, {str(found[0]): GONE})

    @rule(who=people, which=st.lists(st.tuples(numbers, st.none() | notes), min_size=1, max_size=4))
    def does_many_things(self, who, which):
        acts = {}
        for number, note in which:
            if found := self.there(who, number):
                acts[found[0]] = bulk.Act(*found, delete=note is None, note=note)
        if acts:
            done = bulk.act(
                actor=self.team.who(who), revision_id=self.team.revision.pk, acts=list(acts.values())
            )
            assert all(each.annotation for each in done.results)
            self.plain.does(who, {str(each.id): each.note for each in acts.values()})

    @precondition(lambda self: any(self.plain.undo.values()))
    @rule(who=people)
    def undoes(self, who):
        self.takes_back(who, undoing.undo, self.plain.undo[who], self.plain.redo[who])

    @precondition(lambda self: any(self.plain.redo.values()))
    @rule(who=people)
    def does_again(self, who):
        self.takes_back(who, undoing.redo, self.plain.redo[who], self.plain.undo[who])

    def takes_back(self, who, service, stack, other):
        does = stack and self.plain.back(who, stack, other)
        with nullcontext() if does else pytest.raises(Conflict, match="since" if stack else "nothing"):
            service(actor=self.team.who(who), revision_id=self.team.revision.pk)

    @invariant()
    def the_notes_are_the_models(self):
        rows = Annotation.objects.values_list("pk", "note", "deleted_at")
        assert {str(pk): GONE if gone else note for pk, note, gone in rows} == self.plain.notes

    @invariant()
    def what_is_next_is_the_models(self):
        for who in PEOPLE:
            actor = self.team.who(who)
            state = queries.state_of(actor, revision_for(actor, self.team.revision.pk).it)
            told = bool(state.undo), bool(state.redo)
            assert told == (bool(self.plain.undo[who]), bool(self.plain.redo[who]))

    @invariant()
    def the_log_tells_what_stands(self):
        last = {event.subject: event for event in Event.objects.filter(verb__startswith="annotation.")}
        told = {key: event.after and event.after["note"] for key, event in last.items()}
        assert told == self.plain.notes
        versions = {key: event.after["version"] for key, event in last.items() if event.after}
        stand = Annotation.objects.filter(deleted_at=None).values_list("pk", "version")
        assert versions == {str(pk): version for pk, version in stand}


def test_two_people_undo_as_two_stacks_would(team):
    run_state_machine_as_test(
        lambda: TwoPeople(team),
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
