"""The page that gives an article a new text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.people import client

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.people import Team

pytestmark = pytest.mark.django_db


def give(team: Team, **given: object) -> HttpResponse:
    return client(team.owner).post(reverse("revision-add", args=[team.article.pk]), given)


def test_a_text_and_a_file_are_one_too_many(team: Team) -> None:
    file = SimpleUploadedFile("new.txt", b"What the file says.")
    answer = give(team, text="What the field says.", document=file)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a text above as well. Give one of the two." in told
    assert "What the field says." in told  # nothing typed is lost
    assert team.article.revisions.count() == 1


def test_an_empty_field_beside_a_file_is_no_text(team: Team) -> None:
    file = SimpleUploadedFile("new.txt", b"What the file says.")
    assert give(team, text=" \n", document=file).status_code == 302
    assert team.article.revisions.get(number=2).text == "What the file says."
