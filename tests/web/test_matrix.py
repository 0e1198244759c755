from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.services import claims, origins
from annotator.web.matrix import A_PART
from tests.people import client, mark


@pytest.fixture
def filled(team):
    """Two claims: the annotator and the curator disagree on the first, the second is in one account alone."""
    account = team.add_account("The mayor resigns <b>today</b>.", source="The Star")
    rows = [
        claims.create(actor=team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=wording)
        for wording in ("The mayor resigns.", "The bridge is closed.")
    ]
    made = mark(team.annotator, team.revision, "The mayor may resign on Monday").data["id"]
    claims.put(actor=team.annotator, claim_id=rows[0].pk, annotation_id=made)
    quoted = mark(team.curator, account.revisions.get(), "<b>today</b>").data["id"]
    claims.put(actor=team.curator, claim_id=rows[1].pk, annotation_id=quoted)
    claims.set_cell(
        actor=team.curator, claim_id=rows[0].pk, article_id=team.article.pk, status="denied", certainty=4
    )
    return rows


def page(team, query="", by="reader"):
    return client(team.who(by)).get(f"/stories/{team.story.pk}/{query}").content.decode()


def test_a_cell_shows_step_attribution_quote_and_who_found_it(team, filled):
    told = page(team)
    for part in ("steps-4", "officials said", "The mayor may resign on Monday</q>", 'title="Annotator"'):
        assert part in told
    assert 'class="disagree"' in told
    assert "&lt;b&gt;today&lt;/b&gt;" in told  # words of people are never markup
    assert "<b>today</b>" not in told


def rows(told):
    """Return the wordings of the rows that come with a page."""
    return re.findall('<span class="wording" dir="auto">([^<]*)', told)


def test_filters_layers_and_columns_work_without_scripts(team, filled):
    assert rows(page(team)) == ["The mayor resigns.", "The bridge is closed."]
    assert rows(page(team, "?show=disputed")) == ["The mayor resigns."]
    assert rows(page(team, "?q=BRIDGE")) == ["The bridge is closed."]
    assert rows(page(team, "?q=ship")) == []
    assert 'class="disagree"' not in page(team, f"?people={team.curator.pk}")
    assert page(team, "?people=mine", by="annotator").count("cell-asserted") == 2  # one is the legend's
    by_time, by_source = page(team), page(team, "?columns=source")
    assert by_time.index('title="Mayor may resign"') < by_time.index('title="Another account"')
    assert by_source.index("The Beacon</a>") < by_source.index("The Star</a>")
    chosen = page(team, f"?columns={team.story.articles.latest('pk').pk}")
    assert chosen.index('title="Another account"') < chosen.index('title="Mayor may resign"')


@pytest.mark.parametrize("query", ["?people=x", "?show=x&columns=%00", "?people=999999999999&columns=a,b"])
def test_an_address_that_asks_for_nothing_that_there_is_is_answered(query, team, filled):
    assert "The mayor resigns." in page(team, query)


def set_cells(team, row, *found, by="annotator"):
    """Set a row's cells in the accounts' order: a status, and a step where one is given."""
    for article, said in zip(team.story.articles.order_by("pk"), found, strict=False):
        status, _, step = said.partition(" ")
        if status:
            claims.set_cell(
                actor=team.who(by),
                claim_id=row.pk,
                article_id=article.pk,
                status=status,
                certainty=int(step) if step else None,
            )


FILTERS = {
    # what was found in three accounts, and the filters that leave the row
    "asserted by one, nobody else has it": (("asserted 4", "not_reported", "not_reported"), {"one"}),
    "one denies it": (("asserted 4", "denied 4", "not_reported"), {"disputed"}),
    "one tells it differently": (("asserted 4", "differs 4", "asserted 4"), {"disputed"}),
    "may here, bare there": (("asserted 2", "asserted 4", "not_reported"), {"hedged"}),
    "hedged everywhere": (("asserted 1", "asserted 2", "asserted 3"), set()),
    "two have it, one is not checked": (("asserted 4", "asserted 4", ""), {"unchecked"}),
    "nobody checked anything": (("", "", ""), {"unchecked"}),
    "checked, and nobody reports it": (("not_reported", "not_reported", "not_reported"), set()),
}


