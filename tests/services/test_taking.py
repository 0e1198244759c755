"""Files with marks of others, taken in by a job: where their marks go, whose they are, and never twice."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.errors import NotFound
from annotator.formats.interchange.mapping import AttributeRule, LabelRule, Mapping
from annotator.models import Article, Event, Member
from annotator.queries import intakes as queries
from annotator.services import annotations, intakes, running, taking
from annotator.tasks import HANDLERS
from tests.intaken import BRAT, BRIDGE, CERTAIN, MAPPED, imported, page, sure, whys
from tests.people import TEXT


def test_marks_go_in_as_they_are_mapped(team, bring, take):
    done = take(bring(BRAT))
    assert done.state == "taken"
    (mark,) = imported()
    assert (mark.layer.key, mark.anchor, mark.revision.text) == ("claim", "exact", BRIDGE)
    assert [(each.start, each.end, each.quote) for each in mark.ranges.all()] == [
        (0, 24, "The bridge may be closed")
    ]
    assert [(each.dimension.key, each.code.key) for each in mark.codes.all()] == [("certainty", "possible")]
    assert mark.revision.article.story == team.story
    assert done.report["counts"]["left_out"] == 1  # the hedge
    assert not done.upload.storage.exists(done.upload.name)


def test_the_text_that_is_there_already_is_used(team, bring, take):
    words = "may resign"
    at = TEXT.index(words)
    take(bring({"a.txt": TEXT, "a.ann": f"T1\tClaim {at} {at + len(words)}\t{words}\n"}), sure())
    (made,) = imported()
    assert made.revision == team.revision
    assert Article.objects.filter(project=team.project).count() == 1


def test_a_file_without_texts_finds_its_articles_by_address(team, bring, take):
    Article.objects.filter(pk=team.article.pk).update(url="https://news.example/bridge")
    take(bring(page(), "page.json"), sure())
    (made,) = imported()
    assert made.revision == team.revision
    assert made.ranges.get().quote == "may resign"


def test_without_the_article_there_is_a_reason(bring, take):
    done = take(bring(page(), "page.json"), sure())
    assert imported() == []
    assert "https://news.example/bridge" in whys(done)[0]


def test_people_of_the_file_become_pseudonymous_members(team, bring, take):
    named = json.loads(page())
    Article.objects.filter(pk=team.article.pk).update(url="https://news.example/bridge")
    items = [named | {"id": f"urn:{who}", "creator": {"name": who}} for who in ("Maria Muster", "Bo")]
    take(bring(json.dumps(items).encode(), "page.json"), sure())
    authors = {each.author for each in imported()}
    assert len(authors) == 2
    for author in authors:
        member = Member.objects.get(user=author, project=team.project)
        assert author.shown_name == member.pseudonym
        assert "Mar" not in author.username + author.shown_name
        assert not author.has_usable_password()
        assert not author.is_active
    noted = items[0] | {"body": [*named["body"], {"type": "TextualBody", "value": "!"}]}
    take(bring(json.dumps([noted]).encode(), "b.json"), sure())
    assert len(imported()) == 3
    assert {each.author for each in imported()} == authors  # Maria is the one she was


def test_marks_that_name_nobody_are_one_persons(team, bring, take):
    take(bring(BRAT))
    take(bring({"a.txt": TEXT, "a.ann": "T1\tClaim 0 9\tThe mayor\n"}), sure())
    assert len({each.author for each in imported()}) == 1  # both files are called set.zip
    other = Mapping(sure().labels, nobody="Team of 2019")
    take(bring({"b.txt": "A road.", "b.ann": "T1\tClaim 0 6\tA road\n"}), other)
    assert len({each.author for each in imported()}) == 2


def test_the_same_file_again_doubles_nothing(team, bring, take):
    take(bring(BRAT))
    again = bring(BRAT)
    assert queries.twin_of(again) is not None
    take(again)
    assert len(imported()) == 1
    assert again.report["counts"]["duplicates"] == 1
    assert again.documents.get().duplicates == 1
    assert Article.objects.filter(project=team.project).count() == 2


def test_a_mark_that_stands_twice_in_a_file_goes_in_once(bring, take):
    doubled = BRAT | {"one.ann": "T1\tClaim 0 3\tThe\nT2\tClaim 0 3\tThe\n"}
    done = take(bring(doubled), sure())
    assert len(imported()) == 1
    assert done.report["counts"]["duplicates"] == 1


def test_what_was_deleted_here_stays_deleted(team, bring, take):
    take(bring(BRAT))
    (made,) = imported()
    annotations.delete(actor=team.owner, annotation_id=made.pk, version=1)
    take(bring(BRAT))
    made.refresh_from_db()
    assert made.deleted_at is not None


def test_a_label_that_was_left_out_can_go_in_later(bring, take):
    take(bring(BRAT))
    done = take(bring(BRAT), Mapping(MAPPED.labels | {"Hedge": LabelRule("claim", {}, CERTAIN)}))
    assert done.report["counts"]["duplicates"] == 1
    assert [each.ranges.get().quote for each in imported()] == ["The bridge may be closed", "may"]


def test_a_mark_that_the_codebook_refuses_is_listed_and_the_rest_goes_in(bring, take):
    both = BRAT | {
        "one.ann": "T1\tClaim 0 24\tThe bridge may be closed\nA1\tCertainty T1 possible\nT2\tClaim 0 3\tThe\n"
    }
    done = take(bring(both))
    assert len(imported()) == 1
    assert whys(done) == ["Certainty is not answered yet."]
    assert [(each.file, each.line) for each in queries.refused_of(done)] == [("one.ann", 3)]


def test_wrong_places_are_repaired_by_their_quotes(bring, take):
    moved = BRAT | {"one.ann": "T1\tClaim 5 15\tbridge may\nT2\tClaim 0 5\tThe\n"}
    done = take(bring(moved), sure())
    (made,) = imported()
    assert (made.ranges.get().quote, made.anchor) == ("bridge may", "moved")
    assert done.report["counts"]["repaired"] == 1
    assert "in 2 others" in whys(done)[0]


def test_a_value_without_a_code_is_left_out_and_counted(bring, take):
    odd = Mapping(
        {
            "Claim": LabelRule(
                "claim", {"Certainty": AttributeRule("certainty", {"possible": None})}, CERTAIN
            ),
            "Hedge": LabelRule(),
        }
    )
    done = take(bring(BRAT), odd)
    assert done.report["counts"]["value"] == 1
    assert imported()[0].codes.get().code.key == "certain"


def test_one_event_a_document_tells_of_it(team, bring, take):
    take(bring(BRAT))
    (event,) = Event.objects.filter(verb="annotations.imported")
    assert event.actor == team.owner
    assert event.after["count"] == 1
    assert event.scope == f"revision:{imported()[0].revision_id}"


# -- Stories


def test_articles_go_into_a_new_story_or_none(team, bring, take):
    take(bring(BRAT), story_id=None, story_title="The flood")
    assert imported()[0].revision.article.story.title == "The flood"
    take(bring({"b.txt": "A road.", "b.ann": "T1\tClaim 0 6\tA road\n"}), sure(), story_id=None)
    assert Article.objects.get(revisions__text="A road.").story is None


def test_a_story_of_another_project_is_not_there(team, bring):
    found = bring(BRAT)
    with pytest.raises(NotFound):
        intakes.map_to(actor=team.owner, intake_id=found.pk, mapping=MAPPED, story_id=10**6)


# -- Killed in the middle


MANY = {
    **{f"{number}.txt": f"The bridge number {number} may be closed." for number in range(4)},
    **{f"{number}.ann": "T1\tClaim 4 10\tbridge\nT2\tClaim 50 99\tno\n" for number in range(4)},
}


def test_a_worker_that_is_killed_is_taken_over_behind_its_last_document(team, bring, monkeypatch):
    found = bring(MANY)
    intakes.map_to(actor=team.owner, intake_id=found.pk, mapping=sure(), story_id=team.story.pk)
    intakes.take(actor=team.owner, intake_id=found.pk)
    found.refresh_from_db()
    whole = taking._Taker._document
    seen = []

    def dies(self, number, document):
        if len(seen) == 2:
            seen.append("died")
            raise KeyboardInterrupt
        seen.append(document.name)
        whole(self, number, document)

    monkeypatch.setattr(taking._Taker, "_document", dies)
    with pytest.raises(KeyboardInterrupt):
        running.execute(job_id=found.job_id, handlers=HANDLERS)
    assert len(imported()) == 2
    assert running.execute(job_id=found.job_id, handlers=HANDLERS)
    found.refresh_from_db()
    assert (found.state, len(imported()), len(seen)) == ("taken", 4, 5)
    assert found.report["counts"] == {
        "articles": 4, "documents": 4, "marks": 4, "read": 8, "refused": 4, "marks_refused": 4,
    }  # fmt: skip
    assert found.refused.filter(stage="taking").count() == 4


# -- Cost


def test_a_document_costs_the_same_however_many_marks_it_has(team, bring):
    def cost(marks: int, name: str) -> int:
        text = " ".join(f"bridge{number}" for number in range(marks)) + name
        lines = []
        for number in range(marks):
            at = text.index(f"bridge{number} ") if number < marks - 1 else text.rindex("bridge")
            lines.append(f"T{number}\tClaim {at} {at + 6}\tbridge\n")
        found = bring({"a.txt": text, "a.ann": "".join(lines)})
        intakes.map_to(actor=team.owner, intake_id=found.pk, mapping=sure(), story_id=team.story.pk)
        intakes.take(actor=team.owner, intake_id=found.pk)
        found.refresh_from_db()
        with CaptureQueriesContext(connection) as asked:
            running.execute(job_id=found.job_id, handlers=HANDLERS)
        found.refresh_from_db()
        assert found.report["counts"]["marks"] == marks
        return len(asked)

    cost(1, "first")  # people and codebook are read once
    assert cost(20, "many") == cost(2, "few")
