"""What an account says of a claim from text to text: in the table, on the claim's page, on the ladder."""

from __future__ import annotations

import uuid
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from annotator.models import Annotation, Carried
from annotator.queries import claims as claim_queries
from annotator.services import annotations, claims
from annotator.services.annotations import Answer, Change
from tests.people import client, mark
from tests.revised import NEWER, revise

HEDGED = "The mayor may resign on Monday, officials said."
HARDENED = "The mayor will resign on Monday, officials said."
STEP = {"answers": [Answer("certainty", "possible")]}


@pytest.fixture
def claim(team, do_jobs):
    """A claim whose passage an edit hardened; its author has not looked at that yet."""
    written = mark(team.annotator, team.revision, HEDGED, **STEP)
    found = claims.create(
        actor=team.annotator,
        story_id=team.story.pk,
        claim_id=uuid.uuid4(),
        wording="The mayor resigns.",
        annotation_id=uuid.UUID(written.data["id"]),
    )
    mark(team.annotator, team.revision, "may resign", layer="cue", answers=[Answer("class", "hedge")])
    revise(team.owner, team.article)
    do_jobs()
    return found


def rate(team, step):
    """Say of the mark on the newest text how certain it is."""
    made = Annotation.objects.get(origin="carried", layer__key="claim")
    change = Change(answers=[Answer("certainty", step)])
    annotations.revise(actor=team.annotator, annotation_id=made.pk, version=made.version, change=change)


def set_cell(team, claim, step, by="annotator"):
    claims.set_cell(
        actor=team.who(by), claim_id=claim.pk, article_id=team.article.pk, status="asserted", certainty=step
    )


def shown(team, name, *args, by="reader"):
    return client(team.who(by)).get(reverse(name, args=args)).content.decode()


def cell_of(team, claim, by="reader"):
    return claim_queries.matrix_of(team.who(by), team.story).cell(claim.pk, team.article.pk)


def test_an_edit_that_nobody_rated_yet_changes_no_step(team, claim):
    cell = cell_of(team, claim)
    assert [(each.number, each.level, each.waits) for each in cell.over_revisions] == [
        (1, 2, False),
        (2, 2, True),
    ]
    assert cell.told_otherwise is None
    assert "told-otherwise" not in shown(team, "story", team.story.pk)
    ladder = shown(team, "story-ladder", team.story.pk)
    assert "Surer by an edit:" in ladder  # the hedge is gone, whatever it is called now
    assert "Dropped: “may”, “may resign”" in ladder
    assert "How certain it is now nobody has said yet." in ladder


def test_a_hedge_that_is_gone_stays_so_when_its_question_is_asked_in_a_newer_text(team, claim, do_jobs):
    revise(team.owner, team.article, NEWER.replace("will resign", "is to resign"))
    do_jobs()
    assert Carried.objects.filter(review="passed", source__layer__key="cue").exists()
    ladder = shown(team, "story-ladder", team.story.pk)
    assert "Dropped: “may”, “may resign”" in ladder


@pytest.mark.parametrize("how", [rate, lambda team, step: None])
def test_a_cell_says_that_an_earlier_text_was_less_certain_with_both_quotes(how, team, claim):
    how(team, "certain")
    set_cell(team, claim, 4)
    table = shown(team, "story", team.story.pk)
    assert '<td role="gridcell" data-article' in table
    assert 'class="told-otherwise"' in table
    assert 'cell-was-up">was possible in revision 1</span>' in table
    assert f'<q class="cell-then">{HEDGED}</q>' in table
    assert f">{HARDENED}</q>" in table
    for page in (shown(team, "claim", claim.pk), shown(team, "cell", claim.pk, team.article.pk)):
        assert "Over its revisions" in page
        assert HEDGED in page


def test_a_mark_that_was_rated_anew_is_told_beside_what_the_cell_still_says(team, claim):
    rate(team, "certain")
    assert "possible in revision 1, now certain" in shown(team, "story", team.story.pk)


def test_a_cell_that_never_said_what_its_mark_does_is_no_drift(team, do_jobs):
    written = mark(team.annotator, team.revision, "It is not clear whether the bridge was closed.", **STEP)
    claim = claims.create(
        actor=team.annotator,
        story_id=team.story.pk,
        claim_id=uuid.uuid4(),
        wording="The bridge is closed.",
        annotation_id=uuid.UUID(written.data["id"]),
    )
    set_cell(team, claim, 4)
    revise(team.owner, team.article)
    do_jobs()
    assert cell_of(team, claim).told_otherwise is None


def test_two_peoples_steps_are_never_measured_by_each_other(team, claim):
    made = Annotation.objects.get(origin="carried", layer__key="claim")
    claims.put(actor=team.curator, claim_id=claim.pk, annotation_id=made.pk)
    set_cell(team, claim, 4, by="curator")
    assert cell_of(team, claim, by="curator").told_otherwise is None
    assert {each.person for each in cell_of(team, claim, by="curator").over_revisions} == {team.annotator.pk}


def test_the_ladder_has_a_point_for_each_text_joined_and_a_table_of_the_same(team, claim, do_jobs):
    rate(team, "certain")
    set_cell(team, claim, 4)
    ladder = shown(team, "story-ladder", team.story.pk)
    assert ladder.count('class="ladder-then"') == 1  # the newest is the account's own point
    assert ladder.count('<tr class="ladder-text">') == 2
    assert "between revisions of one account: 1 upward, 0 downward" in ladder
    assert "from revision 1 to revision 2" in ladder
    assert "nobody has said yet" not in ladder
    assert "?from=1&to=2" in ladder
    only = client(team.reader).get(reverse("story-ladder", args=[team.story.pk]), {"only": "drift"})
    assert "The mayor resigns." in only.content.decode()

    drawn = client(team.reader).get(reverse("claim-ladder", args=[claim.pk])).content
    assert b"Revision 1" not in drawn
    assert b"revision 1: possible" in b" ".join(drawn.split())
    trail = ET.fromstring(drawn).findall(".//*[@class='ladder-trail']")
    assert len(trail) == 1
    assert len(trail[0].findall(".//*[@class='ladder-jump ladder-inflation']")) == 1


@pytest.mark.parametrize("name", ["story", "story-ladder", "story-coverage", "story-origins"])
def test_texts_cost_no_more_queries_than_a_storys_page_may(
    name, team, claim, do_jobs, django_assert_max_num_queries
):
    revise(team.owner, team.article, "The mayor resigns on Monday, officials said.\n\nNobody was hurt.")
    do_jobs()
    browser = client(team.owner)
    browser.get(reverse("story", args=[team.story.pk]))
    while do_jobs():
        browser.get(reverse("story", args=[team.story.pk]))
    with django_assert_max_num_queries(12):
        assert browser.get(reverse(name, args=[team.story.pk])).status_code == 200


def test_a_program_reads_the_texts_of_a_cell(team, claim):
    told = client(team.reader).get(f"/api/v1/stories/{team.story.pk}/matrix/").json()
    (cell,) = told["rows"][0]["cells"]
    assert [(each["revision"], each["certainty"], each["waits"]) for each in cell["retold"]] == [
        (1, 2, False),
        (2, 2, True),
    ]
    assert cell["findings"][0]["updated_at"]
