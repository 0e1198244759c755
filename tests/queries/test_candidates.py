"""What people are offered for a story, and what they do with it."""

from __future__ import annotations

import pytest

from annotator.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from annotator.models import Declined
from annotator.queries import candidates as queries
from annotator.services import articles, candidates
from annotator.services.candidates import likely_story
from tests.people import EVERYBODY, add_article
from tests.services.test_candidates import add, same_for
from tests.text.test_stories import FERRY, QUAKE


def offered(team, story=None, who="owner"):
    return [offer.article.pk for offer in queries.offered_to(team.who(who), story or team.story)]


@pytest.fixture
def ferry(team, do_jobs):
    """A story of the ferry with one account, and another account that nobody put anywhere."""
    story = articles.create_story(actor=team.owner, project_id=team.project.pk, title="The ferry sinks")
    account = add(team, FERRY[0], story)
    loose = add(team, FERRY[1])
    do_jobs()
    return story, account, loose


def test_a_story_is_offered_what_has_none_with_the_account_it_is_like(team, ferry, django_assert_num_queries):
    story, account, loose = ferry
    with django_assert_num_queries(1):
        (offer,) = queries.offered_to(team.reader, story)
    assert (offer.article, offer.account, offer.story) == (loose, account, story)
    assert 0 < offer.score <= 1
    assert offered(team) == []


def test_an_article_is_offered_the_story_of_what_it_is_like(team, ferry, django_assert_num_queries):
    story, account, loose = ferry
    with django_assert_num_queries(1):
        (offer,) = queries.same_event_for(team.owner, loose)
        assert (offer.article, offer.story) == (account, story)
    account = articles.queries.article_for(team.owner, account.pk).it
    assert [(each.article, each.story) for each in queries.same_event_for(team.owner, account)] == [
        (loose, story)
    ]


def test_an_article_taken_in_is_an_account_and_offered_no_more(team, ferry, do_jobs):
    story, account, loose = ferry
    candidates.accept(actor=team.curator, story_id=story.pk, article_id=loose.pk)
    loose.refresh_from_db()
    assert loose.story == story
    assert offered(team, story) == []
    assert same_for(team, account) == []
    event = team.project.events.last()
    assert (event.verb, event.before, event.after["story"]) == (
        "candidate.accepted", {"story": None}, story.pk
    )  # fmt: skip


def test_what_was_declined_is_not_offered_again_even_by_another_account(team, ferry, do_jobs):
    story, account, loose = ferry
    for _ in range(2):
        candidates.decline(actor=team.curator, story_id=story.pk, article_id=loose.pk)
    add(team, FERRY[2], story)
    do_jobs()
    assert offered(team, story) == []
    assert same_for(team, loose) == []
    assert same_for(team, account) == []
    assert team.project.events.filter(verb="candidate.declined").count() == 1
    candidates.accept(actor=team.curator, story_id=story.pk, article_id=loose.pk)
    assert not Declined.objects.exists()


def test_a_text_that_is_no_article_yet_is_like_a_story(team, ferry):
    story, _, _ = ferry
    assert likely_story(team.project.pk, title=FERRY[2][0], text=FERRY[2][1], published_at=None) == story.pk
    assert likely_story(team.project.pk, title=QUAKE[0][0], text=QUAKE[0][1], published_at=None) is None


@pytest.mark.parametrize("service", [candidates.accept, candidates.decline])
@pytest.mark.parametrize("who", EVERYBODY)
def test_owners_and_curators_settle_what_is_offered(team, ferry, service, who):
    story, _, loose = ferry
    refusals = {
        "annotator": NotAllowed, "reader": NotAllowed, "stranger": NotFound, "anonymous": NotSignedIn
    }  # fmt: skip
    asked = {"actor": team.who(who), "story_id": story.pk, "article_id": loose.pk}
    if who in refusals:
        with pytest.raises(refusals[who]):
            service(**asked)
    else:
        service(**asked)
    assert offered(team, story) == ([] if who not in refusals else [loose.pk])


def test_nobody_is_offered_what_is_not_theirs(team, ferry):
    story, _, loose = ferry
    assert offered(team, story, "stranger") == []
    assert same_for(team, loose, "stranger") == []
    with pytest.raises(NotSignedIn):
        offered(team, story, "anonymous")


def test_an_article_of_another_project_is_refused(team, ferry):
    story = ferry[0]
    team.elsewhere.members.create(user=team.owner, role="owner")
    foreign = add_article(team.elsewhere, None, "Text", "Title")
    with pytest.raises(Invalid, match="another project"):
        candidates.accept(actor=team.owner, story_id=story.pk, article_id=foreign.pk)
