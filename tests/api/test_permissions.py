"""Who is told what at every address of the API: six people, one table."""

from __future__ import annotations

import uuid

from annotator.api.urls import urlpatterns
from tests.api.asking import do, is_problem, undone
from tests.api.calls import CALLS
from tests.people import EVERYBODY, client

METHODS = {"get", "post", "put", "patch", "delete"}


def offered():
    """Return each method of each address, by name."""
    for pattern in urlpatterns:
        view = getattr(pattern.callback, "view_class", None)
        for method in METHODS if view else {"get"}:
            if view is None or hasattr(view, method):
                yield f"{method} {pattern.name}"


def test_every_method_of_every_address_is_in_the_table():
    assert sorted(map(str, CALLS)) == sorted(offered())


def test_each_of_six_people_is_told_what_the_table_says(world):
    browsers = {person: client(world.team.who(person)) for person in EVERYBODY}
    told = {str(call): tuple(status(browsers[person], call, world) for person in EVERYBODY) for call in CALLS}
    assert told == {str(call): call.told for call in CALLS}


def status(browser, call, world):
    """Return what a call is answered; take back what it did."""
    with undone():
        response = do(browser, call, world)
    if response.status_code >= 400:
        is_problem(response, response.status_code)
    return response.status_code


def test_what_is_anothers_looks_like_what_is_not_there(world):
    """A stranger can't tell an address that is not shared with them from one that leads nowhere."""
    browser = client(world.team.stranger)
    shared = [call for call in CALLS if call.told[-2:] == (404, 401)]
    there = [do(browser, call, world).content for call in shared]
    for name, key in world.keys.items():
        world.keys[name] = 987654 if isinstance(key, int) else uuid.uuid4()
    assert [do(browser, call, world).content for call in shared] == there
