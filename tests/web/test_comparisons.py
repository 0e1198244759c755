"""Accounts side by side: what the page has, who is chosen, what it costs."""

from __future__ import annotations

import json
import re

import pytest

from annotator.models import Comparison, Job
from annotator.services import articles
from annotator.web import sides
from tests.people import add_article, client, mark
from tests.queries.test_counts import queries

PACKET = "The ferry Linnet may have lost her steering, the harbour master said.\n\nEleven people were hurt."
BEACON = (
    "The ferry Linnet lost her steering, the harbour master said.\n\nFourteen people were hurt. It rained."
)


@pytest.fixture
def accounts(team, do_jobs):
    """Six accounts that are compared: the story's first, and five of the ferry."""
    made = [
        team.add_account(text, source=f"Paper {number}")
        for number, text in enumerate([PACKET, BEACON, PACKET + " It snowed.", "It rained.", BEACON])
    ]
    do_jobs()
    return made


def address(team, *shown):
    given = ",".join(str(each.pk) for each in shown)
    return f"/stories/{team.story.pk}/side-by-side/" + (f"?accounts={given}" if given else "")


def look(team, *shown, more=""):
    answer = client(team.reader).get(address(team, *shown) + more)
    assert answer.status_code == 200
    return answer.content.decode()


def data_of(html):
    return json.loads(re.search(r'<script id="page-data" type="application/json">(.*?)</script>', html)[1])


def not_shown(html):
    (told,) = re.findall(r'<p [^>]*id="not-shown".*?</p>', html, re.DOTALL)
    return dict(re.findall(r'<a href="([^"]*)">([^<]*)</a>', told))


def test_accounts_that_are_no_column_are_named_and_one_click_away(team, accounts):
    team_s, *rest = [team.article, *accounts]
    told = not_shown(look(team))
    assert list(told.values()) == [f"Paper {number}" for number in (2, 3, 4)]
    address_of_one = next(iter(told))
    shown = data_of(client(team.reader).get(address_of_one).content.decode())["accounts"]
    assert [each["id"] for each in shown] == [team_s.pk, *(each.pk for each in rest[:3])]
    articles.delete_article(actor=team.owner, article_id=rest[-1].pk)
    everything = next(where for where, words in not_shown(look(team)).items() if words == "show all 5")
    assert len(data_of(client(team.reader).get(everything).content.decode())["accounts"]) == 5
    assert "not-shown" not in client(team.reader).get(everything).content.decode()


def test_the_columns_stand_in_the_order_of_the_address(team, accounts):
    one, two, three, *_ = accounts
    shown = data_of(look(team, three, one, two))["accounts"]
    assert [each["id"] for each in shown] == [three.pk, one.pk, two.pk]


def test_without_a_choice_the_first_accounts_stand_there_by_time(team, accounts):
    shown = data_of(look(team))["accounts"]
    assert [each["id"] for each in shown] == [team.article.pk, accounts[0].pk, accounts[1].pk]


def test_a_sixth_account_is_left_out_and_said_to_be(team, accounts):
    html = look(team, team.article, *accounts)
    assert len(data_of(html)["accounts"]) == 5
    assert "Five accounts fit beside each other" in html


def test_what_is_no_account_of_the_story_is_left_out(team, accounts):
    theirs = add_article(team.elsewhere, None, PACKET, "Theirs")
    shown = data_of(look(team, accounts[0], theirs, accounts[1]))["accounts"]
    assert [each["id"] for each in shown] == [accounts[0].pk, accounts[1].pk]


def test_the_form_that_chooses_leads_to_an_address_that_can_be_kept(team, accounts):
    ticked = "".join(f"account={each.pk}&" for each in accounts[1:3])
    answer = client(team.reader).get(f"/stories/{team.story.pk}/side-by-side/?{ticked}")
    assert answer.url == address(team, *accounts[1:3])


def test_two_accounts_have_their_old_address(team, accounts):
    answer = client(team.reader).get(f"/compare/{accounts[1].pk}/{accounts[0].pk}/")
    assert answer.url == address(team, accounts[1], accounts[0])
    alone = add_article(team.project, None, PACKET, "Of no story")
    assert client(team.reader).get(f"/compare/{alone.pk}/{accounts[0].pk}/").status_code == 200


def test_no_two_accounts_have_the_same_name(team):
    for _ in range(2):
        team.add_account("The ferry sank.", "The ferry sank off the Gull Bank on Tuesday", source="Packet")
    names = [each["name"] for each in data_of(look(team))["accounts"]]
    assert names[1:] == [f"Packet: The ferry sank off the Gull\u2026 ({number})" for number in (1, 2)]


def test_a_hedge_is_told_with_its_cue_and_what_it_governs_from_either_side(team, accounts):
    for shown in (accounts[:2], accounts[1::-1]):
        html = look(team, *shown)
        assert "Paper 0 leaves it open: “may”" in html
        assert "Paper 1 tells it without a hedge." in html
        assert "“Eleven”" in html
        assert "no number fits both" in html


