"""Rounds: what is kept when, whom it opens what to, and who may turn them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound
from annotator.models import Assignment, Blindness, Event, Keeping, Member, Project, Role, Round, User
from annotator.policies import opened, shut_in, shut_to
from annotator.queries import annotations as annotation_queries
from annotator.queries import rounds as queries
from annotator.services import annotations, assignments, claims, comments, exports, rounds
from annotator.services.annotations import Change
from tests.api.asking import ask
from tests.people import client, mark

if TYPE_CHECKING:
    from tests.people import Team

ALL = queries.Scope()


@pytest.fixture
def ann(team: Team) -> User:
    ann = User.objects.create(username="ann", name="Ann")
    Member.objects.create(project=team.project, user=ann, role=Role.ANNOTATOR)
    return ann


def turn(team: Team, how: str) -> None:
    rounds.set_blind(actor=team.owner, project_id=team.project.pk, blind=how, reveal_all=True)
    team.project.refresh_from_db()
    team.article.refresh_from_db()


def seen_by(who: User, team: Team) -> set[str]:
    revision = annotation_queries.Revision.objects.select_related("article__project").get(pk=team.revision.pk)
    return {each["author"]["name"] for each in annotation_queries.on_revision(who, revision)}


# -- who sees what


def test_each_sees_their_own_and_leads_who_do_not_annotate_it_see_all(team, ann):
    turn(team, Blindness.REVEALED)
    mark(ann, team.revision, "officials said")
    mark(team.annotator, team.revision, "may resign")
    assert seen_by(ann, team) == {"Ann"}
    assert seen_by(team.annotator, team) == {"Annotator"}
    assert seen_by(team.reader, team) == set()
    assert seen_by(team.owner, team) == seen_by(team.curator, team) == {"Ann", "Annotator"}


@pytest.mark.parametrize("state", ["to_do", "in_progress", "reopened", "done", "abandoned"])
def test_a_lead_who_is_to_annotate_it_is_blind_until_that_is_done(team, ann, state):
    turn(team, Blindness.REVEALED)
    mark(ann, team.revision, "officials said")
    Assignment.objects.create(
        article=team.article, person=team.curator, state=state, done_at=team.article.created_at
    )
    assert seen_by(team.curator, team) == ({"Ann"} if state in {"done", "abandoned"} else set())


def test_being_done_opens_it_only_where_that_is_the_rule(team, ann):
    turn(team, Blindness.REVEALED)
    mark(team.annotator, team.revision, "may resign")
    assignments.done_with(actor=ann, article_id=team.article.pk)
    assert seen_by(ann, team) == set()
    turn(team, Blindness.OWN_DONE)
    assert seen_by(ann, team) == {"Annotator"}
    assert seen_by(team.annotator, team) == {"Annotator"}


def test_a_yes_or_no_a_filter_and_the_set_for_many_agree(team, ann):
    other = team.add_account("Another text.")
    Assignment.objects.create(article=other, person=team.curator)
    people = [team.owner, team.curator, ann, team.reader]
    for how in Blindness.values:
        Project.objects.filter(pk=team.project.pk).update(blind=how)
        articles = list(team.project.articles.select_related("project"))
        shut = shut_to([each.pk for each in people], [each.pk for each in articles])
        for who in people:
            for article in articles:
                assert opened(who, article) == ((who.pk, article.pk) not in shut)
            of_story = team.story.__class__.objects.select_related("project").get(pk=team.story.pk)
            assert shut_in(who, of_story.project, story=of_story.pk) == any(
                (who.pk, each.pk) in shut for each in articles
            )


# -- what is kept


def test_the_first_done_keeps_the_first_round_and_later_work_never_touches_it(team, ann):
    turn(team, Blindness.OWN_DONE)
    own = mark(ann, team.revision, "officials said", note="first").data
    task = assignments.done_with(actor=ann, article_id=team.article.pk)
    annotations.revise(actor=ann, annotation_id=own["id"], version=1, change=Change(note="second"))
    mark(ann, team.revision, "may resign")
    assignments.reopen(actor=ann, assignment_id=task.pk)
    assignments.done_with(actor=ann, article_id=team.article.pk)
    done = rounds.reveal(actor=team.curator, project_id=team.project.pk, scope=ALL)
    rounds.close_round(actor=team.curator, project_id=team.project.pk, scope=ALL)
    first, second = Keeping.objects.filter(person=ann).order_by("round__number")
    assert [each["note"] for each in first.annotations] == ["first"]
    assert [each["note"] for each in second.annotations] == ["second", ""]
    assert (done.articles, done.keepings) == (1, 0)


def test_revealing_keeps_what_each_has_found_and_is_done_once(team, ann):
    turn(team, Blindness.REVEALED)
    mark(ann, team.revision, "officials said")
    claim = claims.create(actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="A.")
    claims.set_cell(
        actor=team.annotator, claim_id=claim.pk, article_id=team.article.pk, status="asserted", note="N"
    )
    assert rounds.reveal(actor=team.owner, project_id=team.project.pk, scope=ALL) == rounds.Turned(1, 2)
    assert rounds.reveal(actor=team.owner, project_id=team.project.pk, scope=ALL) == rounds.Turned(0, 0)
    kept = {each.person: each for each in Keeping.objects.all()}
    assert [each["ranges"][0]["quote"] for each in kept[ann].annotations] == ["officials said"]
    assert kept[team.annotator].cells == [
        {"claim": str(claim.pk), "status": "asserted", "certainty": None, "note": "N"}
    ]
    assert [(each.number, each.closed_at is None) for each in Round.objects.filter(article=team.article)] == [
        (1, False),
        (2, True),
    ]
    assert seen_by(team.reader, team) == {"Ann"}
    assert Event.objects.filter(verb="round.opened").count() == 1


def test_to_turn_it_off_reveals_all_and_has_to_be_meant(team, ann):
    turn(team, Blindness.REVEALED)
    mark(ann, team.revision, "officials said")
    with pytest.raises(Invalid):
        rounds.set_blind(actor=team.owner, project_id=team.project.pk, blind="off")
    turn(team, Blindness.OFF)
    assert Keeping.objects.get().person == ann
    turn(team, Blindness.REVEALED)
    assert seen_by(team.reader, team) == {"Ann"}, "what was revealed stays so"


def test_to_soften_it_keeps_the_work_of_those_whom_it_opens_it_to(team, ann):
    turn(team, Blindness.REVEALED)
    mark(ann, team.revision, "officials said")
    mark(team.annotator, team.revision, "may resign")
    assignments.done_with(actor=ann, article_id=team.article.pk)
    turn(team, Blindness.OWN_DONE)
    assert [each.person for each in Keeping.objects.all()] == [ann]


def test_only_articles_of_the_scope_are_revealed(team):
    other = team.add_account("Another text.")
    turn(team, Blindness.REVEALED)
    project = team.project.pk
    rounds.reveal(actor=team.owner, project_id=project, scope=queries.Scope(articles=[other.pk]))
    assert list(Round.objects.filter(number=2).values_list("article", flat=True)) == [other.pk]
    with pytest.raises(Invalid):
        rounds.reveal(actor=team.owner, project_id=project, scope=queries.Scope(articles=[987654]))
    with pytest.raises(Invalid):
        rounds.reveal(actor=team.owner, project_id=project, scope=queries.Scope(story=987654))
    rounds.reveal(actor=team.owner, project_id=project, scope=queries.Scope(story=team.story.pk))
    assert Round.objects.filter(number=2).count() == 2


def test_who_may_turn_rounds(team):
    with pytest.raises(Conflict):
        rounds.reveal(actor=team.owner, project_id=team.project.pk, scope=ALL)
    turn(team, Blindness.REVEALED)
    for turning in (rounds.reveal, rounds.close_round):
        for who in (team.annotator, team.reader):
            with pytest.raises(NotAllowed):
                turning(actor=who, project_id=team.project.pk, scope=ALL)
        with pytest.raises(NotFound):
            turning(actor=team.stranger, project_id=team.project.pk, scope=ALL)
        turning(actor=team.curator, project_id=team.project.pk, scope=ALL)
    with pytest.raises(NotAllowed):
        rounds.set_blind(actor=team.curator, project_id=team.project.pk, blind="own_done")


# -- what else is closed meanwhile


def test_others_may_not_talk_on_a_mark_whose_author_can_not_read_it(team, ann):
    turn(team, Blindness.OWN_DONE)
    own = mark(ann, team.revision, "officials said").data["id"]
    assignments.done_with(actor=team.annotator, article_id=team.article.pk)
    say = {"annotation_id": own, "comment_id": uuid.uuid4(), "body": "Sure?"}
    with pytest.raises(Conflict):
        comments.create(actor=team.annotator, **say)
    comments.create(actor=team.curator, **say)
    thread = client(ann).get(reverse("api:comments", args=[own])).json()
    assert [each["body"] for each in thread["comments"]] == ["Sure?"]


def test_nobody_but_leads_exports_what_is_hidden_from_them(team, ann):
    turn(team, Blindness.OWN_DONE)
    with pytest.raises(NotAllowed):
        exports.start(actor=ann, project_id=team.project.pk, form="csv")
    exports.start(actor=team.curator, project_id=team.project.pk, form="csv")
    assignments.done_with(actor=ann, article_id=team.article.pk)
    exports.start(actor=ann, project_id=team.project.pk, form="csv")


# -- what there is to talk about


def test_what_people_see_differently_is_listed(team, ann):
    mark(ann, team.revision, "may resign")
    mark(team.annotator, team.revision, "The mayor may resign")
    mark(ann, team.revision, "Nobody was hurt")
    for who in (ann, team.annotator):
        mark(who, team.revision, "officials said")
    cards = annotation_queries.on_revision(team.owner, team.revision)
    found = queries.disputed(cards, team.revision.text)
    assert [(each.quote, each.kinds, each.missed) for each in found] == [
        ("The mayor may resign", ("borders",), []),
        ("Nobody was hurt", ("missed",), ["Annotator"]),
    ]
    page = client(team.reader).get(reverse("discuss", args=[team.article.pk])).content.decode()
    assert "Nobody was hurt" in page


# -- over the API and on pages


def test_leads_turn_rounds_over_the_api(team, ann):
    turn(team, Blindness.REVEALED)
    mark(ann, team.revision, "officials said")
    lead, project = client(team.curator), team.project.pk
    told = ask(lead, "get", reverse("api:rounds", args=[project])).json()
    assert told["blind"] == "revealed"
    assert [(each["round"], each["state"], each["people"]) for each in told["results"]] == [(1, "blind", [])]
    assert ask(lead, "post", reverse("api:rounds-reveal", args=[project]), {}).status_code == 422
    done = ask(lead, "post", reverse("api:rounds-reveal", args=[project]), {"story": team.story.pk})
    assert done.json() == {"articles": 1, "keepings": 1}
    done = ask(lead, "post", reverse("api:rounds-close", args=[project]), {"articles": [team.article.pk]})
    assert done.json() == {"articles": 1, "keepings": 1}
    told = ask(client(team.reader), "get", reverse("api:article-rounds", args=[team.article.pk])).json()
    assert (told["state"], told["open"]) == ("closed", True)
    assert [(each["round"], len(each["annotations"])) for each in told["keepings"]] == [(1, 1), (2, 1)]
    owner = client(team.owner)
    address = reverse("api:project-blind", args=[project])
    assert ask(owner, "put", address, {"blind": "off"}).status_code == 422
    assert ask(owner, "put", address, {"blind": "off", "reveal_all": True}).json() == {"blind": "off"}


def test_one_says_on_the_page_that_one_is_done_and_sees_the_others(team, ann):
    turn(team, Blindness.OWN_DONE)
    mark(team.annotator, team.revision, "may resign", note="theirs")
    browser, page = client(ann), reverse("article", args=[team.article.pk])
    hidden = browser.get(page).content.decode()
    assert "hidden until you are done" in hidden
    assert "theirs" not in hidden
    browser.post(reverse("blind-done", args=[team.article.pk]))
    shown = browser.get(page).content.decode()
    assert "hidden until" not in shown
    assert "theirs" in shown
    assert Keeping.objects.get().person == ann


def test_leads_turn_rounds_on_pages_and_owners_turn_blind_mode_off(team, ann):
    turn(team, Blindness.REVEALED)
    mark(ann, team.revision, "officials said")
    lead, project = client(team.owner), team.project.pk
    assert "blind" in lead.get(reverse("rounds", args=[project])).content.decode()
    assert lead.post(reverse("rounds-reveal", args=[project])).status_code == 422
    lead.post(reverse("rounds-reveal", args=[project]), {"article": team.article.pk})
    assert "revealed" in lead.get(reverse("rounds", args=[project])).content.decode()
    lead.post(reverse("rounds-close", args=[project]), {"story": team.story.pk})
    assert Round.objects.get(number=2).closed_at
    address = reverse("project-blind", args=[project])
    asks = lead.post(address, {"blind": "off"})
    assert asks.status_code == 422
    assert "reveal_all" in asks.content.decode()
    lead.post(address, {"blind": "off", "reveal_all": "on"})
    assert Project.objects.get(pk=project).blind == "off"
