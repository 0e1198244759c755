"""Bringing documents in: read by a job, looked over by a person, made an article once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from annotator.errors import AddressRefused, AlreadyThere, Conflict, Invalid, NotFound, TooMuch
from annotator.models import Article, ImportItem, Revision
from annotator.services import articles, fetching, imports
from annotator.services.articles import ArticleFacts
from annotator.services.fetching import Page
from annotator.services.imports import Upload, moment
from tests.formats.test_documents import a_docx, a_pdf
from tests.people import TEXT, add_article

NEWS = (
    "Bridge opens\n\nBy Ann Writer\n\n4 May 2026\n\nThe bridge is open again, officials said.\n\n"
    "Source: The Packet"
)


@pytest.fixture
def bring(team, do_jobs):
    """Return a function that brings documents in, has them read, and returns them."""

    def start(**brought):
        brought = {
            "actor": team.annotator,
            "project_id": team.project.pk,
            "story_id": team.story.pk,
        } | brought
        batch = imports.start(**brought)
        do_jobs()
        batch.job.refresh_from_db()
        assert batch.job.state == "done", batch.job.traceback
        return list(batch.items.all())

    return start


def accept(team, item, by=None, **kwargs):
    facts = kwargs.pop("facts", ArticleFacts(title=item.title, source_name=item.source_name))
    kwargs = {"story_id": team.story.pk} | kwargs
    return imports.accept(actor=by or team.annotator, item_id=item.pk, facts=facts, **kwargs)


def states(items):
    return [item.state for item in items]


# -- reading


def test_a_pasted_text_is_read_with_what_it_says_of_itself(bring):
    (item,) = bring(pasted=[NEWS])
    assert (item.state, item.title, item.byline, item.source_name) == (
        "read", "Bridge opens", "Ann Writer", "The Packet",
    )  # fmt: skip
    assert (item.published_at, item.published_precision) == (datetime(2026, 5, 4, tzinfo=UTC), "day")


def test_files_of_every_kind_are_read_and_unreadable_ones_do_not_keep_the_others(bring):
    files = [
        Upload("a.txt", b"Plain text."),
        Upload("b.md", b"# Marked\n\nText."),
        Upload("broken.pdf", b"%PDF-1.4 rubbish"),
        Upload("c.html", b"<article>" + b"<p>A web page that says a thing or two about it.</p>" * 9),
        Upload("d.pdf", a_pdf("A page of a PDF.")),
        Upload("program.exe", b"MZ"),
        Upload("e.docx", a_docx("A Word document.")),
    ]
    items = bring(files=files)
    assert [item.name for item in items] == [file.name for file in files]
    assert states(items) == ["read", "read", "unreadable", "read", "read", "unreadable", "read"]
    assert "damaged" in items[2].problem
    assert ".exe" in items[5].problem


def test_a_file_that_says_nothing_of_itself_is_called_by_its_name(bring):
    (item,) = bring(files=[Upload("C:\\docs\\the_open-bridge.md", b"- " + b"word " * 40)])
    assert item.name == "the_open-bridge.md"
    assert item.title


def test_a_file_that_is_too_large_is_named_and_not_kept(bring, monkeypatch):
    monkeypatch.setattr(imports, "LARGEST_FILE", 5)
    (item,) = bring(files=[Upload("a.txt", b"123456")])
    assert (item.state, bool(item.upload)) == ("unreadable", False)


def test_the_name_of_a_file_becomes_no_path(bring):
    (item,) = bring(files=[Upload("../../etc/passwd.txt", b"Text.")])
    assert "passwd" not in item.upload.name
    assert item.name == "passwd.txt"


def test_a_page_is_fetched_and_what_is_not_fetched_is_named(bring, monkeypatch):
    def fetch(url):
        if "inside" in url:
            raise AddressRefused("It leads into a private network.", field="url")
        return Page("https://news.example/final", "text/plain", NEWS.encode())

    monkeypatch.setattr(fetching, "fetch", fetch)
    items = bring(addresses=["https://news.example/", "http://inside.example/", " "])
    assert states(items) == ["read", "unreadable"]
    assert items[0].url == "https://news.example/final"
    assert items[1].problem == "It leads into a private network."


def test_a_killed_worker_reads_what_is_left_and_nothing_twice(team, do_jobs, monkeypatch):
    batch = imports.start(actor=team.owner, project_id=team.project.pk, pasted=["One.", "Two."])
    first = batch.items.first()
    first.state, first.text, first.title = "read", "One.", "Looked over"
    first.save()
    do_jobs()
    assert [(item.state, item.title) for item in batch.items.all()] == [
        ("read", "Looked over"),
        ("read", "Two"),
    ]


def test_a_document_that_was_discarded_while_it_was_read_stays_so(team, do_jobs, monkeypatch):
    batch = imports.start(actor=team.owner, project_id=team.project.pk, addresses=["https://news.example/"])

    def fetch(url):
        imports.discard(actor=team.owner, item_id=batch.items.get().pk)
        return Page(url, "text/plain", NEWS.encode())

    monkeypatch.setattr(fetching, "fetch", fetch)
    do_jobs()
    assert (batch.items.get().state, batch.items.get().raw) == ("discarded", "")


# -- asking


@pytest.mark.parametrize("brought", [{}, {"pasted": ["", " \n"]}, {"addresses": [" "]}])
def test_nothing_to_read_is_refused(brought, team):
    with pytest.raises(Invalid):
        imports.start(actor=team.owner, project_id=team.project.pk, **brought)


def test_more_than_a_hundred_at_once_are_too_many(team):
    with pytest.raises(TooMuch):
        imports.start(actor=team.owner, project_id=team.project.pk, pasted=["x"] * 101)


def test_a_story_of_another_project_is_refused(team):
    theirs = articles.create_story(actor=team.stranger, project_id=team.elsewhere.pk, title="Theirs")
    with pytest.raises(NotFound):
        imports.start(actor=team.owner, project_id=team.project.pk, story_id=theirs.pk, pasted=["x"])
    team.elsewhere.members.create(user=team.owner, role="annotator")
    with pytest.raises(Invalid):
        imports.start(actor=team.owner, project_id=team.project.pk, story_id=theirs.pk, pasted=["x"])


# -- accepting


def test_what_is_accepted_is_an_article_with_one_revision(team, bring):
    (item,) = bring(pasted=[f"\ufeff{NEWS}\r\n\r\n\r\ncafe\u0301"])
    facts = ArticleFacts(
        title=" Bridge\n opens ", source_name="THE BEACON", url="https://www.news.example/a", byline="A"
    )
    article = accept(team, item, facts=facts)
    assert (article.title, article.story) == ("Bridge opens", team.story)
    assert article.source == team.article.source  # whatever the case of its name
    revision = article.revisions.get()
    assert revision.text == f"{NEWS}\n\ncaf\u00e9"
    assert (revision.number, revision.length) == (1, len(revision.text))
    assert revision.raw.startswith("\ufeff")
    item.refresh_from_db()
    assert (item.state, item.article) == ("accepted", article)


def test_a_source_is_called_by_the_host_of_its_address_when_nothing_else_is_known(team, bring):
    (item,) = bring(pasted=[NEWS])
    host = ".".join(["a" * 60] * 3) + ".example"
    article = accept(team, item, facts=ArticleFacts(title="T", url=f"https://www.{host}/x"))
    assert (article.source.name, article.source.domain) == (host[:160], host)


def test_the_same_text_twice_is_offered_as_the_article_there_is(team, bring):
    (item,) = bring(pasted=[f"  {TEXT}\r\n"])
    assert item.same_as == team.article
    with pytest.raises(AlreadyThere) as refusal:
        accept(team, item)
    assert refusal.value.facts["id"] == team.article.pk
    assert accept(team, item, again=True) != team.article


def test_the_same_text_twice_in_one_import_is_offered_too(team, bring):
    one, other = bring(pasted=[NEWS, NEWS])
    made = accept(team, one)
    with pytest.raises(AlreadyThere) as refusal:
        accept(team, other)
    assert refusal.value.facts["id"] == made.pk
    assert imports.adopt(actor=team.annotator, item_id=other.pk) == made


def test_the_same_text_in_another_project_is_nobodys_business(team, bring):
    add_article(team.elsewhere, None, NEWS, "Theirs")
    (item,) = bring(pasted=[NEWS])
    assert item.same_as is None
    assert accept(team, item).project == team.project


def test_an_adopted_article_joins_the_story_of_the_import(team, bring):
    alone = add_article(team.project, None, NEWS, "Alone")
    (item,) = bring(pasted=[NEWS])
    assert imports.adopt(actor=team.annotator, item_id=item.pk).story == team.story
    alone.refresh_from_db()
    assert alone.story == team.story


def test_there_is_nothing_to_adopt_for_a_new_text(team, bring):
    (item,) = bring(pasted=[NEWS])
    with pytest.raises(Conflict):
        imports.adopt(actor=team.annotator, item_id=item.pk)


def test_a_document_is_accepted_once(team, bring):
    (item,) = bring(pasted=[NEWS])
    accept(team, item)
    with pytest.raises(Conflict):
        accept(team, item, by=team.curator)
    assert Revision.objects.filter(text=NEWS).count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "T", "byline": "x" * 201}, "byline"),
        ({"title": "T", "source_name": "x" * 161}, "source"),
        ({"title": "T", "url": "javascript:alert(1)"}, "url"),
        ({"title": "T", "url": "https://x.example/" + "x" * 2000}, "url"),
    ],
)
def test_facts_that_cannot_be_are_refused_by_field(facts, field, team, bring):
    (item,) = bring(pasted=[NEWS])
    with pytest.raises(Invalid) as refusal:
        accept(team, item, facts=ArticleFacts(**facts))
    assert refusal.value.field == field
    assert Article.objects.count() == 1


def test_discarding_leaves_nothing_of_the_text(team, bring):
    (item,) = bring(pasted=[NEWS])
    imports.discard(actor=team.annotator, item_id=item.pk)
    row = ImportItem.objects.get(pk=item.pk)
    assert (row.state, row.raw, row.text) == ("discarded", "", "")
    with pytest.raises(Conflict):
        accept(team, item)


def test_what_is_an_article_already_is_not_discarded(team, bring):
    (item,) = bring(pasted=[NEWS])
    accept(team, item)
    with pytest.raises(Conflict):
        imports.discard(actor=team.annotator, item_id=item.pk)


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2026-05-04", (datetime(2026, 5, 4, tzinfo=UTC), "day")),
        ("2026-05-04T10:30:00+02:00", (datetime(2026, 5, 4, 8, 30, tzinfo=UTC), "minute")),
        ("2026-05-04T10:30", (datetime(2026, 5, 4, 10, 30, tzinfo=UTC), "minute")),
        ("", (None, "day")),
        ("yesterday", (None, "day")),
        ("0001-01-01T00:00:00+14:00", (None, "day")),
        ("9999-12-31T23:00:00-14:00", (None, "day")),
    ],
)
def test_a_moment_is_read_with_its_precision(iso, expected):
    assert moment(iso) == expected
