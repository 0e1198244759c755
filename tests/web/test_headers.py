"""What every page's answer says to the browser, over the whole table of addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.test import override_settings
from django.urls import reverse

from annotator.config.single_sign_on import policy
from annotator.models import User
from tests.api.asking import undone
from tests.people import client
from tests.web.account_rows import ACCOUNT_ROWS
from tests.web.rows import ROWS

if TYPE_CHECKING:
    from tests.web.world import World

EVERY = [*ROWS, *ACCOUNT_ROWS]
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|<style|<[^>]+\s(?:style|on[a-z]+)=", re.IGNORECASE
)
MARKUP = re.compile(r"<[a-zA-Z][^>]*>")


def test_each_page_forbids_what_is_inline_and_has_nothing_inline(world: World) -> None:
    User.objects.filter(pk=world.team.owner.pk).update(is_superuser=True)
    browser, without, inline = client(world.team.owner), [], {}
    for row in EVERY:
        with undone():
            address = reverse(row.name, args=row.args(world))
            answer = browser.post(address, row.post(world)) if row.post else browser.get(address)
        page = b"".join(answer).decode(errors="replace")  # to its end, where a file is closed
        said = answer.headers.get("Content-Security-Policy", "")
        if "default-src 'none'" not in said or "unsafe" in said or "frame-ancestors 'none'" not in said:
            without.append(str(row))
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            found = [tag for tag in MARKUP.findall(page) if INLINE.match(tag)]
            inline |= {str(row): found[:1]} if found else {}
    assert (without, inline) == ([], {})


def test_each_page_that_changes_something_needs_a_token(world: World) -> None:
    User.objects.filter(pk=world.team.owner.pk).update(is_superuser=True)
    browser = client(world.team.owner, checks=True)
    posts = [row for row in EVERY if row.post]
    told = {
        str(row): browser.post(reverse(row.name, args=row.args(world)), row.post(world)).status_code
        for row in posts
    }
    assert set(told.values()) == {403}, {name: status for name, status in told.items() if status != 403}


def test_browsers_insist_on_https_where_it_is_on(client) -> None:
    https = {
        "SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 31536000, "SECURE_HSTS_PRELOAD": True,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True, "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-sessionid", "CSRF_COOKIE_NAME": "__Host-csrftoken",
    }  # fmt: skip
    with override_settings(**https):
        plain = client.get("/reset/")
        assert (plain.status_code, plain["Location"]) == (301, "https://testserver/reset/")
        answer = client.get("/reset/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    cookie = answer.cookies["__Host-csrftoken"]
    assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["samesite"]) == (True, "/", "", "Lax")


def test_the_form_of_single_sign_on_may_lead_to_its_provider_and_nowhere_else() -> None:
    said = policy("https://login.example.org/realms/a", ["https://other.example.org"])
    leads = said["DIRECTIVES"]["form-action"]
    assert leads == ["'self'", "https://login.example.org", "https://other.example.org"]
    assert policy("", [])["DIRECTIVES"]["form-action"] == ["'self'"]
