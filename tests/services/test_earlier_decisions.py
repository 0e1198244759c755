"""Decisions on an older text: told on the newest one's desk, with what became of what they rest on."""

from __future__ import annotations

import uuid

import pytest

from annotator.models import Carried
from annotator.queries.adjudication import overview_for
from annotator.queries.earlier import earlier_on
from annotator.services import adjudication
from annotator.services.adjudication import Decided
from tests.people import SURE, at, client, mark
from tests.revised import revise

CLEAR = "It is not clear whether the bridge was closed."
HEDGED = "The mayor may resign on Monday, officials said."
GONE = "Nobody was hurt."


def decide(team, revision, words, marks, **told):
    what = {"layer": "claim", "kept": True, "ranges": [at(revision, words)], "answers": SURE} | told
    basis = {uuid.UUID(str(each)): 1 for each in marks}
    return adjudication.decide(
        actor=team.curator,
        revision_id=revision.pk,
        decision_id=uuid.uuid4(),
        decided=Decided(**what, basis=basis),
    )


@pytest.fixture
def newer(team, do_jobs):
    for words in (CLEAR, HEDGED, GONE):
        made = mark(team.annotator, team.revision, words)
        decide(team, team.revision, words, [made.data["id"]])
    decide(team, team.revision, "officials said", [])
    found = revise(team.owner, team.article)
    do_jobs()
    return found


def test_each_tells_what_became_of_its_passage_and_what_asks_for_a_look_comes_first(team, newer):
    told = {each.quote: (each.state, each.looks_again) for each in earlier_on(newer)}
    assert told == {
        CLEAR: ("exact", False),
        HEDGED: ("changed", True),
        GONE: ("orphan", True),
        "officials said": ("", True),
    }
    assert [each.looks_again for each in earlier_on(newer)] == [True, True, True, False]


def test_what_is_decided_anew_is_not_told_any_more(team, newer):
    made = Carried.objects.get(state="exact").made
    assert made is not None
    decide(team, newer, CLEAR, [made.pk])
    assert CLEAR not in [each.quote for each in earlier_on(newer)]


def test_the_worst_of_a_chain_counts(team, newer, do_jobs):
    third = revise(team.owner, team.article, f"{newer.text}\n\nMore is expected.")
    do_jobs()
    told = {each.quote: each.state for each in earlier_on(third)}
    assert (told[CLEAR], told[HEDGED], told[GONE]) == ("exact", "changed", "orphan")


def test_the_desk_says_so_and_a_first_text_has_nothing_to_say(team, newer, django_assert_max_num_queries):
    browser, address = client(team.curator), f"/articles/{team.article.pk}/adjudicate/"
    browser.get(address)
    with django_assert_max_num_queries(19):
        told = browser.get(address).content.decode()
    assert "4 decisions stand on an older revision" in told
    assert "3 ask for another look" in told
    assert "its words changed: look again" in told
    assert "decided by Curator" in told
    assert earlier_on(team.revision) == []


def test_the_overview_counts_what_is_to_be_done_on_the_newest_text(team, newer):
    _, rows = overview_for(team.curator, team.project.pk)
    row = next(each for each in rows if each.article == team.article)
    # Of three marks two have a place on the newest text; nobody decided on that one yet.
    assert (row.marks, row.waiting, row.decided, row.changed, row.older) == (2, 2, 0, 0, 4)
    decide(team, newer, CLEAR, [Carried.objects.get(state="exact").made_id])
    page = client(team.curator).get(f"/projects/{team.project.pk}/adjudication/").content.decode()
    assert "and 4 on older revisions" in page
    _, rows = overview_for(team.curator, team.project.pk)
    row = next(each for each in rows if each.article == team.article)
    assert (row.waiting, row.decided) == (1, 1)
