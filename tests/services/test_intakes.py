"""Files with marks of others: read as a dry run, and what a person has to say before they go in."""

from __future__ import annotations

import io
import zipfile

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound, TooMuch
from annotator.formats.interchange.mapping import AttributeRule, LabelRule, Mapping
from annotator.models import Article, Event, Intake, Job, Member, Range
from annotator.queries import codebooks
from annotator.queries import intakes as queries
from annotator.services import intakes
from tests.intaken import AT, BRAT, BRIDGE, CERTAIN, imported, page, position, sure, web_page, whys

# -- The dry run


def test_a_file_is_read_and_nothing_of_it_goes_in(team, bring):
    before = Event.objects.count(), Article.objects.count(), Member.objects.count()
    found = bring(BRAT)
    assert (found.state, found.format, found.problem) == ("read", "brat", "")
    assert found.found["labels"] == {
        "Claim": {"count": 1, "attributes": {"Certainty": {"possible": 1}}, "more": {}},
        "Hedge": {"count": 1, "attributes": {}, "more": {}},
    }
    assert (found.found["documents"], found.found["marks"], found.found["placed"]) == (1, 2, 2)
    assert [each["quote"] for each in found.found["first"]] == ["The bridge may be closed", "may"]
    assert (Event.objects.count(), Article.objects.count(), Member.objects.count()) == before
    assert imported() == []


def test_what_would_be_refused_is_told_with_file_and_line(bring):
    broken = BRAT | {
        "one.ann": BRAT["one.ann"] + "T3\tClaim 900 909\tnowhere\nT4 no\n",
        "alone.ann": "T1\tA 0 1\ta",
    }
    found = bring(broken)
    rows = {(each.file, each.line) for each in queries.refused_of(found)}
    assert {("one.ann", 5), ("one.ann", 6), ("alone.ann", None)} <= rows
    assert found.found["refused"] == len(queries.refused_of(found))


def test_a_file_in_no_known_format_says_so(bring):
    found = bring(b"Just some words.", "words.txt")
    assert found.state == "unreadable"
    assert "brat" in found.problem


def test_a_bomb_is_not_even_kept(team):
    with pytest.raises(Invalid, match="times its size"):
        intakes.start(
            actor=team.owner, project_id=team.project.pk, name="b.zip", file=io.BytesIO(bomb()), form=""
        )
    assert Intake.objects.count() == Job.objects.filter(kind="intake-reading").count() == 0


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\x00" * 30_000_000)
    return out.getvalue()


def test_an_empty_file_a_large_one_and_an_unknown_format_are_refused(team, monkeypatch):
    def start(data: bytes, form: str = ""):
        intakes.start(
            actor=team.owner, project_id=team.project.pk, name="a", file=io.BytesIO(data), form=form
        )

    with pytest.raises(Invalid, match="empty"):
        start(b"")
    with pytest.raises(Invalid, match="A format is one of"):
        start(b"a", "word")
    monkeypatch.setattr(intakes, "LARGEST_FILE", 10)
    with pytest.raises(TooMuch):
        start(b"a" * 11)


@pytest.mark.parametrize("name", ["annotator", "reader"])
def test_only_leads_take_marks_of_others_in(team, bring, name):
    found = bring(BRAT)
    with pytest.raises(NotAllowed):
        intakes.start(actor=team.who(name), project_id=team.project.pk, name="a", file=io.BytesIO(b"a"))
    with pytest.raises(NotAllowed):
        queries.intake_for(team.who(name), found.pk)
    with pytest.raises(NotFound):
        queries.intake_for(team.stranger, found.pk)
    assert list(queries.intakes_of(team.who(name), team.project.pk)) == []
    newer = bring(b"Just some words.", "words.txt")
    assert list(queries.intakes_of(team.curator, team.project.pk)) == [newer, found]


# -- Units


def test_a_unit_that_nothing_tells_is_asked_for(team, bring, take, do_jobs):
    found = bring(web_page(BRIDGE, position(AT + 1, AT + 8)))
    assert found.found["ask_unit"]
    assert found.found["units"] == [{"unit": "", "basis": "unknown", "documents": 1}]
    intakes.map_to(
        actor=team.owner, intake_id=found.pk, mapping=Mapping({"Claim": LabelRule("claim", {}, CERTAIN)})
    )
    with pytest.raises(Invalid, match="what the places"):
        intakes.take(actor=team.owner, intake_id=found.pk)
    intakes.read_again(actor=team.owner, intake_id=found.pk, unit="UTF-16")
    do_jobs()
    found.refresh_from_db()
    assert not found.found["ask_unit"]
    take(found, Mapping({"Claim": LabelRule("claim", {}, CERTAIN)}))
    assert Range.objects.get(annotation=imported()[0]).quote == "he said"


