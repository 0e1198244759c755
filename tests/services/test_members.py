"""Members: a project is handed over whole, and pseudonyms are unique, stable and tell nothing."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound
from annotator.models import Member, Project, Role, User
from annotator.queries import projects as queries
from annotator.services import claims, comments, exports, links, members, projects
from tests.people import mark


def member(team, name):
    return Member.objects.get(project=team.project, user=team.who(name))


def hand_over(team, name="annotator", by=None, typed="The bridge"):
    return members.transfer(actor=by or team.owner, member_id=member(team, name).pk, name=typed)


# -- handing over


def test_a_project_is_handed_over_to_one_who_owns_it_then(team):
    hand_over(team)
    owners = Member.objects.filter(project=team.project, role=Role.OWNER, removed_at=None)
    assert [each.user for each in owners] == [team.annotator]
    assert queries.project_for(team.owner, team.project.pk).role == Role.CURATOR
    event = team.project.events.latest("seq")
    assert (event.verb, event.after["owner"]) == ("project.transferred", "Annotator")
    with pytest.raises(NotAllowed):
        hand_over(team, "reader")


@pytest.mark.parametrize("typed", ["", "the bridge", "The bridg"])
def test_nothing_is_handed_over_before_the_name_is_typed(typed, team):
    with pytest.raises(Invalid) as refusal:
        hand_over(team, typed=typed)
    assert refusal.value.field == "name"
    assert member(team, "owner").role == Role.OWNER


def test_only_the_owner_hands_over_and_not_to_themselves(team):
    for name in ("curator", "annotator", "reader"):
        with pytest.raises(NotAllowed):
            hand_over(team, "reader", by=team.who(name))
    with pytest.raises(Conflict):
        hand_over(team, "owner")
    with pytest.raises(NotFound):
        members.transfer(actor=team.stranger, member_id=member(team, "reader").pk, name="The bridge")


def test_who_was_removed_is_handed_nothing(team):
    key = member(team, "reader").pk
    projects.remove_member(actor=team.owner, member_id=key)
    with pytest.raises(NotFound):
        members.transfer(actor=team.owner, member_id=key, name="The bridge")
    assert member(team, "owner").role == Role.OWNER


# -- pseudonyms


def given(team):
    return dict(Member.objects.filter(project=team.project).values_list("user__username", "pseudonym"))


def test_pseudonyms_are_given_when_needed_and_stay(team):
    assert set(given(team).values()) == {""}
    assert members.give_pseudonyms(project_id=team.project.pk) == 4
    first = given(team)
    assert set(first.values()) == {"A1", "A2", "A3", "A4"}
    projects.remove_member(actor=team.owner, member_id=member(team, "reader").pk)
    Member.objects.create(project=team.project, user=team.stranger, role=Role.READER)
    assert members.give_pseudonyms(project_id=team.project.pk) == 1
    assert given(team) == first | {"stranger": "A5"}, "who left keeps theirs; nobody else gets it"


def test_pseudonyms_don_t_tell_who_joined_first(team):
    orders = set()
    for number in range(12):
        project = Project.objects.create(name=f"P{number}")
        for name in ("owner", "curator", "annotator", "reader", "stranger"):
            Member.objects.create(project=project, user=team.who(name), role=Role.READER)
        members.give_pseudonyms(project_id=project.pk)
        orders.add(
            tuple(Member.objects.filter(project=project).order_by("pk").values_list("pseudonym", flat=True))
        )
    assert len(orders) > 1, "by lot: 12 times the same order has a chance of 120 ** -11"


def test_leads_choose_pseudonyms_and_the_log_names_none(team):
    members.call(actor=team.curator, member_id=member(team, "reader").pk, pseudonym="  Grey  heron ")
    assert given(team)["reader"] == "Grey heron"
    event = team.project.events.latest("seq")
    assert (event.verb, event.before, event.after) == ("member.pseudonym", None, None)
    before = team.project.events.count()
    members.call(actor=team.curator, member_id=member(team, "reader").pk, pseudonym="Grey heron")
    assert team.project.events.count() == before
    with pytest.raises(NotAllowed):
        members.call(actor=team.annotator, member_id=member(team, "reader").pk, pseudonym="X")


@pytest.mark.parametrize("bad", ["", " ", "x" * 41, "a\u200bb", "OWNER", "Annotator", "a1"])
def test_a_pseudonym_is_nobodys_name_and_taken_once(bad, team):
    Member.objects.filter(pk=member(team, "owner").pk).update(pseudonym="A1")
    with pytest.raises(Invalid) as refusal:
        members.call(actor=team.owner, member_id=member(team, "reader").pk, pseudonym=bad)
    assert refusal.value.field == "pseudonym"


def test_a_chosen_pseudonym_is_not_given_to_another(team):
    members.call(actor=team.owner, member_id=member(team, "reader").pk, pseudonym="a2")
    members.give_pseudonyms(project_id=team.project.pk)
    assert len({each.casefold() for each in given(team).values()}) == 4


# -- datasets


NAMES = {
    "owner": "Zoltan Ohne",
    "curator": "Quirin Kalt",
    "annotator": "Xanthe Anders",
    "reader": "Yorick Leis",
}


def worked(team):
    """Everybody of the team is called what stands nowhere else, and makes one of everything."""
    for username, name in NAMES.items():
        User.objects.filter(username=username).update(name=name, username=f"{username}-account")
    ann, project = team.annotator, team.project
    User.objects.filter(pk=ann.pk).update(email="xanthe@post.example")
    for who in (team.owner, team.curator, ann):
        who.refresh_from_db()
    first = mark(ann, team.revision, "may resign", note="See @Owner-Account.").data
    second = mark(team.curator, team.revision, "Nobody was hurt").data
    one, other = (
        claims.create(
            actor=ann, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=each, annotation_id=key
        )
        for each, key in (("A.", first["id"]), ("B.", second["id"]))
    )
    claims.set_cell(
        actor=ann, claim_id=one.pk, article_id=team.article.pk, status="asserted", certainty=2,
        note="@curator-account, no?",
    )  # fmt: skip
    links.link_claims(actor=ann, link_id=uuid.uuid4(), kind="qualifies", from_id=one.pk, to_id=other.pk)
    comments.create(
        actor=team.curator, annotation_id=first["id"], comment_id=uuid.uuid4(),
        body="Right, @annotator-account? Not @annotator-accounts.",
    )  # fmt: skip
    comments.resolve(actor=team.owner, annotation_id=first["id"], resolved=True)
    return project


def written(team, do_jobs, **asked):
    made = exports.start(actor=team.owner, project_id=team.project.pk, **asked)
    do_jobs()
    made.refresh_from_db()
    with made.file.open("rb") as file, zipfile.ZipFile(file) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_no_name_of_a_member_leaves_in_a_dataset_with_pseudonyms(form, team, do_jobs):
    worked(team)
    named = "".join(written(team, do_jobs, form=form).values())
    assert NAMES["annotator"] in named, "the test sees what it looks for"
    files = written(team, do_jobs, form=form, people="pseudonyms")
    whole = "".join(files.values())
    accounts = [f"{each}-account" for each in NAMES]
    leaked = [
        each for each in (*NAMES.values(), *accounts, "xanthe@post.example")
        if each.casefold() in whole.replace("@annotator-accounts", "").casefold()
    ]  # fmt: skip
    assert leaked == []
    assert json.loads(files["manifest.json"])["people"] == "pseudonyms"


def test_a_dataset_with_pseudonyms_calls_each_the_same_everywhere(team, do_jobs):
    worked(team)
    files = written(team, do_jobs, form="jsonl", people="pseudonyms")
    records = [json.loads(each) for each in files["data.jsonl"].splitlines()]
    ann, cur = (member(team, each).pseudonym for each in ("annotator", "curator"))
    authors = {each["author"]["id"] for each in records if each["type"] == "annotation"}
    assert authors == {ann, cur}
    cell = next(each for each in records if each["type"] == "cell")
    assert (cell["annotator_id"], cell["annotator"], cell["note"]) == (ann, ann, f"@{cur}, no?")
    comment = next(each for each in records if each["type"] == "comment")
    assert comment["body"] == f"Right, @{ann}? Not @annotator-accounts."
    table = csv.DictReader(io.StringIO(written(team, do_jobs, form="csv", people="pseudonyms")["spans.csv"]))
    assert {each["annotator"] for each in table} == {ann, cur}


def test_who_joins_while_a_dataset_is_written_has_a_pseudonym_in_it(team, do_jobs):
    made = exports.start(actor=team.owner, project_id=team.project.pk, form="jsonl", people="pseudonyms")
    called = members.called(project_id=made.project_id, people=made.people)
    late = User.objects.create(username="late", name="Late")
    Member.objects.create(project=team.project, user=late, role=Role.ANNOTATOR)
    assert called({"annotator_id": late.pk, "annotator": "Late"}) == {"annotator_id": "A5", "annotator": "A5"}


def test_people_stand_in_a_dataset_by_name_or_by_pseudonym(team):
    with pytest.raises(Invalid) as refusal:
        exports.start(actor=team.owner, project_id=team.project.pk, form="csv", people="numbers")
    assert refusal.value.field == "people"
