"""A forgotten password: by mail, or by a link from the owner of the instance."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core import mail
from django.test import Client
from django.urls import reverse

from annotator.models import Deed, User
from tests.once import do_waiting
from tests.people import client
from tests.web.test_signing_in import ada, is_in, sign_in  # noqa: F401 - a fixture among them

NEW = "a quite different sentence"


def choose(browser: Client, link: str) -> int:
    """Follow a link and choose a password; return the status of the last answer."""
    form = browser.get(urlsplit(link).path)
    if form.status_code != 302:
        return form.status_code
    return browser.post(form["Location"], {"new_password1": NEW, "new_password2": NEW}).status_code


def asked_for(email: str) -> list[str]:
    """Ask for a link; return those that were mailed."""
    mail.outbox.clear()
    assert Client().post(reverse("password-reset"), {"email": email})["Location"] == "/reset/sent/"
    do_waiting()
    return [re.search(r"http://\S+", each.body)[0] for each in mail.outbox]


def test_a_mailed_link_works_once_and_ends_all_sessions(ada):  # noqa: F811
    before = Client()
    sign_in(before)
    (link,) = asked_for("Ada@post.example")
    assert choose(Client(), link) == 302
    assert not is_in(before)
    assert choose(Client(), link) == 200  # a page that says so
    now = Client()
    sign_in(now, NEW)
    assert is_in(now)
    assert Deed.objects.filter(person=ada, verb="password-reset").exists()


def test_who_has_no_account_is_told_the_same_and_gets_nothing(ada):  # noqa: F811
    assert asked_for("nobody@post.example") == []
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert asked_for("ada@post.example") == []


def test_an_address_is_not_flooded(ada):  # noqa: F811
    for _ in range(3):
        asked_for("ada@post.example")
    held = Client().post(reverse("password-reset"), {"email": "ADA@post.example"})
    assert held.status_code == 429
    assert 0 < int(held["Retry-After"]) <= 3600


def test_the_owner_of_the_instance_looks_after_accounts(ada, team):  # noqa: F811
    owner, hers = client(team.owner), Client()
    sign_in(hers)
    page = owner.post(reverse("person-link", args=[ada.pk])).content.decode()
    link = re.search(r'value="(http://[^"]+/reset/[^"]+)"', page)[1]
    owner.post(reverse("person-sign-out", args=[ada.pk]))
    assert not is_in(hers)
    assert choose(Client(), link) == 302
    owner.post(reverse("person-close", args=[ada.pk]))
    assert b"Please enter a correct" in sign_in(Client(), NEW).content
    assert owner.post(reverse("person-link", args=[ada.pk])).status_code == 403
    owner.post(reverse("person-open", args=[ada.pk]))
    assert sign_in(Client(), NEW).status_code == 302
    owner.post(reverse("person-factor-off", args=[ada.pk]))
    verbs = list(Deed.objects.filter(person=ada, actor=team.owner).values_list("verb", flat=True))
    assert verbs == ["factor-off", "opened", "closed", "signed-out", "link-made"]
    assert "closed the account" in owner.get(reverse("instance-deeds")).content.decode()


def test_the_last_owner_of_the_instance_stays(ada, team):  # noqa: F811
    other = User.objects.create(username="other", is_superuser=True)
    browser = client(other)
    assert browser.post(reverse("person-close", args=[team.owner.pk])).status_code == 302
    assert browser.post(reverse("person-close", args=[other.pk])).status_code == 404  # oneself
    assert not User.objects.get(pk=team.owner.pk).is_active
