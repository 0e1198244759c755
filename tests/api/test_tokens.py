"""Who a request comes from: a session with its CSRF token, or a token."""

from __future__ import annotations

import pytest

from tests.api.asking import ask, is_problem
from tests.api.world import PASSWORD
from tests.people import client


@pytest.fixture
def made(world):
    return f"/api/v1/annotations/{world.mark['id']}/"


def test_a_session_needs_its_csrf_token_for_writes_and_only_for_them(world, made):
    browser = client(world.team.annotator, checks=True)
    assert ask(browser, "get", made).status_code == 200
    is_problem(ask(browser, "patch", made, {"note": "!"}, version=1), 403, "not-allowed")
    browser.cookies["csrftoken"] = "a" * 32
    response = ask(browser, "patch", made, {"note": "!"}, version=1, **{"X-CSRFToken": "a" * 32})
    assert response.status_code == 200


def token(world):
    sent = {"username": "owner", "password": PASSWORD}
    response = ask(client(None), "post", "/api/v1/tokens/", sent)
    assert response.status_code == 201
    return {"Authorization": f"Token {response.json()['token']}"}


def test_a_token_stands_for_its_owner_until_it_is_revoked(world, made):
    nobody, mine, other = client(None, checks=True), token(world), token(world)
    assert ask(nobody, "get", "/api/v1/me/", **mine).json()["username"] == "owner"
    assert ask(nobody, "patch", made, {"note": "!"}, version=1, **mine).status_code == 200
    assert ask(nobody, "delete", "/api/v1/tokens/current/", **mine).status_code == 204
    is_problem(ask(nobody, "get", "/api/v1/me/", **mine), 401, "not-signed-in")
    assert ask(nobody, "get", "/api/v1/me/", **other).status_code == 200


def test_a_token_of_an_account_that_was_closed_is_no_good(world):
    mine = token(world)
    world.team.owner.is_active = False
    world.team.owner.save()
    is_problem(ask(client(None), "get", "/api/v1/me/", **mine), 401)


@pytest.mark.parametrize("header", ["Token", "Token x", "Token a b", "Token " + "x" * 500, "Token \xff"])
def test_a_token_that_is_none_is_refused_with_how_to_sign_in(header, team):
    response = ask(client(None), "get", "/api/v1/me/", Authorization=header)
    is_problem(response, 401, "not-signed-in")
    assert response["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("sent", [("owner", "wrong"), ("nobody", PASSWORD), ("reader", "")])
def test_no_token_is_given_for_a_wrong_name_or_password(sent, world):
    body = {"username": sent[0], "password": sent[1] or "unusable"}
    told = is_problem(ask(client(None), "post", "/api/v1/tokens/", body), 401, "not-signed-in")
    assert told["detail"] == "The name or the password is not right."


def test_a_page_that_was_made_for_somebody_else_does_nothing_in_ones_name(world, made):
    browser = client(world.team.annotator)
    mine, other = str(world.team.annotator.pk), str(world.team.owner.pk)
    response = ask(browser, "patch", made, {"note": "!"}, version=1, **{"X-Actor": other})
    is_problem(response, 401, "not-signed-in")
    is_problem(ask(browser, "get", made, **{"X-Actor": "\xff"}), 401, "not-signed-in")
    assert ask(browser, "patch", made, {"note": "!"}, version=1, **{"X-Actor": mine}).status_code == 200
