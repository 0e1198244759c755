"""Getting in: passwords and codes that are tried too often, the second factor, sessions that end."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client
from django.urls import reverse

from annotator.models import Deed
from annotator.services import attempts

if TYPE_CHECKING:
    from annotator.models import User
    from tests.people import Team

PASSWORD = "a long enough sentence"
SIGN_IN = "/sign-in/"


@pytest.fixture
def ada(team: Team) -> User:
    team.owner.is_superuser = True  # the instance is not new
    team.owner.save()
    team.annotator.set_password(PASSWORD)
    team.annotator.email = "ada@post.example"
    team.annotator.save()
    return team.annotator


def sign_in(browser: Client, password: str = PASSWORD, **extra: str):
    return browser.post(SIGN_IN, {"username": "annotator", "password": password}, **extra)


def is_in(browser: Client) -> bool:
    return browser.get(reverse("account")).status_code == 200


def code_of(secret: str, steps: int = 0) -> str:
    """Return what a telephone shows now, or so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_two_factor(browser: Client) -> tuple[str, list[str], str]:
    """Turn it on as a person does; return the secret, the recovery codes, and the code that was used."""
    on = reverse("mfa_activate_totp")
    asked = browser.get(on)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert browser.post(asked["Location"], {"password": PASSWORD, "next": on})["Location"] == on
    page = browser.get(on).content.decode()
    assert "data:image/svg+xml" in page
    secret = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)[1]
    assert browser.post(on, {"code": "000"}).status_code == 422
    used = code_of(secret)
    done = browser.post(on, {"code": used})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    shown = browser.get(done["Location"]).content.decode()
    return secret, re.findall(r"<code>([0-9a-f]{8})</code>", shown.replace(" ", "")), used


def test_wrong_passwords_are_held_off_and_it_is_said_for_how_long(ada):
    here, there = {"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "192.0.2.8"}
    most = attempts.LIMITS["password-here"].most
    for _ in range(most):
        assert sign_in(Client(), "wrong", **here).status_code == 200
    held = sign_in(Client(), **here)
    assert held.status_code == 429
    assert 0 < int(held["Retry-After"]) <= 600
    assert b"Too many wrong passwords. Try again in 10 min." in held.content
    assert sign_in(Client(), **there).status_code == 302
    assert list(Deed.objects.filter(person=ada).values_list("verb", flat=True)) == ["held-off"]


def test_a_right_password_lets_one_begin_anew(ada):
    for _ in range(3):
        for _ in range(attempts.LIMITS["password-here"].most - 1):
            sign_in(Client(), "wrong")
        assert sign_in(Client()).status_code == 302


def test_many_names_from_one_address_are_held_off_too(ada, monkeypatch):
    limit = attempts.Limit(3, 600, "Too many wrong passwords. Try again in %(minutes)s min.")
    monkeypatch.setitem(attempts.LIMITS, "password-address", limit)
    for number in range(3):
        Client().post(SIGN_IN, {"username": f"n{number}", "password": "x"})
    assert sign_in(Client()).status_code == 429


def test_tokens_are_counted_with_the_page(ada):
    for _ in range(attempts.LIMITS["password-here"].most):
        sign_in(Client(), "wrong")
    body = {"username": "Annotator", "password": PASSWORD}
    held = Client().post("/api/v1/tokens/", body, content_type="application/json")
    assert held.status_code == 429
    assert held.json()["type"] == "/problems/too-often"
    assert int(held["Retry-After"]) == held.json()["wait"]


def test_a_session_gets_another_key_at_each_border(ada):
    browser = Client()
    browser.get(reverse("invitation", args=["guessed"]))
    sign_in(browser)
    first = browser.cookies[settings.SESSION_COOKIE_NAME].value
    form = {
        "old_password": PASSWORD,
        "new_password1": "another long one",
        "new_password2": "another long one",
    }
    other = Client()
    sign_in(other)
    assert browser.post(reverse("account"), form).status_code == 302
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != first
    assert is_in(browser)
    assert not is_in(other)


def test_signing_out_everywhere_ends_all_other_sessions_and_tokens(ada):
    browser, other = Client(), Client()
    sign_in(browser)
    sign_in(other)
    body = {"username": "annotator", "password": PASSWORD}
    token = other.post("/api/v1/tokens/", body, content_type="application/json").json()["token"]
    program = {"HTTP_AUTHORIZATION": f"Token {token}"}
    assert Client().get("/api/v1/me/", **program).status_code == 200
    assert browser.post(reverse("sign-out-everywhere")).status_code == 302
    assert is_in(browser)
    assert not is_in(other)
    assert Client().get("/api/v1/me/", **program).status_code == 401


def test_two_factor_is_asked_for_and_a_code_works_once(ada):
    browser = Client()
    sign_in(browser)
    secret, recovery, used = with_two_factor(browser)
    assert len(recovery) == 10
    kept = Authenticator.objects.get(user=ada, type="totp").data["secret"]
    assert secret not in kept
    second = Client()
    assert sign_in(second)["Location"] == reverse("mfa_authenticate")
    assert not is_in(second)
    assert second.post(reverse("mfa_authenticate"), {"code": used}).status_code == 200
    assert not is_in(second)
    assert second.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)}).status_code == 302
    assert is_in(second)
    for works in (True, False):
        third = Client()
        sign_in(third)
        third.post(reverse("mfa_authenticate"), {"code": recovery[0]})
        assert is_in(third) is works


def test_no_way_around_the_second_factor(ada):
    browser = Client()
    sign_in(browser)
    secret, *_ = with_two_factor(browser)
    body = {"username": "annotator", "password": PASSWORD}
    stranger = Client()
    # The form of a sign-up that comes twice signs in whom the first made; not past this.
    assert stranger.post(reverse("sign-up"), body)["Location"] == reverse("mfa_authenticate")
    assert not is_in(stranger)
    refused = stranger.post("/api/v1/tokens/", body, content_type="application/json")
    assert (refused.status_code, refused.json()["field"]) == (401, "code")
    given = body | {"code": code_of(secret, 1)}
    assert stranger.post("/api/v1/tokens/", given, content_type="application/json").status_code == 201
    assert stranger.post("/api/v1/tokens/", given, content_type="application/json").status_code == 401


def test_codes_are_guessed_ten_times_and_no_more(ada):
    browser = Client()
    sign_in(browser)
    secret, *_ = with_two_factor(browser)
    stranger = Client()
    sign_in(stranger)
    for _ in range(attempts.LIMITS["code"].most):
        assert stranger.post(reverse("mfa_authenticate"), {"code": "1"}).status_code == 200
    held = stranger.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert held.status_code == 429
    assert "Retry-After" in held


def test_it_is_turned_off_and_codes_are_made_anew(ada):
    browser = Client()
    sign_in(browser)
    _, old, _ = with_two_factor(browser)
    assert browser.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    new = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(each in new for each in old)
    assert browser.get(reverse("mfa_index")).status_code == 200
    assert browser.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=ada).exists()
    again = Client()
    sign_in(again)
    assert is_in(again)
    verbs = set(Deed.objects.filter(actor=ada).values_list("verb", flat=True))
    assert verbs == {"factor-on", "codes-made", "factor-off"}
    assert b"turned two-factor off" in again.get(reverse("account-deeds")).content
