from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from annotator.errors import Gone, Invalid, LastOwner, NotAllowed, NotFound
from annotator.models import Invitation, Member, Role
from annotator.policies import visible
from annotator.queries import projects as queries
from annotator.queries.annotations import on_revision
from annotator.services import projects
from tests.people import mark


def invite(team, role="annotator", by=None, **kwargs):
    return projects.invite(actor=by or team.owner, project_id=team.project.pk, role=role, **kwargs)


def member(team, name):
    return Member.objects.get(project=team.project, user=team.who(name))


def role_of(team, name):
    return queries.project_for(team.who(name), team.project.pk).role


# -- projects


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_a_name_that_cannot_be_is_refused(name, team):
    with pytest.raises(Invalid) as refusal:
        projects.create(actor=team.owner, name=name)
    assert refusal.value.field == "name"


def test_who_makes_a_project_owns_it_and_has_a_codebook(team):
    made = projects.create(actor=team.reader, name=" New ")
    assert (made.name, queries.project_for(team.reader, made.pk).role) == ("New", Role.OWNER)
    assert made.codebooks.get().version == 1


def test_only_owners_rename_and_delete(team):
    for name in ("curator", "annotator", "reader"):
        with pytest.raises(NotAllowed):
            projects.change(actor=team.who(name), project_id=team.project.pk, name="X", description="")
        with pytest.raises(NotAllowed):
            projects.delete(actor=team.who(name), project_id=team.project.pk)
    projects.delete(actor=team.owner, project_id=team.project.pk)
    assert not queries.projects_of(team.owner).exists()


# -- invitations


def test_a_link_lets_people_join_with_its_role_until_it_is_used_up(team):
    made = invite(team, "reader")
    Invitation.objects.update(max_uses=1)
    assert projects.accept(actor=team.stranger, secret=made.secret) == team.project
    assert role_of(team, "stranger") == Role.READER
    member(team, "annotator").delete()
    with pytest.raises(Gone):
        projects.accept(actor=team.annotator, secret=made.secret)


def test_only_the_digest_of_a_secret_is_kept(team):
    made = invite(team)
    assert made.secret not in str(Invitation.objects.values().get())


def test_an_unknown_link_leads_nowhere(team):
    with pytest.raises(NotFound):
        projects.accept(actor=team.stranger, secret="guess")


@pytest.mark.parametrize("spoilt", ["expired", "revoked", "deleted"])
def test_a_link_that_ran_out_or_was_taken_back_lets_nobody_in(spoilt, team):
    made = invite(team)
    if spoilt == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif spoilt == "revoked":
        projects.revoke(actor=team.curator, invitation_id=made.invitation.pk)
    else:
        projects.delete(actor=team.owner, project_id=team.project.pk)
    with pytest.raises((Gone, NotFound)):
        projects.accept(actor=team.stranger, secret=made.secret)
    assert not Member.objects.filter(project=team.project, user=team.stranger).exists()


def test_who_is_in_it_already_stays_as_they_are_and_uses_nothing_up(team):
    projects.accept(actor=team.owner, secret=invite(team, "reader").secret)
    assert role_of(team, "owner") == Role.OWNER
    assert Invitation.objects.get().uses == 0


def test_who_was_removed_comes_back_with_the_role_of_the_link(team):
    projects.remove_member(actor=team.owner, member_id=member(team, "curator").pk)
    projects.accept(actor=team.curator, secret=invite(team, "reader").secret)
    assert role_of(team, "curator") == Role.READER
    assert Member.objects.filter(project=team.project, user=team.curator).count() == 1


@pytest.mark.parametrize("role", ["owner", "guest", ""])
def test_nobody_is_invited_to_own_or_to_be_nothing(role, team):
    with pytest.raises(Invalid):
        invite(team, role)


def test_curators_invite_but_no_curators(team):
    invite(team, "annotator", by=team.curator)
    with pytest.raises(NotAllowed):
        invite(team, "curator", by=team.curator)
    for name in ("annotator", "reader"):
        with pytest.raises(NotAllowed):
            invite(team, "reader", by=team.who(name))


def test_only_links_that_work_are_listed(team):
    good, gone = invite(team), invite(team)
    projects.revoke(actor=team.owner, invitation_id=gone.invitation.pk)
    assert list(queries.open_invitations_of(team.owner, team.project.pk)) == [good.invitation]


# -- members


def test_the_last_owner_neither_steps_back_nor_leaves(team):
    row = member(team, "owner")
    with pytest.raises(LastOwner):
        projects.change_role(actor=team.owner, member_id=row.pk, role="reader")
    with pytest.raises(LastOwner):
        projects.remove_member(actor=team.owner, member_id=row.pk)
    projects.change_role(actor=team.owner, member_id=member(team, "curator").pk, role="owner")
    projects.remove_member(actor=team.owner, member_id=row.pk)
    with pytest.raises(LastOwner):
        projects.remove_member(actor=team.curator, member_id=member(team, "curator").pk)


def test_an_owner_who_left_does_not_count_as_one(team):
    projects.change_role(actor=team.owner, member_id=member(team, "curator").pk, role="owner")
    projects.remove_member(actor=team.curator, member_id=member(team, "curator").pk)
    with pytest.raises(LastOwner):
        projects.remove_member(actor=team.owner, member_id=member(team, "owner").pk)


def test_anybody_may_leave_and_only_owners_remove_others(team):
    with pytest.raises(NotAllowed):
        projects.remove_member(actor=team.curator, member_id=member(team, "reader").pk)
    projects.remove_member(actor=team.reader, member_id=member(team, "reader").pk)
    with pytest.raises(NotFound):
        role_of(team, "reader")


def test_work_of_a_person_who_left_stays_attributed(team):
    made = mark(team.annotator, team.revision, "may resign")
    projects.remove_member(actor=team.owner, member_id=member(team, "annotator").pk)
    (told,) = on_revision(team.owner, team.revision)
    assert (told["id"], told["author"]["name"]) == (made.data["id"], "Annotator")


@pytest.mark.parametrize("name", ["curator", "annotator", "reader"])
def test_only_owners_give_roles(name, team):
    with pytest.raises(NotAllowed):
        projects.change_role(actor=team.who(name), member_id=member(team, "reader").pk, role="owner")


def test_a_role_that_there_is_not_is_refused(team):
    with pytest.raises(Invalid):
        projects.change_role(actor=team.owner, member_id=member(team, "reader").pk, role="king")


def test_a_member_of_another_project_is_not_there(team):
    theirs = team.elsewhere.members.get()
    with pytest.raises(NotFound):
        projects.remove_member(actor=team.owner, member_id=theirs.pk)
    assert team.elsewhere.members.filter(visible(team.stranger, path="project__")).exists()
