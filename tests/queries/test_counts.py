"""How many queries the hot paths take, and which; they do not grow with what there is."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.formats.interchange.source import records_of
from annotator.formats.interchange.tabulating import rows_of
from annotator.models import Annotation, AnnotationCode, Range
from annotator.queries import annotations as annotation_queries
from annotator.queries import articles as article_queries
from annotator.queries import claims as claim_queries
from annotator.queries import codebooks
from annotator.queries import matrix as matrix_queries
from annotator.queries.records import FromDatabase
from annotator.services import annotations, claims, comparisons, exports
from annotator.services.annotations import Answer, Change, RangeIn
from tests.api.asking import ask
from tests.people import client, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Team


def queries(do: Callable[[], object]) -> list[str]:
    """Return what was asked of the database, savepoints apart: they are the tests' own."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        do()
    asked = [each["sql"] for each in captured.captured_queries]
    return [sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]


def many_marks(team: Team, number: int) -> None:
    """Mark a text as a busy class would, without going through the services one by one."""
    book = codebooks.current_of(team.owner, team.project.pk)
    layer = book.layers["claim"]
    certainty = layer.dimensions["certainty"]
    text, length = team.revision.text, team.revision.length
    rows = Annotation.objects.bulk_create(
        Annotation(revision=team.revision, layer=layer.row, author=team.annotator) for _ in range(number)
    )
    Range.objects.bulk_create(
        Range(annotation=row, position=0, start=at, end=at + 3, quote=text[at : at + 3])
        for at, row in ((n % (length - 3), row) for n, row in enumerate(rows))
    )
    AnnotationCode.objects.bulk_create(
        AnnotationCode(annotation=row, dimension=certainty.row, code=certainty.codes["certain"])
        for row in rows
    )


def many_claims(team: Team, number: int) -> None:
    for n in range(number):
        made = mark(team.annotator, team.revision, "may resign")
        claims.create(
            actor=team.annotator,
            story_id=team.story.pk,
            claim_id=uuid.uuid4(),
            wording=f"Claim {n}.",
            annotation_id=made.data["id"],
        )


# -- annotations


def test_creating_an_annotation_takes_at_most_eight(team):
    browser, address = client(team.annotator), f"/api/v1/revisions/{team.revision.pk}/annotations/"
    codebooks.current_of(team.annotator, team.project.pk)  # this process has met the codebook

    def create():
        body = {
            "id": str(uuid.uuid4()),
            "layer": "claim",
            "ranges": [{"start": 10, "end": 20}, {"start": 0, "end": 3}],
            "codes": [
                {"dimension": "certainty", "code": "certain"},
                {"dimension": "reason", "code": "weasel"},
            ],
        }
        assert ask(browser, "post", address, body).status_code == 201

    # session; user; the revision with all that is needed of it; the annotation; its ranges; its
    # codes; the project's next number; the event
    assert len(queries(create)) == 8


@pytest.mark.parametrize("number", [1, 2000])
def test_listing_annotations_takes_seven_however_many_there_are(number, team):
    many_marks(team, number)
    browser, address = client(team.reader), f"/api/v1/revisions/{team.revision.pk}/annotations/"

    def read():
        assert len(ask(browser, "get", address).json()["results"]) == number

    # session; user; the revision; annotations with their ranges; codes; claims; comments
    assert len(queries(read)) == 7


def test_a_list_that_did_not_change_takes_three(team):
    many_marks(team, 3)
    browser, address = client(team.reader), f"/api/v1/revisions/{team.revision.pk}/annotations/"
    etag = ask(browser, "get", address)["ETag"]
    assert len(queries(lambda: ask(browser, "get", address, **{"If-None-Match": etag}))) == 3


def test_changing_deleting_and_restoring_take_what_they_say(team):
    key = mark(team.annotator, team.revision, "may resign").data["id"]
    who = {"actor": team.annotator, "annotation_id": key}
    assert len(queries(lambda: annotations.revise(**who, version=1, change=Change(note="!")))) == 8
    assert len(queries(lambda: annotations.delete(**who, version=2))) == 8
    assert len(queries(lambda: annotations.restore(**who))) == 8


