"""Datasets of articles that were edited: what was carried from what goes out, and comes back."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from datetime import date

import pytest
import time_machine

from annotator.models import Article, Carried, Cell, Revision, Story, User
from annotator.queries import claims as claim_queries
from annotator.services import annotations, bringing, carries, claims, exports, placing
from annotator.services.scopes import Scope
from tests.people import mark
from tests.restored import empty, exported, packed, refusals, restored
from tests.revised import NEWER, revise

SURE = "It is not clear whether the bridge was closed."
HEDGED = "The mayor may resign on Monday, officials said."
GONE = "Nobody was hurt."
LAST = NEWER.replace("will resign", "resigned").replace("Updated with", "With")
MONDAY, TUESDAY = "2026-05-04T10:00:00Z", "2026-05-05T10:00:00Z"


@pytest.fixture
def edited(team, do_jobs):
    """An account edited twice and one edited once, whose carry was undone; the marks by their names."""
    with time_machine.travel(MONDAY):
        other = team.add_account("The bridge may close. Nobody was hurt.", "Bridge")
        words = {"sure": SURE, "hedged": HEDGED, "gone": GONE, "dropped": "officials said"}
        made = {name: mark(team.annotator, team.revision, each).data["id"] for name, each in words.items()}
        made["undone"] = mark(team.annotator, other.revisions.get(), "may close").data["id"]
        for name in ("sure", "hedged", "undone"):
            row = claims.create(
                actor=team.annotator,
                story_id=team.story.pk,
                claim_id=uuid.uuid4(),
                wording=f"It is {name}.",
                annotation_id=uuid.UUID(made[name]),
            )
            claims.set_cell(
                actor=team.annotator, claim_id=row.pk, article_id=team.article.pk, status="asserted"
            )
    with time_machine.travel(TUESDAY):
        revise(team.owner, team.article)
        do_jobs()
        placing.give_up(actor=team.annotator, annotation_id=uuid.UUID(made["gone"]), reason="It is gone.")
        dropped = Carried.objects.get(source=made["dropped"]).made
        annotations.delete(actor=team.annotator, annotation_id=dropped.pk, version=1)
        revise(team.owner, team.article, LAST)
        carries.undo(actor=team.owner, revision_id=revise(team.owner, other, "Now: the bridge closed.").pk)
        do_jobs()
        carries.undo(actor=team.owner, revision_id=other.revisions.get(number=2).pk)
    return made


def told(data: bytes, kind: str) -> list[dict]:
    return [each for each in map(json.loads, data.splitlines()) if each["type"] == kind]


def files(team, do_jobs, form="jsonl", **scope) -> dict[str, bytes]:
    row = exports.start(actor=team.owner, project_id=team.project.pk, form=form, scope=Scope(**scope))
    do_jobs()
    row.refresh_from_db()
    assert row.job.state == "done", row.job.traceback
    with row.file.open("rb") as file, zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def quotes_of(actor, story):
    """Return what the matrix quotes: claims, marks and their words."""
    matrix = claim_queries.matrix_of(actor, story)
    return sorted(
        (row.claim.wording, quote.annotation, quote.text)
        for row in matrix.rows
        for cell in row.cells
        for quote in cell.quotes
    )


def test_what_became_of_each_annotation_is_told_as_a_chain(team, edited, do_jobs):
    data = files(team, do_jobs)["data.jsonl"]
    rows = {each["carried_from"]: each for each in told(data, "carried")}
    marks = {each["id"]: each for each in told(data, "annotation")}
    texts = {each["revision_id"]: each for each in told(data, "revision")}

    first = rows[edited["hedged"]]
    assert (first["state"], first["review"], first["annotation_id"] in marks) == ("changed", "passed", True)
    second = rows[first["annotation_id"]]
    assert (second["state"], second["review"]) == ("changed", "waiting")
    assert [texts[each["revision_id"]]["revision"] for each in (first, second)] == [2, 3]
    assert marks[second["annotation_id"]]["carried_from"] == first["annotation_id"]
    assert marks[first["annotation_id"]]["carried_from"] == edited["hedged"]
    assert marks[edited["hedged"]]["carried_from"] is None
    (place,) = second["found"]
    found = texts[second["revision_id"]]["text"][place["start"] : place["end"]]
    assert found == marks[second["annotation_id"]]["ranges"][0]["quote"]

    gone = rows[edited["gone"]]
    assert (gone["state"], gone["review"], gone["reason"]) == ("orphan", "given_up", "It is gone.")
    assert (gone["annotation_id"], gone["found"]) == (None, [])
    assert rows[edited["undone"]]["review"] == "undone"


def test_what_was_deleted_on_the_newer_text_is_given_up_there(team, edited, do_jobs):
    rows = told(files(team, do_jobs)["data.jsonl"], "carried")
    (dropped,) = (each for each in rows if each["carried_from"] == edited["dropped"])
    assert (dropped["annotation_id"], dropped["review"]) == (None, "given_up")
    assert dropped["reason"] == "It was deleted on the newer text."
    assert dropped["reviewed_at"][:10] == TUESDAY[:10]


def test_it_comes_back_to_the_last_byte_and_each_counts_once(team, edited, do_jobs):
    before = exported(team.owner, team.project, do_jobs)
    shown = quotes_of(team.annotator, team.story)
    assert [quote for wording, _, quote in shown if wording == "It is sure."] == [SURE]
    empty()
    actor = User.objects.create(username="somebody-else")
    made = restored(actor, before, do_jobs)
    assert refusals(made) == []
    assert exported(actor, made.project, do_jobs) == before
    assert quotes_of(actor, Story.objects.get(project=made.project)) == shown
    asked = Cell.objects.exclude(look_again=None).values_list("claim__wording", "look_again__number")
    assert list(asked) == [("It is hedged.", 3)]


def test_where_the_older_texts_are_left_out_nothing_leads_to_them(team, edited, do_jobs):
    data = files(team, do_jobs, newest=True)["data.jsonl"]
    assert told(data, "carried") == []
    marks = told(data, "annotation")
    assert {each["origin"] for each in marks} == {"carried"}
    assert {each["carried_from"] for each in marks} == {None}
    texts = {each["revision_id"] for each in told(data, "revision")}
    asked = [each["look_again"] for each in told(data, "cell") if each["look_again"]]
    assert len(asked) == 1
    assert set(asked) <= texts


def test_a_cell_asks_by_a_later_text_where_the_one_that_changed_it_is_left_out(team, edited, do_jobs):
    first = Revision.objects.get(article=team.article, number=2)
    Cell.objects.filter(claim__wording="It is sure.").update(look_again=first)
    data = files(team, do_jobs, newest=True)["data.jsonl"]
    (newest,) = (each for each in told(data, "revision") if each["article_id"] == str(team.article.uid))
    asked = {each["claim"]: each["look_again"] for each in told(data, "cell")}
    assert asked["It is sure."] == newest["revision_id"]
    assert asked["It is undone."] is None


def test_of_a_day_before_the_carry_the_older_annotations_stand_for_themselves(team, edited, do_jobs):
    data = files(team, do_jobs, until=date(2026, 5, 4))["data.jsonl"]
    assert told(data, "carried") == []
    assert {each["id"] for each in told(data, "annotation")} == set(edited.values())
    later = files(team, do_jobs, since=date(2026, 5, 5))["data.jsonl"]
    marks = {each["id"] for each in told(later, "annotation")}
    assert not marks & set(edited.values())
    assert {each["carried_from"] for each in told(later, "carried")} <= marks


def test_a_web_annotation_names_the_one_that_it_was_carried_from(team, edited, do_jobs):
    inside = files(team, do_jobs, "web_annotation")
    pages = [json.loads(data) for name, data in inside.items() if name.startswith("pages/")]
    items = {item["id"]: item for page in pages for item in page["items"]}
    (older,) = (each for each in items.values() if each["id"] == f"urn:uuid:{edited['hedged']}")
    newer = [each for each in items.values() if each.get("dcterms:isVersionOf") == {"id": older["id"]}]
    assert [each["annotator:anchor"] for each in newer] == ["changed"]
    cached = [each["target"]["state"]["cached"] for each in (older, *newer)]
    assert [name.rpartition("-")[2] for name in cached] == ["1.txt", "2.txt"]
    lost = json.loads(inside["loss.json"])["carried"]
    assert set(lost["ids"]) >= set(edited.values())
    assert lost["count"] == Carried.objects.count()


def test_the_exported_matrix_has_each_quote_once(team, edited, do_jobs):
    inside = files(team, do_jobs, "matrix")
    rows = list(csv.DictReader(io.StringIO(inside["matrix.csv"].decode())))
    quotes = {(each["claim"], each["title"]): each["quotes"] for each in rows}
    assert quotes["It is sure.", team.article.title] == SURE
    assert quotes["It is hedged.", team.article.title] == "The mayor resigned on Monday, officials said."
    lost = json.loads(inside["loss.json"])
    assert edited["sure"] in lost["carried"]["ids"]
    assert not {edited["sure"], edited["hedged"]} & set(lost["mark"]["ids"])


LATER = "A mark is carried to a later text of its article."
CLASHES = "It clashes with what is there: %(what)s."
NO_PLACE = "This place is not in the text."
WRONG = {
    "a text that there is not": ({"revision_id": str(uuid.UUID(int=7))}, "revision_id", bringing.NOT_THERE),
    "a place behind the end": ({"found": [{"start": 5, "end": 5000}]}, "found", NO_PLACE),
    "a place without words": ({"found": [{"start": 5, "end": 5}]}, "found", NO_PLACE),
    "nothing that stands for it, and no word of why": ({"annotation_id": None, "review": None}, "", CLASHES),
    "given up without a reason": ({"review": "given_up", "reason": None}, "", CLASHES),
}  # fmt: skip


@pytest.fixture
def lines(team, edited, do_jobs):
    """The dataset as records, in an instance that knows nothing of it."""
    data = exported(team.owner, team.project, do_jobs)
    empty()
    return [json.loads(each) for each in data.splitlines()]


@pytest.fixture
def actor(db):
    return User.objects.create(username="somebody-else")


def the_carried(lines, source):
    return next(each for each in lines if each["type"] == "carried" and each["carried_from"] == source)


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused_and_the_rest_goes_in(name, lines, edited, do_jobs, request):
    said, path, why = WRONG[name]
    the_carried(lines, edited["hedged"]).update(said)
    made = restored(request.getfixturevalue("actor"), packed(lines), do_jobs)
    assert [each[1:] for each in refusals(made)] == [("carried", path, why)]


def test_a_chain_never_leads_back(lines, edited, actor, do_jobs):
    """Nor to another article, nor to an annotation that is on another text than the record says."""
    forth = the_carried(lines, edited["hedged"])
    back = the_carried(lines, forth["annotation_id"])
    first = next(each for each in lines if each.get("id") == edited["hedged"])["revision"]
    back |= {"annotation_id": edited["hedged"], "revision_id": first}
    back_at = lines.index(back) + 1
    elsewhere = the_carried(lines, edited["undone"])
    elsewhere["revision_id"] = forth["revision_id"]
    beside = the_carried(lines, edited["sure"])
    beside["revision_id"] = the_carried(lines, beside["annotation_id"])["revision_id"]
    made = restored(actor, packed(lines), do_jobs)
    assert {each[2:] for each in refusals(made)} == {("revision_id", LATER)}
    assert back_at in {each[0] for each in refusals(made)}
    assert len(refusals(made)) == 3


def test_a_dataset_from_before_cells_asked_again_is_read(lines, actor, do_jobs):
    for each in lines:
        if each["type"] == "cell":
            del each["look_again"]
    made = restored(actor, packed(lines), do_jobs)
    assert refusals(made) == []
    assert made.counts["cell"] == 4
    assert Article.objects.filter(project=made.project).count() == 2
