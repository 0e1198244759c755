"""Whatever is sent, the answer is an answer: never an error of the program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.asking import ask, do, is_problem, undone
from tests.api.calls import CALLS
from tests.people import client

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITES = [call for call in CALLS if call.method in {"post", "put", "patch"}]
NASTY = [
    None, True, [], {}, [[]], [None], -1, 10**30, 1.5, "", " ", "x" * 20_000,
    "\x00", "a\x00b", "\ud800", "a\udfffb", "\u202e\ufeff", "\U0001f469\u200d\U0001f692",
    "'; DROP TABLE x; --", "<script>alert(1)</script>", "00000000-0000-0000-0000-000000000000",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00", "=1+1", "http://[", "123456789012345678901234567890",
]  # fmt: skip
BODIES = [None, [], "x", 5, [[]], {"": ""}]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value inside of a body; of a list the first element stands for all."""
    yield path
    inside = (
        value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    )
    for key, each in inside:
        yield from places(each, (*path, key))


def with_(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = json.loads(json.dumps(body))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


def is_answer(response, sent: object) -> None:
    assert response.status_code < 500, sent
    if response.status_code >= 400:
        is_problem(response, response.status_code)


@pytest.mark.parametrize("call", [call for call in WRITES if call.name != "codebook"], ids=str)
def test_nasty_values_in_every_place_are_answered(call, world):
    browser, body = client(world.team.owner), call.body(world)
    nasty = [with_(body, path, value) for path in places(body) if path for value in NASTY]
    for sent in [*nasty, *BODIES]:
        with undone():
            is_answer(do(browser, call, world, sent), sent)


def test_a_place_that_cannot_be_said_is_answered(world):
    """Half a character as the name of a field comes back in the path of what is wrong."""
    (call,) = [call for call in WRITES if call.name == "codebook"]
    body = call.body(world)
    body["layers"][0]["a\ud800\x00"] = 1
    told = is_problem(do(client(world.team.owner), call, world, body), 422, "invalid")
    assert told["field"] == "layers[0].a\ufffd\ufffd"


def test_nasty_values_in_a_codebook_are_answered(world):
    """Its places are many and alike: one layer, dimension and code stand for all."""
    (call,) = [call for call in WRITES if call.name == "codebook"]
    browser, body = client(world.team.owner), call.body(world)
    layer = body["layers"][0]
    layer["dimensions"] = [layer["dimensions"][0] | {"codes": layer["dimensions"][0]["codes"][:1]}]
    body["layers"] = [layer]
    for path in places(body):
        for value in (None, True, [None], {}, 10**30, "\x00", "\ud800", "x" * 20_000) if path else ():
            with undone():
                is_answer(do(browser, call, world, with_(body, path, value)), (path, value))


def test_text_that_no_database_keeps_is_never_taken(world):
    """A NUL or half a character in any text is refused; it is not in the answer."""
    browser = client(world.team.owner)
    for call in WRITES:
        body = call.body(world)
        for path in [path for path in places(body) if path and path[0] != "layers"]:
            for value in ("a\x00b", "a\ud800b"):
                with undone():
                    response = do(browser, call, world, with_(body, path, value))
                assert "\\u0000" not in response.content.decode(), (call, path)
                assert response.status_code in {401, 422}, (call, path)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xff\xfe",
        b'{"name": "\xc3"}',
        b"[" * 100_000,
        b'{"name": NaN}',
        b"1" * 5000,
        b"{'name': 1}",
    ],
)
def test_what_is_no_json_is_refused(body, team):
    told = ask(client(team.owner), "post", "/api/v1/projects/", body)
    is_problem(told, 422 if body == b"" else 400)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(team, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    told = ask(client(team.owner), "post", "/api/v1/projects/", {"name": "x" * 1000})
    is_problem(told, 413, "too-much")


def test_another_type_of_content_is_told(team):
    response = client(team.owner).post("/api/v1/projects/", b"<x/>", content_type="text/xml")
    is_problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "address",
    [
        f"projects/{2**63}/", f"projects/{10**30}/stories/", f"revisions/{10**40}/annotations/",
        f"articles/{2**64}/", f"comparisons/{10**20}/", "projects/-1/", "projects/x/", "annotations/1/",
        "exports/00000000-0000-0000-0000-00000000000/", "projects/\u0663/", "projects/1%00/", "x" * 3000,
    ],
)  # fmt: skip
def test_an_address_that_can_be_nothing_is_not_found(address, team):
    is_problem(client(team.owner).get(f"/api/v1/{address}"), 404, "not-found")


@pytest.mark.parametrize(
    "query",
    [
        "events/?after=x", "events/?after=", "events/?after=1.5", "events/?scope=%00",
        "events/?scope=" + "x" * 61, "articles/?story=x", "articles/?story=-1",
        "articles/?story=%00", "stories/?cursor=x",
        "stories/?cursor=cD1hYmM%3D", "exports/?cursor=cD14",
        "stories/?cursor=cD0lMDA%3D", "articles/?story=%D9%A3",
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_names_its_field(query, team):
    address = f"/api/v1/projects/{team.project.pk}/{query}"
    told = is_problem(client(team.owner).get(address), 422, "invalid")
    assert told["field"] == query.partition("?")[2].partition("=")[0]


@pytest.mark.parametrize(
    "query",
    [
        f"events/?after={10**30}", "events/?after=-5", f"articles/?story={10**30}", "stories/?limit=x",
        "stories/?limit=-1", f"stories/?limit={10**30}", "stories/?limit=0", "stories/?cursor=",
        "events/?scope=x", "jobs/?cursor=%00",
    ],
)  # fmt: skip
def test_a_question_that_finds_little_is_answered(query, team):
    assert client(team.owner).get(f"/api/v1/projects/{team.project.pk}/{query}").status_code == 200


@pytest.mark.parametrize(
    "header", ["", "x", "*", '"x"', "-1", '"1.5"', '"' + "9" * 30 + '"', '"\u0663"', "\xff"]
)
def test_a_version_that_can_be_none_is_refused(header, world):
    address = f"/api/v1/annotations/{world.mark['id']}/"
    told = ask(client(world.team.owner), "delete", address, **{"If-Match": header})
    assert is_problem(told, 422, "invalid")["field"] == "If-Match"


def test_a_field_that_nobody_knows_is_refused_by_its_place(world):
    """A misspelt name must not be left out silently; each body of the table, at its top and inside."""
    browser = client(world.team.owner)
    for call in WRITES:
        body = call.body(world)
        if not isinstance(body, dict) or call.name == "codebook":
            continue
        with undone():
            told = is_problem(do(browser, call, world, body | {"colour": 1}), 422, "invalid")
        assert told["field"] == "colour", call
    made = next(call for call in WRITES if str(call) == "post annotations").body(world)
    made["ranges"][0]["colour"] = "red"
    address = f"/api/v1/revisions/{world.team.revision.pk}/annotations/"
    told = is_problem(ask(browser, "post", address, made), 422, "invalid")
    assert told["field"] == "ranges[0].colour"
    assert told["detail"] == "There is no field 'ranges[0].colour' here."
