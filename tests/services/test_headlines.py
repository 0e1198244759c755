"""A headline or byline that changes while the text does not: a revision of its own."""

from __future__ import annotations

import pytest

from annotator.models import Carried, Cell, Revision
from annotator.services import revisions
from annotator.services.revisions import Incoming
from tests.people import TEXT, client, mark

SURE = "It is not clear whether the bridge was closed."


def add(team, **told):
    return revisions.add(actor=team.owner, article_id=team.article.pk, incoming=Incoming(TEXT, **told))


@pytest.mark.parametrize(
    "told", [{}, {"title": "Mayor may resign"}, {"title": " Mayor  may resign "}, {"title": "", "byline": ""}]
)
def test_nothing_above_the_text_changed_is_no_revision(told, team):
    assert not add(team, **told).made
    assert Revision.objects.filter(article=team.article).count() == 1


@pytest.mark.parametrize("told", [{"title": "Mayor resigns"}, {"byline": "Ada Lovelace"}])
def test_what_stands_above_changed_is_a_revision_and_marks_are_where_they_were(told, team, do_jobs):
    made = mark(team.annotator, team.revision, SURE)
    added = add(team, **told)
    do_jobs()
    assert (added.made, added.revision.number) == (True, 2)
    assert added.trivial is ("byline" in told)
    old, new = Revision.objects.filter(article=team.article).order_by("number")
    assert old.headline == "Mayor may resign"
    assert (new.headline, new.signed) == (told.get("title", "Mayor may resign"), told.get("byline", ""))
    carried = Carried.objects.get(source=made.data["id"])
    assert (carried.state, carried.review) == ("exact", "")


def test_a_new_headline_asks_again_what_was_not_reported(team):
    claim = team.story.claims.create(wording="The mayor resigns.", position=0)
    cell = Cell.objects.create(
        claim=claim, article=team.article, annotator=team.annotator, status="not_reported"
    )
    added = add(team, title="Mayor resigns")
    cell.refresh_from_db()
    assert cell.look_again == added.revision


@pytest.mark.parametrize("between", [" | ", " - ", " \u2013 "])
def test_the_sources_name_behind_a_headline_is_no_change(between, team):
    name = team.article.source.name
    assert not add(team, title=f"Mayor may resign{between}{name}").made
    assert add(team, title=f"Mayor may resign{between}officials").made


def test_a_headline_that_was_made_of_the_unchanged_text_is_no_change(team):
    assert not add(team, title="The mayor may resign on Monday, officials said").made


def test_what_the_headline_tells_otherwise_is_told_first_and_on_the_time_line(team):
    add(team, title="Mayor will resign")
    told = client(team.reader).get(f"/articles/{team.article.pk}/revisions/").content.decode()
    assert "1 change touches certainty" in told
    assert "in the headline" in told
    assert "headline or byline" in told
    assert "certainty: 1" in told
    assert "trivial" not in told.partition('class="steps"')[2]
    add(team, byline="Ada Lovelace")
    told = client(team.reader).get(f"/articles/{team.article.pk}/revisions/").content.decode()
    assert "The text is the same; what stands above it changed." in told
    assert "only white space changed" not in told


def test_a_program_is_told_what_an_annotation_was_carried_from(team, do_jobs):
    made = mark(team.annotator, team.revision, SURE)
    added = add(team, title="Mayor resigns")
    do_jobs()
    browser = client(team.annotator)
    (there,) = browser.get(f"/api/v1/revisions/{added.revision.pk}/annotations/").json()["results"]
    assert there["carried_from"] == made.data["id"]
    (first,) = browser.get(f"/api/v1/revisions/{team.revision.pk}/annotations/").json()["results"]
    assert first["carried_from"] is None
    assert made.data["carried_from"] is None
