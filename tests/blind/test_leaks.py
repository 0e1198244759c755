"""Blind mode leaks nothing: every address is asked, from the table of addresses, so that a new one is too."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from annotator.models import Assignment, Blindness, Round
from tests.api.asking import do, undone
from tests.api.calls import CALLS
from tests.blind.conftest import SECRET, works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.blind.conftest import Blind

# The feed has tests/live/test_blind.py; those of single sign-on are the library's, and know no project.
NO_PAGES = {
    *("events", "api:missing", "api:schema", "api:reference"),
    *("openid_connect_login", "openid_connect_callback"),
}


def patterns() -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the parameters of every address."""

    def walk(resolver: URLResolver, space: str, given: list[str]) -> Iterator[tuple[str, list[str]]]:
        for each in resolver.url_patterns:
            names = [*given, *each.pattern.converters]
            if isinstance(each, URLResolver):
                yield from walk(each, each.namespace or space, names)
            elif isinstance(each, URLPattern) and each.name:
                yield f"{space}:{each.name}" if space else each.name, names

    yield from walk(get_resolver(), "", [])


# What an address has only where it is asked for it.
ASKED = [("story", "?people=adjudicated"), ("api:matrix", "?people=adjudicated")]


def addresses(keys: dict[str, Any]) -> dict[str, str]:
    """Return every address by its name, of the things in `keys`."""
    found = {}
    for name, parameters in patterns():
        if name in NO_PAGES:
            continue
        unknown = [each for each in parameters if each not in keys]
        assert not unknown, (
            f"The address {name!r} names {unknown}: say in tests/api/world.py or tests/blind/conftest.py "
            f"what stands for it, so that blind mode is tried there too."
        )
        found[name] = reverse(name, kwargs={each: keys[each] for each in parameters})
    return found | {f"{name} {asked}": found[name] + asked for name, asked in ASKED}


def told(browser: Client, address: str, **headers: str) -> tuple[int, str]:
    """Return the status of an address, and all that it says: its headers and its body."""
    with undone():
        answer = browser.get(address, headers=headers)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.streaming:
            answer.close()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(each) for each in archive.namelist())
    said = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return answer.status_code, f"{said}\n{body.decode(errors='replace')}"


def leaks(blind: Blind, words: str) -> list[str]:
    """Return what of Ben's work stands in an answer."""
    return [each for each in (SECRET, *blind.ids) if each in words]


@pytest.fixture
def worked(blind: Blind) -> Blind:
    works(blind)
    return blind


@pytest.mark.parametrize("who", ["ann", "reader", "stranger", "anonymous"])
def test_no_address_tells_anything_of_what_another_made(worked, who):
    browser = worked.who(who)
    found = {}
    for keys in (worked.keys, worked.keys | worked.bens):
        for address in addresses(keys).values():
            _, words = told(browser, address)
            # What the address itself names is no news to who asks for it.
            if there := set(leaks(worked, words)) - set(re.findall(r"[0-9a-f-]{36}", address)):
                found[address] = there
    assert found == {}


def test_the_tokens_are_found_where_all_is_open(worked):
    """The test above sees what it looks for: the same addresses, worked by the owner."""
    browser = worked.who("owner")
    where = {
        name
        for name, address in addresses(worked.keys | worked.bens).items()
        if leaks(worked, told(browser, address)[1])
    }
    assert where >= {
        "article", "story", "project", "claim", "thread", "discuss", "api:annotations", "api:annotation",
        "api:annotation-history", "api:comments", "api:comment", "api:links", "api:link", "api:matrix",
        "api:talk", "api:events",
    }  # fmt: skip


def test_what_another_made_is_not_there_for_any_method(worked):
    """An unsafe call on it is answered as one that leads nowhere."""
    browser = worked.who("ann")
    calls = [call for call in CALLS if set(worked.bens) & set(parameters_of(call.name)) and not call.keys]
    assert len(calls) > 20
    answers = {str(call): status(browser, call, worked) for call in calls}
    worked.world.keys.update({name: uuid.uuid4() for name in worked.bens})
    assert answers == {str(call): status(browser, call, worked) for call in calls}
    assert set(answers.values()) == {404, 204}, "204: one takes one's own mark off a claim, or has none there"


def parameters_of(name: str) -> list[str]:
    return dict(patterns())[f"api:{name}"]


def status(browser: Client, call: Any, worked: Blind) -> int:
    with undone():
        return do(browser, call, worked.world).status_code


# -- the same to the byte


# What is new each time, and what counts the events of the project: that something happened is told to all,
# not what, where or by whom (docs/teamwork.md).
ANEW = [
    r'name="csrfmiddlewaretoken" value="[^"]+"', r'name="csrf-token" content="[^"]+"',
    r"(now|(an?|\d+)[\xa0 ](second|minute)s? ago)", r'data-job="[^"]+"',
    r'"seq": ?\d+', r'"projects": \[\[\d+, \d+\]\]',
    r'data-seq="\d+"', r"nonce[-=]\"?[\w+/=-]+",
    r"(?m:^(etag|content-length|last-modified|set-cookie|date|expires|x-request-id): .*$)",
]  # fmt: skip


def same(words: str) -> str:
    return re.sub("|".join(ANEW), "", words, flags=re.IGNORECASE)


def seen(browser: Client, keys: dict[str, Any]) -> dict[str, tuple[int, str]]:
    found = {}
    for name, address in addresses(keys).items():
        code, words = told(browser, address)
        found[name] = (code, same(words))
    return found


@pytest.mark.parametrize("who", ["ann", "reader"])
def test_all_pages_are_the_same_to_the_byte_whether_another_works_or_not(blind, who):
    browser = blind.who(who)
    seen(browser, blind.keys)
    before = seen(browser, blind.keys)
    again = seen(browser, blind.keys)
    assert differing(before, again) == [], "an address says something new each time: name it in ANEW"
    works(blind)
    after = seen(browser, blind.keys)
    assert differing(before, after) == []


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[Any]:
    return [
        (name, *first_difference(one[name][1], each[1])) for name, each in other.items() if each != one[name]
    ]


def first_difference(one: str, other: str) -> tuple[str, str]:
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one[max(0, at - 80) : at + 80], other[max(0, at - 80) : at + 80]


# -- and it opens


def opens(blind: Blind, how: str) -> None:
    articles = blind.team.project.articles.all()
    if how == "revealed":
        for each in articles:
            Round.objects.create(article=each, number=2, opened_at=each.created_at)
    else:
        blind.turn(Blindness.OWN_DONE)
        for each in articles:
            Assignment.objects.create(article=each, person=blind.ann, state="done", done_at=each.created_at)


@pytest.mark.parametrize("how", ["revealed", "done"])
def test_once_it_is_open_all_of_it_is_there(worked, how):
    browser = worked.who("ann")
    address = reverse("api:annotations", args=[worked.team.revision.pk])
    assert SECRET not in told(browser, address)[1]
    opens(worked, how)
    assert SECRET in told(browser, address)[1]
    assert SECRET in told(browser, reverse("project", args=[worked.team.project.pk]))[1]
    assert told(browser, reverse("api:export", args=[worked.bens["export_id"]]))[0] == 200
    assert (SECRET in told(worked.who("reader"), address)[1]) == (how == "revealed")
