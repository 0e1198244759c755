"""One table, two faces, one proof: what a role may do is what its filter finds."""

from __future__ import annotations

import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from annotator.errors import NotAllowed, NotFound, NotSignedIn
from annotator.models import Article, Project, Role
from annotator.policies import RULES, Action, see, visible
from tests.people import EVERYBODY, MEMBERS

PEOPLE = [name for name in EVERYBODY if name != "anonymous"]


@pytest.mark.parametrize(("action", "name"), list(itertools.product(Action, PEOPLE)))
def test_the_filter_finds_what_the_table_allows(action, name, team):
    actor = team.who(name)
    listed = Project.objects.filter(visible(actor, action), pk=team.project.pk).exists()
    if name == "stranger":
        assert not listed
        with pytest.raises(NotFound):
            see(Project.objects.all(), actor, "", pk=team.project.pk)
        return
    seen = see(Project.objects.all(), actor, "", pk=team.project.pk)
    assert seen.role == Role(name)
    assert listed == seen.may(action) == (Role(name) in RULES[action])
    if listed:
        assert seen.require(action) == team.project
    else:
        with pytest.raises(NotAllowed, match=action.value):
            seen.require(action)


@pytest.mark.parametrize("name", PEOPLE)
def test_both_faces_agree_on_what_hangs_on_a_project(name, team):
    articles, actor = Article.objects.all(), team.who(name)
    listed = articles.filter(visible(actor, path="project__")).exists()
    assert listed == (name in MEMBERS)
    if listed:
        assert see(articles, actor, "project__", pk=team.article.pk).role == Role(name)


def test_every_member_may_see_and_an_owner_may_do_everything():
    assert all(RULES[action] >= {Role.OWNER} for action in Action)
    assert RULES[Action.SEE] == set(Role)


def test_a_role_may_do_all_that_a_lower_one_may():
    for higher, lower in itertools.pairwise(MEMBERS):
        for action in Action:
            assert Role(higher) in RULES[action] or Role(lower) not in RULES[action]


def test_who_was_removed_sees_nothing_any_more(team):
    team.project.members.filter(user=team.curator).update(removed_at=timezone.now())
    assert not Project.objects.filter(visible(team.curator)).exists()
    with pytest.raises(NotFound):
        see(Project.objects.all(), team.curator, "", pk=team.project.pk)


def test_a_deleted_project_is_seen_by_nobody(team):
    Project.objects.filter(pk=team.project.pk).update(deleted_at=timezone.now())
    for name in MEMBERS:
        with pytest.raises(NotFound):
            see(Article.objects.all(), team.who(name), "project__", pk=team.article.pk)


def test_nobody_is_told_to_sign_in(team):
    with pytest.raises(NotSignedIn):
        see(Project.objects.all(), AnonymousUser(), "", pk=team.project.pk)


def test_one_role_in_one_project_gives_none_in_another(team):
    """The role that is read is the actor's own there, however many members and projects there are."""
    with pytest.raises(NotFound):
        see(Project.objects.all(), team.owner, "", pk=team.elsewhere.pk)
    team.elsewhere.members.create(user=team.owner, role=Role.READER)
    assert see(Project.objects.all(), team.owner, "", pk=team.elsewhere.pk).role == Role.READER
    assert see(Project.objects.all(), team.owner, "", pk=team.project.pk).role == Role.OWNER
