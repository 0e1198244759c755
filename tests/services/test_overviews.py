"""What is kept of a story's accounts: made by a job of what is new, and the same whatever the order."""

from __future__ import annotations

import pytest

from annotator.models import Job, Overview, TextFacts
from annotator.queries import ladders, origins
from annotator.queries import overviews as queries
from annotator.services import articles, overviews
from annotator.services import origins as origin_services
from annotator.text import origins as reading

WIRE = (
    "CARROW (Reuters) - The mayor of the town will resign on Monday after a quarrel about the old bridge, "
    "three officials who know of the plan said. The bridge has been closed for eleven days since a barge "
    "struck one of its piers in the night."
)


def look(team, do_jobs=None):
    """Open the story as its page does, until there is nothing to be asked for."""
    for _ in range(4):
        story = queries.story_for(team.reader, team.story.pk).it
        accounts = queries.accounts_of(team.reader, story)
        overviews.ask(actor=team.reader, story=story, accounts=accounts)
        if do_jobs is None or not do_jobs():
            break
    story = queries.story_for(team.reader, team.story.pk).it
    return queries.accounts_of(team.reader, story), queries.found_in(story)


DEAD = "The boat ran on a rock in the night and four passengers were killed, the coast guard said."
FIVE_DEAD = "The boat ran on a rock in the night and five passengers were killed, the coast guard said."
PERHAPS = (
    "The boat may have run on a rock in the night and four passengers were killed, the coast guard said."
)
RAISED = "Divers raised the wreck of the boat from the lake on Sunday with the help of a floating crane."
NOT_RAISED = (
    "Divers did not raise the wreck of the boat from the lake on Sunday with the help of a floating crane."
)


def told_by(team, do_jobs, *texts, titles=()):
    """Return what the overview of a story of these texts says that most tell, each with how many it says."""
    for number, text in enumerate(texts):
        team.add_account(text, titles[number] if titles else f"Account {number}")
    articles.delete_article(actor=team.owner, article_id=team.article.pk)
    _, found = look(team, do_jobs)
    return {each["quote"]: len(each["places"]) for each in found.shared}


@pytest.mark.parametrize("other", [FIVE_DEAD, DEAD.replace("were killed", "were not killed")])
def test_what_contradicts_is_not_told_alike(team, do_jobs, other):
    assert told_by(team, do_jobs, f"{DEAD}\n\n{RAISED}", f"{other}\n\n{RAISED}") == {RAISED: 2}


def test_three_that_tell_alike_are_not_five(team, do_jobs):
    assert told_by(team, do_jobs, DEAD, FIVE_DEAD, DEAD, DEAD, FIVE_DEAD) == {DEAD: 3}


def test_what_one_is_less_sure_of_is_told_alike(team, do_jobs):
    found = told_by(team, do_jobs, f"{DEAD}\n\n{RAISED}", f"{PERHAPS}\n\n{NOT_RAISED}")
    assert found == {DEAD: 2}


def test_a_headline_is_not_what_they_tell(team, do_jobs):
    title = "Boat runs on a rock in the night"
    texts = [f"{each}\n\nBy Jo Lund, The Echo\n\n{DEAD}" for each in (title, f"{title}!")]
    assert told_by(team, do_jobs, *texts, titles=[title, f"{title}!"]) == {DEAD: 2}


def test_what_was_found_in_an_older_way_is_found_anew(team, do_jobs):
    team.add_account(DEAD, "One")
    look(team, do_jobs)
    made = Overview.objects.get(story=team.story)
    Overview.objects.update(asked="of old", mark="of old", facts={"copies": [], "shared": [], "pairs": []})
    look(team, do_jobs)
    assert Overview.objects.get(story=team.story).facts == made.facts
    assert Overview.objects.get(story=team.story).mark == made.mark


def groups(team, do_jobs):
    accounts, found = look(team, do_jobs)
    return [each.accounts for each in origins.grouped(accounts, found.copies)]


def test_words_agencies_and_copies_are_read_by_a_job(team, do_jobs):
    one = team.add_account(WIRE, "One", source="The Echo")
    other = team.add_account("A late report.\n\n" + WIRE, "Other", source="The Mail")
    assert groups(team, do_jobs) == [(team.article.pk,), (one.pk, other.pk)]
    facts = TextFacts.objects.get(revision__article=one)
    assert facts.words == len(WIRE.replace(" - ", " ").split())
    assert facts.agencies == ["Reuters"]
    accounts, found = look(team)
    assert found.is_made
    assert len(found.pairs) == 3
    texts = {queries.newest(each).pk for each in accounts}
    assert found.shared
    assert all({place[0] for place in each["places"]} <= texts for each in found.shared)
    assert queries.measured(accounts[1]).density is not None


def test_only_new_pairs_are_compared(team, do_jobs, monkeypatch):
    team.add_account(WIRE, "One")
    look(team, do_jobs)
    asked = []
    monkeypatch.setattr(reading, "copied", lambda one, other: (asked.append((one, other)), (0, 0.0))[1])
    team.add_account("Something else altogether happened here.", "Third")
    look(team, do_jobs)
    assert len(asked) == 2


def test_asked_once_while_nothing_is_new_and_no_query_then(team, do_jobs, django_assert_num_queries):
    team.add_account(WIRE, "One")
    look(team, do_jobs)
    before = Job.objects.count()
    story = queries.story_for(team.reader, team.story.pk).it
    accounts = queries.accounts_of(team.reader, story)
    with django_assert_num_queries(0):
        assert overviews.ask(actor=team.reader, story=story, accounts=accounts) == []
    assert Job.objects.count() == before


def test_a_job_that_was_overtaken_changes_nothing(team, do_jobs):
    team.add_account(WIRE, "One")
    look(team)
    Overview.objects.filter(story=team.story).update(asked="something newer")
    do_jobs()
    assert Overview.objects.get(story=team.story).mark == ""


def test_a_persons_word_survives_that_everything_is_read_anew(team, do_jobs):
    one = team.add_account(WIRE, "One")
    other = team.add_account(WIRE + " It rains.", "Other")
    assert groups(team, do_jobs) == [(team.article.pk,), (one.pk, other.pk)]
    origin_services.choose(actor=team.annotator, article_id=other.pk, same_as=None)
    team.add_account("Something else altogether happened here.", "Third")
    Overview.objects.all().delete()
    assert (other.pk,) in groups(team, do_jobs)
    origin_services.leave_to_machine(actor=team.annotator, article_id=other.pk)
    assert (one.pk, other.pk) in groups(team, do_jobs)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_groups_are_the_same_whatever_the_order_of_arrival(team, do_jobs, order):
    texts = [WIRE, "Late.\n\n" + WIRE, "Another matter: it rains in the hills, people there say."]
    made = {}
    for number in order:
        made[number] = team.add_account(texts[number], str(number)).pk
        look(team, do_jobs)
    found = {frozenset(each) for each in groups(team, do_jobs)}
    assert found == {
        frozenset({team.article.pk}),
        frozenset({made[0], made[1]}),
        frozenset({made[2]}),
    }


def test_a_ladder_reads_hedges_and_sources_in_the_sentence_of_a_quote(team, do_jobs):
    from tests.services.test_stories import a_claim, quoted

    do_jobs()
    claim = a_claim(team)
    quoted(team, claim, team.article, "The mayor may resign")
    read = ladders.story_read(team.reader, team.story.pk)
    (found,) = ladders.ladder_of(team.reader, read.matrix, read.origin).claims
    (rung,) = found.told
    assert "may" in rung.telling.hedges
    assert rung.telling.attributed is True
    assert rung.telling.level == 4