def test_a_hedge_more_counts_even_where_all_other_words_are_the_same():
    hedge = {"kind": "hedge", "change": "removed"}
    assert sides.kind_of({"kind": "verbatim", "differences": [hedge]}) == "hedged"
    assert sides.kind_of({"kind": "paraphrase", "differences": [{"kind": "attribution"}]}) == "attributed"
    assert sides.kind_of({"kind": "verbatim", "differences": []}) == "shared"
    assert sides.kind_of({"kind": "differs", "differences": [hedge]}) == "differs"


def test_links_name_columns_and_sentences_of_the_page(team, accounts):
    for left, start, right, end, kind, _, _ in data_of(look(team, *accounts))["links"]:
        assert left < right < 5
        assert min(start, end) >= 0
        assert kind in sides.KINDS


def test_what_no_other_account_shown_has_is_told_as_such(team, accounts):
    html = look(team, accounts[0], accounts[2])
    assert "Only in Paper 2, of the accounts shown" in html
    assert re.search(r"passage-only[^>]*>It snowed\.", html)


def test_a_text_is_shown_as_it_is_whatever_lies_on_it(team, accounts):
    mark(team.annotator, accounts[0].revisions.get(), "Linnet may have lost her steering")
    html = look(team, accounts[0], accounts[1])
    body = re.search(r'class="side-text".*?>\s*(<p>.*?</p>)\s*</div>', html, re.DOTALL)[1]
    paragraphs = re.findall(r"<p>(.*?)</p>", body, re.DOTALL)
    assert "\n\n".join(re.sub(r"<[^>]+>", "", each).strip() for each in paragraphs) == PACKET
    assert "run-claimed" in body


def test_two_texts_stand_word_by_word(team, accounts):
    html = look(team, accounts[0], accounts[1], more="&view=words")
    assert '<del class="word-gone">may have </del>' in html
    assert "Back to side by side" in html


@pytest.mark.parametrize("number", [2, 5])
def test_the_page_takes_as_many_queries_whatever_it_shows(number, team, accounts):
    for account in accounts[:number]:
        mark(team.annotator, account.revisions.get(), "It" if account == accounts[3] else "The ferry")
    browser = client(team.reader)
    browser.get(address(team, *accounts[:number]))
    assert len(queries(lambda: browser.get(address(team, *accounts[:number])))) <= 8


def test_the_page_takes_twelve_queries_where_nothing_is_compared_yet(team, accounts):
    browser = client(team.reader)
    browser.get(address(team, *accounts))
    Comparison.objects.all().delete()
    assert len(queries(lambda: browser.get(address(team, *accounts)))) <= 12
    assert Comparison.objects.count() == 10


def test_what_waits_is_told_with_a_number_and_what_stands_is_shown(team, accounts, do_jobs):
    new = team.add_account(BEACON + " Nobody was lost.", source="Paper 9")
    html = look(team, accounts[0], accounts[1], new)
    assert 'id="waiting"' in html
    assert "1 of 3 pairs" in html
    assert "Paper 1 tells it without a hedge." in html
    told = client(team.reader).get(
        f"/api/v1/stories/{team.story.pk}/comparisons/?accounts={accounts[0].pk},{accounts[1].pk},{new.pk}"
    )
    assert (told.json()["ready"], told.json()["pairs"]) == (1, 3)
    assert told.json()["job"]["state"] == "queued"
    do_jobs()
    assert 'id="waiting"' not in look(team, accounts[0], accounts[1], new)


def test_another_engines_results_are_made_anew_and_not_mixed(team, accounts, do_jobs):
    Comparison.objects.update(engine="1")
    assert "0 of 3 pairs" in look(team, *accounts[:3])
    do_jobs()
    assert 'id="waiting"' not in look(team, *accounts[:3])
    assert Comparison.objects.exclude(engine="1").count() >= 3


def test_work_that_failed_says_so_and_offers_to_try_again(team, accounts):
    new = team.add_account("It hailed.", source="Paper 9")
    look(team, accounts[0], new)
    Job.objects.filter(state="queued").update(
        state="failed", error="It broke.", finished_at=accounts[0].created_at, dedupe_key=None
    )
    html = look(team, accounts[0], new)
    assert "It broke." in html
    assert "Try again" in html


def test_a_story_with_one_account_says_what_to_do(team):
    assert "fewer than two accounts" in look(team)


def test_an_account_that_was_deleted_is_gone_from_the_columns(team, accounts):
    articles.delete_article(actor=team.owner, article_id=accounts[1].pk)
    shown = data_of(look(team, *accounts[:3]))["accounts"]
    assert [each["id"] for each in shown] == [accounts[0].pk, accounts[2].pk]
