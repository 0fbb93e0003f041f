"""Nobody gets a member into a body that was not offered: no status, role or badge of one's own."""

from typing import Any

from werkzeug.test import TestResponse

from tests.security.operations import EXAMPLES, request_of
from tests.security.world import World, world

__all__ = ["world"]

MORE = {"status": "published", "is_staff": True, "badges": ["staff"], "role": "admin", "site_id": 1}
OFFERED = {("POST review/claims", "status")}  # a filter: which of the queue's items


def test_no_body_takes_a_member_that_nobody_offered(world: World) -> None:
    taken = []
    for operation, example in EXAMPLES.items():
        if not isinstance(example.body, dict):
            continue
        things = {**world.things.of("reader"), "claim": world.things["held"]}
        method, path, query, body = request_of(operation, things)
        for member, value in MORE.items():
            if member in body or (operation, member) in OFFERED:
                continue
            with world.undone():
                answer = told_first(world, method, path, query, {**body, member: value})
                told = answer.json or {}
                if answer.status_code != 422 or member not in str(told.get("fields")):
                    taken.append((operation, member, answer.status_code))
    assert taken == []


def told_first(world: World, method: str, path: str, query: Any, body: Any) -> TestResponse:
    """What the first of them is told who may ask for such a thing at all."""
    for who in ("admin", "operator", "reader"):
        answer = world.open(world.people[who], method, path, query, body)
        if answer.status_code not in (403, 404):
            break
    return answer
