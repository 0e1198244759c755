"""Whom a comment concerns, and how far they have read: what others' writes do to a person's inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.comments import names_in
from annotator.models import InboxItem, Reading
from annotator.queries import comments as queries
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from annotator.models import Annotation, Comment, User

Why = InboxItem.Why
People = dict["User", InboxItem.Why]


def concerned(actor: User, annotation: Annotation, body: str) -> People:
    """Return which members a comment of the actor concerns, each for the strongest reason (1 query)."""
    names = names_in(body)
    people: People = {}
    person: Any  # with `called`
    for person in queries.people_for(annotation, names).exclude(pk=actor.pk):
        fits = {Why.MENTION: person.called in names, Why.MARK: person.pk == annotation.author_id}
        people[person] = next((why for why, does in fits.items() if does), Why.REPLY)
    return people


def mentioned(people: People) -> dict[str, str]:
    """Return who of them is mentioned: user name in lower case -> the name that is shown."""
    return {each.username.lower(): each.shown_name for each, why in people.items() if why == Why.MENTION}


@callers_transaction
def tell(*, comment: Comment, people: People) -> None:
    """Put a new comment into the inboxes of whom it concerns (1 query)."""
    InboxItem.objects.bulk_create(
        InboxItem(comment=comment, person=person, why=why) for person, why in people.items()
    )


@callers_transaction
def change(*, comment: Comment, people: People) -> None:
    """Put an edited comment into the inboxes of whom it mentions now (2 queries, more when that changed).

    Who is mentioned only now has perhaps read it before: it is unread again, and so is what follows it.
    Who is mentioned no more loses the item, unless it concerns them for another reason.
    """
    there = {item.person_id: item for item in comment.concerns.all()}
    wanted = {person.pk: why for person, why in people.items()}
    gone = [pk for pk, item in there.items() if item.why == Why.MENTION and pk not in wanted]
    InboxItem.objects.filter(comment=comment, person__in=gone).delete()
    called = []
    for person, why in people.items():
        item = there.get(person.pk)
        if item is not None and item.why != why and Why.MENTION in {item.why, why}:
            InboxItem.objects.filter(pk=item.pk).update(why=why)
        if why == Why.MENTION and (item is None or item.why != why):
            called.append(person)
    InboxItem.objects.bulk_create(
        InboxItem(comment=comment, person=each, why=Why.MENTION) for each in called if each.pk not in there
    )
    later = Reading.objects.filter(thread=comment.thread_id, person__in=called, number__gte=comment.number)
    later.update(number=comment.number - 1)


@callers_transaction
def read_up_to(*, actor: User, thread_id: UUID, number: int) -> None:
    """Note how far the actor has read a thread that was looked up with them, never less (2 queries)."""
    start = Reading(thread_id=thread_id, person=actor, number=0)
    Reading.objects.bulk_create([start], ignore_conflicts=True)
    Reading.objects.filter(thread=thread_id, person=actor, number__lt=number).update(number=number)


@callers_transaction
def read_all(*, actor: User, numbers: Mapping[UUID, int]) -> None:
    """Note that the actor has read threads further than before, up to these numbers (1 query)."""
    Reading.objects.bulk_create(
        [Reading(thread_id=key, person=actor, number=number) for key, number in numbers.items()],
        update_conflicts=True,
        unique_fields=["thread", "person"],
        update_fields=["number"],
    )
