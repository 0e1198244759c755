"""The language of a page: the browser's, or the one that somebody chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_somebody_chooses_a_language_and_stays_where_they_are(client: Client) -> None:
    assert '<html lang="en"' in client.get("/sign-up/").content.decode()
    here = {"Referer": "http://testserver/sign-up/?next=/account/"}
    answer = client.post("/language/", {"language": "de"}, headers=here)
    assert (answer.status_code, answer["Location"]) == (302, here["Referer"])
    assert '<html lang="de"' in client.get("/sign-up/").content.decode()


def test_the_browser_says_which_language_unless_somebody_chose(client: Client) -> None:
    german = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    assert '<html lang="de"' in client.get("/sign-up/", headers=german).content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/sign-up/", headers=german).content.decode()


def test_a_choice_leads_to_no_other_site(client: Client) -> None:
    answer = client.post("/language/", {"language": "de", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
