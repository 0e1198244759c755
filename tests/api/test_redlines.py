"""What changed between two revisions, over the API."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.people import client, mark
from tests.web.test_redlines import FIRST, revise

pytestmark = pytest.mark.django_db


def ask(user, article, **asked):
    return client(user).get(reverse("api:redline", args=[article.pk]), asked)


@pytest.fixture
def article(team):
    return team.article


def test_the_newest_two_are_compared_with_ranges_in_code_points(team, article):
    first = revise(article, FIRST)
    mark(team.annotator, first, "may have destroyed")
    second = revise(article, FIRST.replace("may have destroyed", "has destroyed"))
    told = ask(team.reader, article).json()
    (change,) = told["changes"]
    assert (told["old"], told["new"]) == (first.pk, second.pk)
    assert (first.text[slice(*change["old"])], second.text[slice(*change["new"])]) == ("may have", "has")
    (rewording,) = told["rewordings"]
    assert (rewording["touches"], rewording["said"], rewording["became"]) == ("certainty", "may have", "has")
    assert rewording["annotations"] == 1


def test_what_the_headline_tells_otherwise_comes_first(team, article):
    article.title = "Fire may have begun in the kitchen"
    article.save()
    revise(article, FIRST)
    revise(article, FIRST.replace("may have destroyed", "has destroyed"), title="Fire began in the kitchen")
    above, below = ask(team.reader, article).json()["rewordings"]
    assert (above["paragraph"], above["touches"], above["said"]) == (0, "certainty", "may have begun")
    assert (above["old"], above["new"], above["annotations"]) == ([0, 34], [0, 25], 0)
    assert below["paragraph"] > 0


def test_the_only_revision_is_compared_with_itself(team, article):
    told = ask(team.reader, article).json()
    assert (told["old"], told["changes"]) == (told["new"], [])


def test_a_number_that_no_revision_has_is_not_found(team, article):
    assert ask(team.reader, article, to="7").status_code == 404
    assert ask(team.reader, article, **{"from": "0"}).status_code == 404