def test_each_filter_leaves_the_rows_that_it_names(team):
    team.add_account("The bridge is closed.", source="The Star")
    team.add_account("The bridge is open.", source="The Mail")
    for wording, (found, _) in FILTERS.items():
        row = claims.create(
            actor=team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=wording
        )
        set_cells(team, row, *found)
    for kind in ("disputed", "one", "hedged", "unchecked"):
        told = page(team, f"?show={kind}")
        left = [wording for wording, (_, kinds) in FILTERS.items() if kind in kinds]
        assert rows(told) == left
        assert re.search(rf'value="{kind}"\s+selected>[^(]*\({len(left)}\)', told)
    assert rows(page(team, "?show=unchecked&q=nobody")) == ["nobody checked anything"]


def test_two_people_who_contradict_each_other_make_a_row_disputed(team):
    row = claims.create(actor=team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="Rain")
    set_cells(team, row, "asserted 4")
    assert rows(page(team, "?show=disputed")) == []
    set_cells(team, row, "asserted 2", by="curator")
    assert rows(page(team, "?show=disputed")) == ["Rain"]
    assert rows(page(team, f"?show=disputed&people={team.curator.pk}")) == []


def test_a_row_says_how_many_outlets_have_it_and_leads_to_its_ladder(team, filled):
    again = team.add_account("The mayor resigns again.", source="The Star")
    for article in (team.story.articles.get(source__name="The Beacon"), again):
        claims.set_cell(
            actor=team.annotator, claim_id=filled[1].pk, article_id=article.pk, status="asserted", certainty=4
        )
    told = page(team)
    # Two of three accounts are The Star's: two outlets, each account a text of its own.
    assert f'href="/claims/{filled[1].pk}/#ladder-title"' in told
    assert ">2 outlets, 3 origins</a>" in told
    origins.choose(actor=team.annotator, article_id=again.pk, same_as=team.article.pk)
    assert ">2 outlets, 2 origins</a>" in page(team)
    told_otherwise, nameless = (
        team.story.articles.get(source__name="The Beacon"),
        team.add_account("It rains."),
    )
    claims.set_cell(
        actor=team.annotator, claim_id=filled[1].pk, article_id=told_otherwise.pk, status="differs"
    )
    claims.set_cell(
        actor=team.annotator, claim_id=filled[1].pk, article_id=nameless.pk, status="asserted", certainty=4
    )
    assert ">1 outlet, 1 account without a source, 3 origins</a>" in page(team)
    assert 'id="ladder-title"' in client(team.reader).get(f"/claims/{filled[1].pk}/").content.decode()


def test_a_large_table_comes_in_parts_that_have_links(team):
    for number in range(A_PART + 3):
        claims.create(
            actor=team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=f"Claim {number}"
        )
    first, last = page(team, "?show=unchecked"), page(team, f"?show=unchecked&from={A_PART + 1}")
    assert rows(first) == [f"Claim {number}" for number in range(A_PART)]
    assert f'href="?show=unchecked&amp;from={A_PART + 1}#claims"' in first
    assert rows(last) == [f"Claim {number}" for number in range(A_PART, A_PART + 3)]
    assert 'href="?show=unchecked#claims"' in last
    assert rows(page(team, "?from=7")) == rows(first)  # no part begins there


@pytest.mark.parametrize("accounts", [1, 6])
def test_the_page_takes_at_most_twelve_queries_while_accounts_are_still_compared(accounts, team, filled):
    for number in range(accounts):
        team.add_account(f"Account number {number} of the mayor.", source=f"Paper {number}")
        row = claims.create(
            actor=team.annotator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=f"Claim {number}"
        )
        set_cells(team, row, "asserted 4", "denied 3")
        set_cells(team, row, "asserted 1", by="curator")
    browser = client(team.owner)
    browser.get(f"/stories/{team.story.pk}/")  # asks for what is not compared yet
    with CaptureQueriesContext(connection) as captured:
        told = browser.get(f"/stories/{team.story.pk}/?people=mine&show=one").content.decode()
    asked = [each["sql"] for each in captured.captured_queries]
    assert len([sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE"))]) <= 12
    assert "being compared" in told
