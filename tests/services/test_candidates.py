"""The index of candidates in the database: what it answers, and how it follows the articles."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.models import Candidate, Job, Posting, Profile, Term
from annotator.models.candidates import ALL
from annotator.queries import candidates as queries
from annotator.services import articles
from annotator.services.articles import ArticleFacts
from annotator.services.candidates import ProjectIndex
from annotator.text.stories import Article, place
from annotator.text.storing import MemoryIndex
from tests.people import add_article
from tests.text.test_stories import FERRY, QUAKE

MONDAY = datetime(2014, 5, 12, 8, tzinfo=UTC)
words = st.sampled_from(
    "Aurora ferry Lindau captain sank Quito earthquake mayor houses Паром 渡轮 غرقت Straße".split()  # noqa: SIM905
)
texts = st.lists(words, max_size=12).map(" ".join) | st.text(max_size=30)
days = st.none() | st.integers(0, 6).map(lambda number: MONDAY + timedelta(days=number))
corpora = st.lists(st.tuples(texts, texts, days), max_size=8)


def add(team, told, story=None, published_at=None):
    title, text = told
    article = add_article(team.project, story, text, title)
    if published_at is not None:
        correct(team, article, published_at=published_at)
    return article


def correct(team, article, **facts):
    return articles.change_article(
        actor=team.owner,
        article_id=article.pk,
        facts=ArticleFacts(**{"title": article.title} | facts),
        story_id=article.story_id,
    )


def counted(team):
    """Return how many articles are said to have each term."""
    rows = Term.objects.filter(project=team.project, frequency__gt=0)
    return dict(rows.values_list("text", "frequency"))


def is_sound():
    """Hold the counts to the articles that are there."""
    expected = {}
    for project, terms in Profile.objects.values_list("article__project", "terms"):
        for term in [ALL, *terms]:
            expected[project, term] = expected.get((project, term), 0) + 1
    rows = Term.objects.filter(frequency__gt=0).values_list("project", "text", "frequency")
    assert {(project, text): count for project, text, count in rows} == expected
    for profile in Profile.objects.all():
        postings = profile.postings.values_list("term__text", "day")
        assert sorted(postings) == sorted((term, profile.day) for term in json.loads(profile.vector))


def same_for(team, article, who="owner"):
    article.refresh_from_db()
    return [offer.article.pk for offer in queries.same_event_for(team.who(who), article)]


# -- the same as the index in memory


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(corpora)
def test_it_answers_as_the_index_in_memory_does(team, corpus):
    with transaction.atomic():
        memory, stored = MemoryIndex(), ProjectIndex(team.project.pk)
        for title, text, day in corpus:
            row = add_article(team.project, None, "Text", "Title")
            article = Article(row.pk, title, text.replace("\0", " "), day)
            ours, theirs = place(article, stored), place(article, memory)
            assert [(each.key, each.score) for each in ours.candidates] == [
                (each.key, each.score) for each in theirs.candidates
            ]
            assert (ours.vector, ours.score) == (theirs.vector, theirs.score)
            stored.add(ours.record(row.pk, row.pk))
            memory.add(theirs.record(row.pk, ("article", row.pk)))
        is_sound()
        transaction.set_rollback(True)


def test_the_rarest_terms_are_asked_for_until_they_are_many(team, monkeypatch):
    monkeypatch.setattr(queries, "POSTINGS", 3)
    monkeypatch.setattr(queries, "RECORDS", 2)
    index = ProjectIndex(team.project.pk)
    rows = [add_article(team.project, None, "Text", "Title") for _ in range(4)]
    for row, text in zip(rows, ["rare common", "common", "common", "rare common"], strict=True):
        index.add(place(Article(row.pk, text, text, None), index).record(row.pk, row.pk))
    found = index.look_up(["rare", "common", "unheard"], None)
    assert found.frequencies == {"rare": 2, "common": 4}
    assert [record.key for record in found.records] == [rows[0].pk, rows[3].pk]
    assert not index.look_up(["common"], None).records


def test_looking_up_is_two_queries_whatever_is_there(team, do_jobs, django_assert_num_queries):
    for number in range(12):
        add(team, (f"Ferry Aurora {number}", FERRY[number % 3][1]))
    do_jobs()
    index = ProjectIndex(team.project.pk)
    with django_assert_num_queries(2):
        placed = place(Article(0, *FERRY[0], MONDAY), index)
    assert len(placed.candidates) == 12


def test_a_word_without_end_and_a_text_without_words_are_indexed(team, do_jobs):
    endless = add(team, ("Ж" * 300, "渡轮“极光”号在林道附近沉没 " + "x" * 5000))
    blank = add(team, ("?!", "..."))
    do_jobs()
    assert Profile.objects.get(article=blank).vector == "{}"
    assert max(map(len, Profile.objects.get(article=endless).terms)) == 64
    is_sound()


# -- it follows the articles


def test_a_new_article_finds_those_of_its_event_and_is_found_by_them(team, do_jobs):
    one, quake, other = (add(team, told) for told in (FERRY[0], QUAKE[0], FERRY[1]))
    do_jobs()
    assert same_for(team, one) == [other.pk]
    assert same_for(team, other) == [one.pk]
    assert same_for(team, quake) == []
    assert Job.objects.filter(kind="candidates", state="done").count() == 4
    is_sound()


def test_the_job_done_again_changes_nothing(team, do_jobs):
    for told in FERRY:
        add(team, told)
    do_jobs()
    before = counted(team), list(Candidate.objects.values_list("pk", "score")), Posting.objects.count()
    Job.objects.update(state="queued", finished_at=None, attempts=0)
    do_jobs()
    assert before == (
        counted(team), list(Candidate.objects.values_list("pk", "score")), Posting.objects.count()
    )  # fmt: skip


def test_dates_apart_keep_articles_apart_and_a_corrected_date_brings_them_together(team, do_jobs):
    one, other = (add(team, told, published_at=MONDAY) for told in FERRY[:2])
    correct(team, other, published_at=MONDAY + timedelta(days=30))
    do_jobs()
    assert same_for(team, one) == []
    correct(team, other, published_at=MONDAY + timedelta(days=1))
    do_jobs()
    assert same_for(team, one) == [other.pk]
    is_sound()


def test_a_corrected_title_is_indexed_anew(team, do_jobs):
    article = add(team, ("Untitled", "Words that tell of nothing."))
    do_jobs()
    correct(team, article, title="Zanzibar")
    do_jobs()
    assert counted(team)["zanzibar"] == 1
    assert "untitl" not in counted(team)
    is_sound()


def test_a_deleted_article_is_offered_no_more_at_once_and_leaves_no_count(team, do_jobs):
    one, other = (add(team, told) for told in FERRY[:2])
    do_jobs()
    before = counted(team)
    articles.delete_article(actor=team.owner, article_id=other.pk)
    assert same_for(team, one) == []
    assert not place(Article(0, *FERRY[2], None), ProjectIndex(team.project.pk)).candidates[1:]
    do_jobs()
    assert not Profile.objects.filter(article=other).exists()
    is_sound()
    articles.restore_article(actor=team.owner, article_id=other.pk)
    do_jobs()
    assert same_for(team, one) == [other.pk]
    assert counted(team) == before
    is_sound()


def test_projects_know_nothing_of_each_other(team, do_jobs):
    team.elsewhere.created_by = team.stranger
    add_article(team.elsewhere, None, FERRY[0][1], FERRY[0][0])
    mine = add(team, FERRY[1])
    do_jobs()
    assert not Candidate.objects.exists()
    assert same_for(team, mine) == []
    is_sound()


def test_an_article_that_is_not_there_any_more_does_no_harm(team, do_jobs):
    article = add(team, FERRY[0])
    article.delete()
    do_jobs()
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_the_number_of_queries_of_a_job_does_not_grow(team, do_jobs):
    def indexing(told):
        add(team, told)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            do_jobs()
        return len(caught)

    do_jobs()
    add(team, FERRY[0])
    do_jobs()
    first = indexing(FERRY[1])
    for told in FERRY * 3:
        add(team, told)
    do_jobs()
    assert indexing(FERRY[2]) <= first
