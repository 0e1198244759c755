"""Members: handing a project over, and the pseudonyms under which people stand in datasets."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

from django.db import transaction

from annotator.errors import Conflict, Invalid
from annotator.models import Export, Member, Project, Role
from annotator.policies import Action
from annotator.queries import projects as queries
from annotator.queries.members import pseudonyms_of
from annotator.services import history
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.models import User
    from annotator.queries.members import Pseudonyms

MOST = 40  # code points of a pseudonym: the column's width
_GIVEN = re.compile(r"A([1-9][0-9]*)\Z")


@transaction.atomic
def transfer(*, actor: User, member_id: int, name: str) -> Member:
    """Make another member the owner and oneself a curator (7 queries); `name` is the project's, typed again.

    In one transaction: the project is never without an owner. Raises :class:`Invalid` for another name.
    """
    member = queries.member_for(actor, member_id).require(Action.MANAGE)
    if member.user_id == actor.pk:
        raise Conflict("You own this project already.")
    if not member.user.is_active:
        raise Conflict("This person can't sign in: nobody would own the project.")
    if " ".join(name.split()) != " ".join(member.project.name.split()):
        raise Invalid("Type the project's name as it stands there.", field="name")
    project = Project.objects.select_for_update().get(pk=member.project_id)  # one handing over at a time
    # Whoever stepped back or was removed since then can't hand it over.
    mine = queries.project_for(actor, project.pk)
    mine.require(Action.MANAGE)
    before = member.role
    Member.objects.filter(pk=member.pk).update(role=Role.OWNER)
    Member.objects.filter(project=project, user=actor).update(role=Role.CURATOR)
    member.role = Role.OWNER
    history.record(
        project_id=project.pk,
        actor=actor,
        verb="project.transferred",
        subject=project.pk,
        before={"owner": actor.shown_name, "role": before},
        after={"owner": member.user.shown_name, "role": Role.OWNER},
    )
    return member


@transaction.atomic
def call(*, actor: User, member_id: int, pseudonym: str) -> Member:
    """Give a member another pseudonym (6 queries). The event names neither: everybody may hear of it.

    Raises :class:`Invalid` for one that is taken in the project or is a member's name.
    """
    member = queries.member_for(actor, member_id).require(Action.INVITE)
    pseudonym = " ".join(pseudonym.split())
    if not pseudonym or len(pseudonym) > MOST or not pseudonym.isprintable():
        raise Invalid("A pseudonym has 1 to 40 characters.", field="pseudonym")
    if pseudonym == member.pseudonym:
        return member
    Project.objects.select_for_update().get(pk=member.project_id)  # two people are never given one at once
    others = Member.objects.filter(project=member.project_id).select_related("user")
    for each in others:
        if each.pk != member.pk and each.pseudonym.casefold() == pseudonym.casefold():
            raise Invalid("This pseudonym is taken. Choose another.", field="pseudonym")
        if pseudonym.casefold() in {each.user.username.casefold(), each.user.name.casefold()}:
            raise Invalid(
                "This is the name of a member. A pseudonym must not tell who somebody is.", field="pseudonym"
            )
    member.pseudonym = pseudonym
    member.save(update_fields=["pseudonym"])
    history.record(project_id=member.project_id, actor=actor, verb="member.pseudonym", subject=member.user_id)
    return member


@transaction.atomic
def give_pseudonyms(*, project_id: int) -> int:
    """Give a pseudonym to all who have none, those who left included; return to how many (3 queries).

    `A1`, `A2`, ... by lot, so that the numbers don't tell who joined first; never one that was given
    before. No event: nothing that anybody made changes.
    """
    Project.objects.select_for_update().get(pk=project_id)
    members = list(Member.objects.filter(project=project_id).order_by("pk"))
    taken = {each.pseudonym.casefold() for each in members}
    highest = max((int(found[1]) for each in members if (found := _GIVEN.match(each.pseudonym))), default=0)
    nameless = [each for each in members if not each.pseudonym]
    random.SystemRandom().shuffle(nameless)
    number = highest
    for each in nameless:
        number += 1
        while f"a{number}" in taken:
            number += 1
        each.pseudonym = f"A{number}"
    Member.objects.bulk_update(nameless, ["pseudonym"])
    return len(nameless)


@own_transactions("pseudonyms are given as people appear, while a dataset is written")
def called(*, project_id: int, people: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what each record of a dataset goes through on its way out (4 queries, none with names).

    With `names` it is as it is; with `pseudonyms` people stand in it by these.
    """
    if people == Export.People.NAMES:
        return lambda record: record

    def given() -> Pseudonyms:
        give_pseudonyms(project_id=project_id)
        return pseudonyms_of(project_id)

    known = [given()]

    def anew() -> Pseudonyms:  # somebody joined while it was written
        known[0] = given()
        return known[0]

    return lambda record: known[0].hide(record, anew)
