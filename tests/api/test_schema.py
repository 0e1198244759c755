"""The schema that clients are made from: committed, up to date, and what is really answered."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from annotator.api.urls import urlpatterns
from tests.api.asking import do, undone
from tests.api.calls import CALLS
from tests.people import client

COMMITTED = Path(__file__).parent.parent.parent / "docs" / "openapi.yaml"
FILES = {"export-file", "release-file", "events-csv", "events-jsonl", "agreement-figures", "agreement-csv"}
JSON = [call for call in CALLS if call.name not in {"missing", "schema", "reference"} | FILES]


@cache
def schema() -> dict[str, Any]:
    return yaml.safe_load(COMMITTED.read_text(encoding="utf-8"))


def test_the_committed_schema_is_what_the_code_says():
    generated = SchemaGenerator().get_schema(request=None, public=True)
    written = OpenApiYamlRenderer().render(generated, renderer_context={}).decode()
    assert written == COMMITTED.read_text(encoding="utf-8"), "write it anew: make schema"


def operation(call) -> dict[str, Any]:
    pattern = next(each for each in urlpatterns if each.name == call.name)
    route = "/api/v1/" + "".join(
        part if "<" not in part else "{" + part.partition(":")[2].rstrip(">") + "}"
        for part in str(pattern.pattern).replace("<", "\0<").replace(">", ">\0").split("\0")
    )
    return schema()["paths"][route][call.method]


def standard(value: Any) -> Any:
    """Return OpenAPI 3.0's dialect as JSON Schema: `nullable` is its own word."""
    if isinstance(value, list):
        return [standard(each) for each in value]
    if not isinstance(value, dict):
        return value
    inner = {key: standard(each) for key, each in value.items() if key != "nullable"}
    return {"anyOf": [inner, {"type": "null"}]} if value.get("nullable") is True else inner


def test_what_is_answered_is_what_the_schema_says(world):
    browser, components = client(world.team.owner), standard(schema()["components"])
    for call in JSON:
        with undone():
            response = do(browser, call, world)
        fits(call, response, components)


def fits(call, response, components) -> None:
    told = operation(call)["responses"]
    expected = told["default" if response.status_code >= 400 else str(response.status_code)]
    if "content" not in expected:
        assert response.content == b""
        return
    ((kind, form),) = expected["content"].items()
    assert response["Content-Type"] == kind
    whole = standard(form["schema"]) | {"components": components}
    jsonschema.validate(json.loads(response.content), whole, format_checker=jsonschema.FormatChecker())


def test_no_field_is_answered_that_the_schema_does_not_have(world):
    """JSON Schema allows more than it names; here what is not named is not told."""
    unknown = {}
    for call in JSON:
        if call.method == "get":
            form = operation(call)["responses"]["200"]["content"]["application/json"]["schema"]
            response = do(client(world.team.owner), call, world)
            found = unnamed(json.loads(response.content), form) if response.status_code == 200 else ()
            unknown |= {f"{call}: {path}": None for path in found}
    assert not unknown


def unnamed(value: Any, form: dict[str, Any], path: str = "") -> list[str]:
    for part in form.get("allOf", []):
        form = form | part
    if "$ref" in form:
        form = schema()["components"]["schemas"][form["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        return [found for each in value for found in unnamed(each, form.get("items", {}), f"{path}[]")]
    if not isinstance(value, dict) or "properties" not in form:
        return []
    named = form["properties"]
    return [f"{path}.{key}" for key in value if key not in named] + [
        found
        for key, each in value.items()
        if key in named
        for found in unnamed(each, named[key], f"{path}.{key}")
    ]


def test_the_schema_is_served(world):
    response = client(None).get("/api/v1/schema/")
    assert yaml.safe_load(response.content) == schema()
