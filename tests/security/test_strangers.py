"""Who may not do a thing is told so before what is wrong with the request: 401, 403 or 404, never a
422 that names the fields."""

import pytest

from tests.security.actions import ACTIONS, UNKNOWABLE
from tests.security.operations import request_of
from tests.security.test_permissions import cells, headers_of
from tests.security.world import World, world

__all__ = ["world"]

# These are barred from writing, which only a whole request is told; the rest is refused at once.
BARRED = ("suspended", "banned")
REFUSED = sorted({
    (actor, step)
    for action, actor, said in cells()
    if actor not in BARRED and action not in UNKNOWABLE
    and not action.startswith("see everybody's")
    and (said == "-" or (actor == "anonymous" and said in ("guest", "link")))
    for step in ACTIONS[action]
    # A request that names no site is about one's own.
    if actor != "moderator B" or " review/" not in step or "{id}" in step or "{batch}" in step
})  # fmt: skip


@pytest.mark.parametrize(("actor", "step"), REFUSED)
def test_nobody_learns_what_a_route_takes_that_is_not_theirs(
    world: World, actor: str, step: str
) -> None:
    operation, _, named = step.partition("@")
    parts = {"id": f"${named}", "reader": f"${named}"} if named else None
    things = {"claim": world.things["held"], **world.things.of("reader")}
    method, path, _, _ = request_of(operation, things, parts)
    for body in (None, {}, {"nonsense": 1}):
        with world.undone():
            answer = world.open(headers_of(world, actor, "-"), method, path, None, body)
        told = (answer.status_code, answer.text)
        assert answer.status_code in ((401,) if actor == "anonymous" else (403, 404)), told
        assert "fields" not in answer.text, told


def test_who_may_is_told_what_is_wrong(world: World) -> None:
    for path in ("sites/gazette/webhooks", "sites/gazette/keys", "review/decisions"):
        answer = world.open(world.people["admin"], "POST", path, None, {})
        assert answer.status_code == 422, (path, answer.text)
        assert "fields" in answer.text


def test_whoever_lost_a_role_is_not_given_an_old_answer(world: World) -> None:
    with world.undone():
        hook = {"url": "https://news.example/hook"}
        headers = world.people["admin"] | {"Idempotency-Key": "k"}
        path = "sites/gazette/webhooks"
        assert world.open(headers, "POST", path, None, hook).status_code == 201
        everybody = world.made("GET", "sites/gazette/staff")["items"]
        me, other = (
            next(each["id"] for each in everybody if name in each["name"])
            for name in ("Admin", "colleague")
        )
        world.made("PUT", f"sites/gazette/staff/{other}", {"role": "admin"})
        world.made("PUT", f"sites/gazette/staff/{me}", {"role": "moderator"})
        assert world.open(headers, "POST", path, None, hook).status_code == 403
