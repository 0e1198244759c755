"""The API asked by its own schema: whatever fits the schema, or just doesn't, is answered as the schema says.

`SCHEMA_EXAMPLES` is how many calls are made up for each operation, 2 where it is not set.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, Verbosity, given
from hypothesis import settings as how
from hypothesis.stateful import run_state_machine_as_test
from knox.models import get_token_model
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from annotator.config.wsgi import application
from annotator.services import attempts
from tests.api.asking import undone
from tests.api.test_schema import COMMITTED

if TYPE_CHECKING:
    from schemathesis.schemas import BaseSchema

    from tests.api.world import World

# The library's own client leaves the files open that it is sent.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "2"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
HOW = how(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
)


@pytest.fixture
def schema(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> BaseSchema:
    """The committed schema, asked as the owner of the project; half of the addresses name what there is."""
    for name, limit in attempts.LIMITS.items():  # else most of it would be put off
        monkeypatch.setitem(attempts.LIMITS, name, attempts.Limit(10**6, limit.seconds, limit.sentence))
    settings.ALLOWED_HOSTS = ["localhost"]
    _, token = get_token_model().objects.create(user=world.team.owner)
    loaded = schemathesis.openapi.from_dict(yaml.safe_load(COMMITTED.read_text(encoding="utf-8")))
    loaded.app = application
    loaded.location = "/api/v1/schema/"
    loaded.config.update(headers={"Authorization": f"Token {token}", "Accept-Encoding": "identity"})
    loaded.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])

    @loaded.hook
    def map_path_parameters(_context: Any, parameters: dict[str, Any] | None) -> dict[str, Any] | None:
        if not parameters:
            return parameters
        known = {name: str(world.keys[name]) for name in parameters if name in world.keys}
        return parameters | known if len(str(parameters)) % 2 else parameters

    return loaded


def test_each_operation_keeps_its_contract(schema: BaseSchema) -> None:
    wrong, asked = {}, 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @HOW
        @given(case=operation.as_strategy())
        def keeps(case: Case) -> None:
            nonlocal asked
            with undone():
                response = case.call()
                asked += 1
                case.validate_response(response, checks=CHECKS)

        try:
            keeps()
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - all are told at the end
            wrong[operation.label] = "\n".join([str(error), *map(str, getattr(error, "exceptions", ()))])
    assert not wrong, "\n\n".join(f"{label}:\n{why[:1500]}" for label, why in wrong.items())
    assert asked > EXAMPLES * 50


def test_what_one_call_makes_others_may_use(schema: BaseSchema) -> None:
    """Calls in a row, each with ids that those before it gave: what was made is read, changed and deleted."""

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.within = undone()
            self.within.__enter__()

        def teardown(self) -> None:
            self.within.__exit__(None, None, None)

        def validate_response(self, response: Any, case: Case, **_: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    run_state_machine_as_test(Walk, settings=how(HOW, max_examples=EXAMPLES, stateful_step_count=25))
