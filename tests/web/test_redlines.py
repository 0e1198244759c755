"""The revisions of an article: a time line, and two of them as one text."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotator.models import Article, Blindness, Project, Revision
from annotator.text.normalise import fingerprint
from tests.people import client, mark

pytestmark = pytest.mark.django_db

FIRST = """The fire may have destroyed the archive of the town. Two men fled over the bridge, police said.

Nobody was hurt."""


def revise(article: Article, text: str, *, title: str | None = None, byline: str = "") -> Revision:
    """Write the next revision of an article, as a later text leaves it."""
    last = article.revisions.order_by("-number").first()
    if title is not None:
        Revision.objects.filter(pk=last.pk).update(title=article.title, byline=article.byline)
        Article.objects.filter(pk=article.pk).update(title=title, byline=byline)
        article.refresh_from_db()
    return Revision.objects.create(
        article=article,
        number=last.number + 1,
        text=text,
        raw=text,
        sha256=fingerprint(text),
        length=len(text),
        fetched_at=timezone.now(),
    )


@pytest.fixture
def article(team):
    """An article whose first text is `FIRST`."""
    team.article.revisions.update(text=FIRST, raw=FIRST, sha256=fingerprint(FIRST), length=len(FIRST))
    return team.article


def page(user, article, **asked):
    answer = client(user).get(reverse("revisions", args=[article.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_one_revision_says_what_the_page_is_for(team, article):
    assert "One revision so far" in page(team.reader, article)


def test_what_touches_certainty_is_told_first_with_its_paragraph_and_the_annotations_on_it(team, article):
    mark(team.annotator, article.revisions.get(), "may have destroyed")
    mark(team.owner, article.revisions.get(), "the archive")
    mark(team.owner, article.revisions.get(), "Nobody")
    revise(article, FIRST.replace("may have destroyed", "has destroyed").replace("Two men", "Three men"))
    said = words_of(page(team.reader, article))
    assert "1 change touches certainty." in said
    assert "more certain “may have” became “has” in paragraph 1 · 2 annotations" in said
    assert said.index("“may have” became “has”") < said.index("“Two” became “Three”")


def test_what_others_marked_is_not_counted_for_one_who_annotates_blind(team, article):
    Project.objects.filter(pk=team.project.pk).update(blind=Blindness.OWN_DONE)
    mark(team.owner, article.revisions.get(), "may have destroyed")
    revise(article, FIRST.replace("may have destroyed", "has destroyed"))
    assert "annotation" not in words_of(page(team.annotator, article)).split("in paragraph 1")[1][:30]


def test_a_headline_that_changed_is_told_word_by_word(team, article):
    old = article.title
    revise(article, FIRST + " It was warm.", title=f"{old}, again", byline="By Jane Roe")
    html = page(team.reader, article)
    assert '<ins class="word-come">, again</ins>' in html
    assert '<ins class="word-come">By Jane Roe</ins>' in html


def test_the_text_stands_whole_in_the_page_with_what_went(team, article):
    new = FIRST.replace("may have destroyed", "has destroyed")
    revise(article, new)
    shown = page(team.reader, article).split('id="redline"')[1].split(">", 1)[1].split("</div>")[0]
    assert '<del class="word-gone">may have </del>' in shown
    assert re.sub(r"<[^>]+>", "", re.sub(r"<del.*?</del>", "", shown)) == new


def test_trivial_changes_are_folded_away_until_they_are_asked_for(team, article):
    revise(article, f"{FIRST}\n\nUpdated 10:32 GMT")
    revise(article, f"{FIRST}\n\nUpdated 11:40 GMT")
    folded, unfolded = page(team.reader, article), page(team.reader, article, all="1")
    assert "Nothing changed but typography, boilerplate or a clock time." in folded
    assert ("redline-trivial" in folded, "redline-trivial" in unfolded) == (False, True)
    assert "Updated 11:40 GMT" in words_of(folded)


def test_any_two_can_be_chosen_whatever_is_first_and_nonsense_shows_the_newest(team, article):
    for number in range(3):
        revise(article, f"{FIRST} Number {number}.")
    assert "From revision 1 to 3" in words_of(page(team.reader, article, **{"from": "3", "to": "1"}))
    assert "From revision 3 to 4" in words_of(page(team.reader, article, **{"from": "x", "to": "99"}))
    assert "From revision 1 to 2" in words_of(page(team.reader, article, **{"from": "1", "to": "1"}))


def test_twenty_revisions_cost_as_many_queries_as_two(team, article):
    revise(article, f"{FIRST} Number 0.")
    counts = []
    for numbers in (range(0), range(1, 19)):
        for number in numbers:
            revise(article, f"{FIRST} Number {number}.")
        with CaptureQueriesContext(connection) as asked:
            html = page(team.reader, article)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert html.count('class="steps-size"') == 19
