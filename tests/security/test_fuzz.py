"""Every endpoint of the OpenAPI document, asked wildly by everybody there is: no 5xx, no status
that the document does not name, every error a problem document, and to people of another site
nothing of this one. The same requests every time.
"""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core import NOT_SET

from service.identity.keys import Scope
from tests.security.aliens import STRANGERS, Watch
from tests.security.operations import DOCUMENT, OPERATIONS, assert_documented, request_of
from tests.security.world import World, world

__all__ = ["world"]

SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
EXAMPLES_EACH = 8
# Whoever may do most gets past the door most often.
PEOPLE = ("admin", "key", "admin", "reader", "moderator", "operator", "anonymous", *STRANGERS)


@pytest.fixture(scope="module")
def watch(world: World) -> Watch:
    world.people["key"] = world.key(*Scope)
    return Watch(world)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_nothing_wild_makes_the_service_stumble(watch: Watch, operation: str) -> None:
    @settings(
        max_examples=EXAMPLES_EACH, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(
        case=strategy(operation), actor=st.sampled_from(PEOPLE),
        is_path_good=st.sampled_from([True, True, False]),
    )  # fmt: skip
    def ask(case: Any, actor: str, is_path_good: bool) -> None:
        body = None if case.body is NOT_SET else case.body
        if actor in STRANGERS:
            watch.ask(operation, actor, query=case.query, body=body)
            return
        known = watch.world.things.of(actor)
        path = request_of(operation, known)[1] if is_path_good else case.formatted_path
        with watch.world.undone():
            answer = watch.world.open(
                watch.world.people[actor], operation.partition(" ")[0], path, case.query, body
            )
            assert_documented(operation, answer)

    ask()


def strategy(operation: str) -> st.SearchStrategy[Any]:
    """What the document lets one send."""
    method, _, path = operation.partition(" ")
    full = path if path.startswith("/") else f"/api/v1/{path}"
    wild: st.SearchStrategy[Any] = SCHEMA[full][method.lower()].as_strategy()
    return wild
