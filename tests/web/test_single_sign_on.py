"""Single sign-on against a real, small provider: who comes in by it, and who does not."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from annotator.config.single_sign_on import providers
from annotator.models import Deed, User
from annotator.services import projects
from tests.people import client
from tests.web.provider import CLIENT, SECRET, a_provider
from tests.web.test_signing_in import (  # noqa: F401 - a fixture among them
    ada,
    is_in,
    sign_in,
    with_two_factor,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.provider import Provider

LOGIN = "/sso/oidc/sso/login/"


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture
def provider(settings, team) -> Iterator[Provider]:
    team.owner.is_superuser = True
    team.owner.save()
    with a_provider() as it:
        it.person = {
            "sub": "42",
            "email": "mara@uni.example",
            "name": "Mara M.",
            "preferred_username": "mara",
        }
        settings.OIDC_ISSUER = it.issuer
        settings.SOCIALACCOUNT_PROVIDERS = providers(it.issuer, "Example University", CLIENT, SECRET)
        settings.OIDC_NAME = "Example University"
        yield it


def come(browser: Client, query: str = ""):
    """Press the button, go to the provider and come back; return the answer there."""
    away = browser.post(LOGIN + query)
    assert away.status_code == 302
    with pytest.raises(HTTPError) as sent_back:
        build_opener(Stay()).open(away["Location"])
    sent_back.value.close()
    back = urlsplit(sent_back.value.headers["Location"])
    return browser.get(f"{back.path}?{back.query}")


def test_without_a_setting_there_is_no_such_thing(client, team):
    User.objects.filter(pk=team.owner.pk).update(is_superuser=True)
    assert b"Sign in with" not in client.get("/sign-in/").content
    assert client.post(LOGIN).status_code == 404


def test_a_stranger_needs_an_invitation_and_gets_an_account_with_it(provider, team):
    browser = Client()
    assert b"Sign in with Example University" in browser.get("/sign-in/").content
    refused = come(browser)
    assert (refused.status_code, b"Accounts are made by invitation here" in refused.content) == (403, True)
    assert not User.objects.filter(username="mara").exists()
    secret = projects.invite(actor=team.owner, project_id=team.project.pk, role="reader").secret
    invited = reverse("invitation", args=[secret])
    browser.get(invited)
    assert come(browser)["Location"] == invited
    mara = User.objects.get(username="mara")
    assert (mara.name, mara.email, mara.has_usable_password()) == ("Mara M.", "mara@uni.example", False)
    assert browser.post(invited)["Location"] == reverse("project", args=[team.project.pk])
    assert Deed.objects.get(person=mara).verb == "made"
    again = Client()
    assert come(again)["Location"] == "/"
    assert is_in(again)
    assert User.objects.filter(email="mara@uni.example").count() == 1


def test_an_account_is_not_taken_over_by_its_address(provider, ada, settings):  # noqa: F811
    settings.OIDC_SIGNUP = True
    provider.person["email"] = "ADA@post.example"
    browser = Client()
    refused = come(browser)
    assert (refused.status_code, b"connect single sign-on" in refused.content) == (409, True)
    assert not is_in(browser)
    owner = Client()
    sign_in(owner)
    assert come(owner, "?process=connect")["Location"] == reverse("account")
    assert b"You can sign in with Example University" in owner.get(reverse("account")).content
    come(browser)
    assert is_in(browser)
    owner.post(reverse("sso-disconnect"))
    verbs = set(Deed.objects.filter(person=ada).values_list("verb", flat=True))
    assert verbs == {"connected", "disconnected"}
    assert come(Client()).status_code == 409


def test_our_second_factor_is_asked_for_here_too(provider, ada):  # noqa: F811
    browser, second = Client(), Client()
    sign_in(browser)
    come(browser, "?process=connect")
    with_two_factor(browser)
    assert come(second)["Location"] == reverse("mfa_authenticate")
    assert not is_in(second)


def test_what_did_not_begin_here_does_not_end_here(provider):
    browser = Client()
    forged = browser.get(f"{LOGIN}callback/?code=x&state=forged")
    assert forged.status_code == 403
    assert b"Single sign-on did not work" in forged.content
    assert not is_in(browser)


def test_who_has_no_password_may_choose_one_but_not_lock_themselves_out(provider, settings):
    settings.OIDC_SIGNUP = True
    browser = Client()
    come(browser)
    assert browser.post(reverse("sso-disconnect")).status_code == 403
    form = {"new_password1": "a long enough sentence", "new_password2": "a long enough sentence"}
    assert browser.post(reverse("account"), form).status_code == 302
    assert browser.post(reverse("sso-disconnect")).status_code == 302
    assert is_in(browser)
    assert is_in(client(User.objects.get(username="mara")))


def test_a_provider_that_is_named_in_part_stops_the_start():
    for given in (("https://a.example", "", ""), ("", "annotator", "s"), ("https://a.example", "x", "")):
        with pytest.raises(ImproperlyConfigured, match="all three or none"):
            providers(given[0], "", given[1], given[2])
    with pytest.raises(ImproperlyConfigured, match="https"):
        providers("http://a.example", "", "x", "y")
