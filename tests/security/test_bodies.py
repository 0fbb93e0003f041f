"""Nobody gets a member into a body that was not offered: no status, role or badge of one's own."""

from tests.security.operations import EXAMPLES, request_of
from tests.security.world import World, world

__all__ = ["world"]

MORE = {"status": "published", "is_staff": True, "badges": ["staff"], "role": "admin", "site_id": 1}


def test_no_body_takes_a_member_that_nobody_offered(world: World) -> None:
    taken = []
    for operation, example in EXAMPLES.items():
        if not isinstance(example.body, dict):
            continue
        things = {"claim": "x", "saved": "x", "batch": "x", **world.things.of("reader")}
        method, path, query, body = request_of(operation, things)
        for member, value in MORE.items():
            if member in body:
                continue
            with world.undone():
                who = world.people["admin"]
                answer = world.open(who, method, path, query, {**body, member: value})
                told = answer.json or {}
                if answer.status_code != 422 or member not in str(told.get("fields")):
                    taken.append((operation, member, answer.status_code))
    assert taken == []
