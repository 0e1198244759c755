from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.services import claims
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


def test_filters_layers_and_columns_work_without_scripts(team, filled):
    first, second = (str(row.pk) for row in filled)
    assert f'data-claim="{second}"\n            hidden' in page(team, "?show=disputed")
    assert f'data-claim="{first}"\n            hidden' in page(team, "?q=BRIDGE")
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


def test_the_page_takes_at_most_twelve_queries(team, filled):
    browser = client(team.annotator)
    browser.get(f"/stories/{team.story.pk}/")  # asks for what is not compared yet
    with CaptureQueriesContext(connection) as asked:
        browser.get(f"/stories/{team.story.pk}/?people=mine&show=one")
    assert len([each for each in asked if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 12