def test_changing_codes_or_ranges_takes_at_most_sixteen(team):
    key = mark(team.annotator, team.revision, "may resign").data["id"]
    change = Change(answers=[Answer("certainty", "possible")], ranges=[RangeIn(0, 3)])
    who = {"actor": team.annotator, "annotation_id": key}
    assert len(queries(lambda: annotations.revise(**who, version=1, change=change))) <= 16


def test_sending_again_takes_no_more_than_reading(team):
    key = uuid.uuid4()
    mark(team.annotator, team.revision, "may resign", key=key)
    assert len(queries(lambda: mark(team.annotator, team.revision, "may resign", key=key))) == 5


def test_one_annotation_is_told_by_three(team):
    made = mark(team.annotator, team.revision, "may resign")
    row = annotation_queries.annotation_for(team.annotator, made.data["id"]).it
    assert len(queries(lambda: annotation_queries.as_data(team.annotator, row))) == 3


# -- the matrix


@pytest.mark.parametrize(("claims_", "accounts"), [(1, 1), (7, 1), (3, 6)])
def test_a_matrix_takes_five_whatever_its_size(claims_, accounts, team):
    for n in range(1, accounts):
        team.add_account(f"Account number {n}.", source=f"Source {n}")
    many_claims(team, claims_)
    shown = {}

    def read():
        matrix = claim_queries.matrix_of(team.reader, team.story)
        shown.update(matrix_queries.matrix_as_data(matrix))

    assert len(queries(read)) == 5  # accounts; newest revisions; claims; mentions with ranges; cells
    assert (len(shown["rows"]), len(shown["accounts"])) == (claims_, accounts)


# -- articles


def test_an_articles_page_is_listed_by_as_many_queries_whatever_its_length(team):
    browser, address = client(team.reader), f"/api/v1/projects/{team.project.pk}/articles/"
    few = len(queries(lambda: ask(browser, "get", address)))
    for n in range(5):
        team.add_account(f"Account number {n}.", source=f"Source {n}")
    assert len(queries(lambda: ask(browser, "get", address))) == few == 5


def test_one_thing_is_looked_up_with_its_role_by_one(team):
    for look in (
        lambda: article_queries.story_for(team.reader, team.story.pk).role,
        lambda: article_queries.article_for(team.reader, team.article.pk).it.source,
        lambda: article_queries.revision_for(team.reader, team.revision.pk).it.article.project,
    ):
        assert len(queries(look)) == 1


# -- exports


def records(export):
    return records_of(FromDatabase(export))


def rows(export):
    return rows_of(FromDatabase(export))


TABLES = [rows, records]


def test_an_export_asks_for_the_mentions_of_a_text_without_looking_at_all_claims(team):
    mark(team.annotator, team.revision, "may resign")
    export = exports.start(actor=team.owner, project_id=team.project.pk, form="jsonl")
    asked = queries(lambda: list(FromDatabase(export).documents()))
    mentions = [sql for sql in asked if 'FROM "annotator_mention"' in sql]
    # Joined with claims, SQLite begins with these and reads the project's mentions for each text.
    assert mentions
    assert not [sql for sql in mentions if "annotator_claim" in sql]


@pytest.mark.parametrize("table", TABLES)
def test_an_export_reads_a_revision_by_as_many_queries_however_much_is_marked(table, team):
    export = exports.start(actor=team.owner, project_id=team.project.pk, form="csv")
    many_marks(team, 1)
    few = len(queries(lambda: list(table(export))))
    many_marks(team, 50)
    assert len(queries(lambda: list(table(export)))) == few


@pytest.mark.parametrize("table", TABLES)
def test_an_export_takes_as_many_queries_however_many_revisions(table, team):
    export = exports.start(actor=team.owner, project_id=team.project.pk, form="csv")
    codebooks.current_of(team.owner, team.project.pk)  # this process has met the codebook
    taken = []
    for n in range(3):
        team.add_account(f"Account number {n}.")
        taken.append(len(queries(lambda: list(table(export)))))
    assert len(set(taken)) == 1  # texts are read many at once


# -- comparisons


def test_comparisons_that_stand_take_as_many_queries_however_many_accounts(team, do_jobs):
    taken = []
    for n in range(3):
        team.add_account(f"Account number {n} is short.")
        comparisons.ask_for_story(actor=team.owner, story_id=team.story.pk)
        do_jobs()
        taken.append(
            len(queries(lambda: comparisons.ask_for_story(actor=team.owner, story_id=team.story.pk)))
        )
    assert set(taken) == {5}
