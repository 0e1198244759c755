"""The history of a project: found by who, what, where and when; nobody hears more here than elsewhere."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from annotator.errors import NotAllowed, NotFound
from annotator.models import Blindness, Event, Project
from annotator.queries import audit
from annotator.queries.audit import Wanted
from annotator.services import annotations, articles, claims, members
from annotator.services.annotations import Change
from annotator.services.history import Happened, record_many
from annotator.templatetags.auditing import NOUNS, changed
from tests.people import client, mark


def found(team, who="owner", **wanted):
    page = audit.page_for(team.who(who), team.project.pk, Wanted(**wanted))
    return [each.verb for each in page.events]


def many(team, count, verb="story.changed", by=None):
    with transaction.atomic():
        record_many(
            project_id=team.project.pk,
            actor=by or team.owner,
            happened=[Happened(verb, 1, "", None, {"title": str(n)}) for n in range(count)],
        )


@pytest.fixture
def busy(team):
    """One mark that was changed, a claim, a cell, and a second story with an article of its own."""
    made = mark(team.annotator, team.revision, "may resign").data
    annotations.revise(actor=team.annotator, annotation_id=made["id"], version=1, change=Change(note="Hm."))
    claim = claims.create(actor=team.curator, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="A.")
    claims.set_cell(
        actor=team.annotator, claim_id=claim.pk, article_id=team.article.pk, status="denied", note="No."
    )
    articles.create_story(actor=team.owner, project_id=team.project.pk, title="Rain")
    return made


def test_it_is_found_by_person_kind_verb_and_thing(team, busy):
    assert found(team, person=team.annotator.pk) == ["cell.set", "annotation.changed", "annotation.created"]
    assert found(team, noun="annotation") == ["annotation.changed", "annotation.created"]
    assert found(team, verb="annotation.changed") == ["annotation.changed"]
    assert found(team, noun="annotation", subject=busy["id"]) == ["annotation.changed", "annotation.created"]
    assert found(team, person=team.stranger.pk) == []
    assert found(team, noun="annot") == [], "a kind is a whole word"


def test_it_is_found_by_article_and_story(team, busy):
    of_article = found(team, article=team.article.pk)
    assert {"cell.set", "annotation.changed", "annotation.created", "article.created"} <= set(of_article)
    assert "claim.created" not in of_article
    of_story = found(team, story=team.story.pk)
    assert {*of_article, "claim.created", "story.created"} <= set(of_story)
    assert of_story.count("story.created") == 1


def test_it_is_found_by_date(team, busy):
    now = timezone.now()
    assert found(team, since=now + timedelta(days=1)) == []
    assert found(team, until=now - timedelta(days=1)) == []
    Event.objects.filter(verb="claim.created").update(at=now - timedelta(days=3))
    assert found(team, since=now - timedelta(days=4), until=now - timedelta(days=2)) == ["claim.created"]


def test_pages_go_by_number_so_that_nothing_is_told_twice_or_left_out(team):
    many(team, 120)
    seen, before = [], None
    for _ in range(10):
        page = audit.page_for(team.owner, team.project.pk, Wanted(noun="story"), before=before)
        seen += [each.seq for each in page.events]
        many(team, 3)  # others go on meanwhile
        if page.older is None:
            break
        before = page.older
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 121


def test_a_page_costs_the_same_however_long_the_history(team, django_assert_num_queries):
    many(team, 100)
    with django_assert_num_queries(2):
        audit.page_for(team.owner, team.project.pk, Wanted())
    many(team, 1000)
    with django_assert_num_queries(2):
        audit.page_for(team.owner, team.project.pk, Wanted())
    with django_assert_num_queries(2):
        audit.page_for(team.owner, team.project.pk, Wanted(person=team.reader.pk))


def test_what_hides_far_back_is_not_looked_for_without_end(team, django_assert_max_num_queries):
    many(team, 2300, verb="trial.begun")
    with django_assert_max_num_queries(30):
        page = audit.page_for(team.annotator, team.project.pk, Wanted())
    assert page.events == []
    assert page.older is not None
    assert audit.page_for(team.annotator, team.project.pk, Wanted(), before=page.older).events


@pytest.mark.parametrize("who", ["annotator", "reader"])
def test_in_a_blind_project_nobody_hears_more_than_elsewhere(who, team):
    made = mark(team.curator, team.revision, "may resign", note="Xylophone").data
    Project.objects.update(blind=Blindness.REVEALED)
    assert found(team, who, subject=made["id"]) == []
    assert found(team, who, article=team.article.pk, noun="annotation") == []
    assert found(team, who, person=team.curator.pk) == []
    page = client(team.who(who)).get(f"/projects/{team.project.pk}/history/?article={team.article.pk}")
    assert b"Xylophone" not in page.content
    assert b"created the mark" not in page.content
    asked = client(team.who(who)).get(f"/api/v1/projects/{team.project.pk}/events/?before=0&noun=annotation")
    assert asked.json()["results"] == []
    assert found(team, "owner", subject=made["id"]) == ["annotation.created"]


def test_leads_export_what_they_look_for_and_others_nothing(team, busy):
    rows = list(audit.records_for(team.curator, team.project.pk, Wanted(noun="annotation")))
    assert [each["verb"] for each in rows] == ["annotation.created", "annotation.changed"]
    assert rows[1]["after"]["note"] == "Hm."
    for who in ("annotator", "reader"):
        with pytest.raises(NotAllowed):
            audit.records_for(team.who(who), team.project.pk, Wanted())
    with pytest.raises(NotFound):
        audit.records_for(team.stranger, team.project.pk, Wanted())


def test_the_file_is_streamed_whole_and_no_value_is_a_formula(team):
    many(team, 450)
    articles.create_story(actor=team.owner, project_id=team.project.pk, title="=1+1")
    team.owner.name = "=cmd"
    team.owner.save()
    answer = client(team.owner).get(f"/projects/{team.project.pk}/history/csv/?noun=story")
    assert answer.streaming
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("seq,at,actor_id,actor,verb")
    assert len(lines) == 1 + 452
    assert ",'=cmd," in lines[1]


def test_what_can_t_be_looked_for_is_refused(team):
    browser = client(team.owner)
    for query in ("person=x", "since=soon", "noun=A;", f"article={2**64}", "until=9999-12-31", "before=-1"):
        assert browser.get(f"/projects/{team.project.pk}/history/?{query}").status_code == 422, query
    for query in ("person=x", "since=soon", f"article={2**64}", "before=x", "after=x", "noun=" + "a" * 61):
        assert browser.get(f"/api/v1/projects/{team.project.pk}/events/?{query}").status_code == 422, query


def test_each_kind_of_event_has_a_name_to_look_for_it():
    assert set(NOUNS) >= set(audit.NOUNS)


def test_an_event_tells_what_was_and_what_is(team, busy):
    event = Event.objects.get(verb="annotation.changed")
    assert ("note", "", "Hm.") in changed(event)
    members.give_pseudonyms(project_id=team.project.pk)
    of_cell = changed(Event.objects.get(verb="cell.set"))
    assert ("note", "", "No.") in of_cell
