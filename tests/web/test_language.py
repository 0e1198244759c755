"""The language of a page: the browser's, or the one that somebody chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.models import Project

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import Team

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


def test_who_makes_a_project_on_a_german_page_gets_a_german_codebook(team: Team, client: Client) -> None:
    client.force_login(team.owner)
    client.post("/projects/new/", {"name": "Hochwasser"}, headers={"Accept-Language": "de"})
    made = Project.objects.get(name="Hochwasser")
    labels = made.codebooks.get().layers.values_list("label", flat=True)
    assert set(labels) == {"Aussage", "Hinweiswort", "Zuschreibung", "Verzerrung"}