def test_a_unit_is_told_by_the_quotes_of_the_same_file(bring, take):
    both = {"type": "TextQuoteSelector", "exact": "he said"}
    one = web_page(BRIDGE, [position(AT + 1, AT + 8), both])
    found = bring(one)
    assert (found.found["unit"], found.found["ask_unit"]) == ("UTF-16", False)
    assert found.found["units"] == [{"unit": "UTF-16", "basis": "quotes", "documents": 1}]


def test_a_place_in_a_text_that_is_not_in_the_file_needs_a_quote(team, bring, take):
    Article.objects.filter(pk=team.article.pk).update(url="https://news.example/bridge")
    target = {"source": "https://news.example/bridge", "selector": position(0, 9)}
    done = take(bring(page(target=target), "page.json"), sure())
    assert imported() == []
    assert "no quote" in whys(done)[0]


# -- What has to be said first


def test_every_label_has_to_be_mapped(team, bring):
    found = bring(BRAT)
    with pytest.raises(Invalid, match="Hedge"):
        intakes.map_to(actor=team.owner, intake_id=found.pk, mapping=sure())
    with pytest.raises(Invalid, match="each label"):
        intakes.take(actor=team.owner, intake_id=found.pk)
    with pytest.raises(Invalid, match="no layer 'x'"):
        intakes.map_to(
            actor=team.owner,
            intake_id=found.pk,
            mapping=Mapping({"Claim": LabelRule("x"), "Hedge": LabelRule()}),
        )
    nothing = Mapping({"Claim": LabelRule(), "Hedge": LabelRule()})
    intakes.map_to(actor=team.owner, intake_id=found.pk, mapping=nothing)
    with pytest.raises(Invalid, match="nothing would go in"):
        intakes.take(actor=team.owner, intake_id=found.pk)


def test_names_that_are_the_same_are_mapped_by_themselves(team, bring):
    found = bring(BRAT)
    mapping = queries.mapping_of(found, codebooks.current_for_project(team.project.pk).record())
    certainty = AttributeRule("certainty", {"possible": "possible"})
    assert mapping.labels == {"Claim": LabelRule("claim", {"Certainty": certainty}), "Hedge": LabelRule()}
    assert mapping.nobody == "set"


def test_what_went_in_is_not_read_again_nor_thrown_away(team, bring, take):
    done = take(bring(BRAT))
    for act in (intakes.discard, intakes.take, intakes.read_again):
        with pytest.raises(Conflict):
            act(actor=team.owner, intake_id=done.pk)


def test_a_file_that_was_read_can_be_thrown_away(team, bring, django_capture_on_commit_callbacks):
    found = bring(BRAT)
    with django_capture_on_commit_callbacks(execute=True):
        intakes.discard(actor=team.owner, intake_id=found.pk)
    assert not Intake.objects.exists()
    assert not found.upload.storage.exists(found.upload.name)


# -- Tables


ROWS = "what,kind,sure\nThe mayor,Claim,certain\nNobody was hurt,Claim,certain\n"


def test_a_table_is_read_once_a_person_says_what_its_columns_are(team, bring, do_jobs):
    found = bring(ROWS.encode(), "marks.csv")
    assert (found.format, found.found["marks"]) == ("csv", 0)
    assert found.found["table"]["columns"] == ["what", "kind", "sure"]
    assert "Say which column is what." in whys(found)[0]
    columns = {"what": "quote", "kind": "label", "sure": "code"}
    with pytest.raises(Invalid, match="A column is one of"):
        intakes.read_again(actor=team.owner, intake_id=found.pk, columns={"what": "words"})
    intakes.read_again(actor=team.owner, intake_id=found.pk, columns=columns)
    do_jobs()
    found.refresh_from_db()
    assert found.found["labels"] == {
        "Claim": {"count": 2, "attributes": {"sure": {"certain": 2}}, "more": {}}
    }
