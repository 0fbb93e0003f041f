"""Every cell of docs/permissions.md, asked through HTTP at every endpoint that the row means."""

from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.articles.sites import change_site
from service.db import ALL_SITES, transaction
from service.identity.keys import Scope
from tests.security.actions import (
    ACTIONS,
    BY_READERS,
    INSTALLATION,
    MADE_BY_ONE,
    OTHERS,
    UNKNOWABLE,
)
from tests.security.operations import (
    DOCUMENT,
    EXAMPLES,
    OPERATIONS,
    assert_documented,
    request_of,
)
from tests.security.world import MARK, Headers, World, world

__all__ = ["world"]

PAGE = Path(__file__).parents[2] / "docs/permissions.md"


def cells() -> list[tuple[str, str, str]]:
    """(action, actor, what the cell says) of the whole table."""
    rows = [
        [cell.strip() for cell in line.strip("| \n").split(" | ")]
        for line in PAGE.read_text().splitlines()
        if line.startswith("| ")
    ]
    head, _, *body = rows
    return [
        (row[0], actor, said) for row in body for actor, said in zip(head[1:], row[1:], strict=True)
    ]


@pytest.mark.parametrize(("action", "actor", "said"), cells())
def test_the_table_is_true(world: World, action: str, actor: str, said: str) -> None:
    headers = headers_of(world, actor, said)
    for step in ACTIONS[action]:
        with world.undone():
            answer = ask(world, step, actor, headers)
            shows_all = (
                action.startswith("see everybody's") and f"{MARK} of a colleague" in answer.text
            )
            if said in ("-", "guest", "link", "reader") and not action.startswith(
                "see everybody's"
            ):
                assert_refused(answer, action, actor)
            elif action.startswith("see everybody's"):
                assert shows_all is (said == "y"), answer.text
            else:
                assert answer.status_code < 300, (step, answer.status_code, answer.text)
                assert all(each["ok"] for each in results(answer)), answer.text
        if said in ("guest", "reader"):
            assert_done_as_reader(world, step, headers, by_name=said == "guest")
        if said == "link":
            assert_done_by_link(world, headers)


def headers_of(world: World, actor: str, said: str) -> Headers:
    """What an actor sends. A key has the first scope that the cell names, or, where it is refused,
    every scope there is."""
    if actor != "key":
        return world.people[actor]
    return world.key(*(Scope if said == "-" else [Scope(said.split(", ")[0])]))


def ask(world: World, step: str, actor: str, headers: Headers) -> TestResponse:
    operation, _, named = step.partition("@")
    prepare(world, operation, headers if actor in ("admin", "key") else None)
    parts = {"id": f"${named}", "reader": f"${named}"} if named else None
    method, path, query, body = request_of(operation, world.things.of(actor), parts)
    answer = world.open(headers, method, path, query, body)
    assert_documented(operation, answer)
    return answer


def prepare(world: World, operation: str, holder: Headers | None) -> None:
    """What must have happened before; what only its maker may change, `holder` makes."""
    if operation == "DELETE review/comments/{id}/escalate":
        world.made("POST", f"review/comments/{world.things['held']}/escalate", {})
    for name, (endings, path, body) in MADE_BY_ONE.items():
        if operation.endswith(endings):
            by = holder or world.people["moderator"]
            made = world.open(by, "POST", path, None, body).json or {}
            world.things[name] = made.get("id") or made.get("batch") or world.things["held"]
    if operation == "GET sites/{site}/statements":
        with transaction(ALL_SITES) as session:
            change_site(session, "gazette", origins=None, settings={"exports_statements": True})


def results(answer: TestResponse) -> list[dict[str, Any]]:
    told = answer.json if answer.is_json else None
    return list(told.get("results", [])) if isinstance(told, dict) else []


def assert_refused(answer: TestResponse, action: str, actor: str) -> None:
    """With the one status and code that suit who asks, and what for."""
    told = answer.json or {}
    failed = [each["code"] for each in results(answer) if not each["ok"]]
    found = (404, failed[0]) if failed else (answer.status_code, told.get("code"))
    assert found == refusal(action, actor), (answer.status_code, answer.text)


def refusal(action: str, actor: str) -> tuple[int, str]:
    if action in UNKNOWABLE:
        return 404, "not_found"
    if actor == "anonymous":
        return 401, "unauthenticated"
    if action in BY_READERS and actor in ("suspended", "banned"):
        return 403, actor
    is_of_site = action not in BY_READERS and action not in INSTALLATION
    if is_of_site and actor in ("moderator B", "operator"):
        return 404, "not_found"
    return 403, "forbidden"


def assert_done_as_reader(world: World, step: str, headers: Headers, *, by_name: bool) -> None:
    """The same works for a guest of that browser; and for a guest's name, where guests may not
    write, nothing does."""
    with world.undone():
        guest = world.guest()
        answer = ask(world, step, "anonymous", {**headers, **guest})
        assert answer.status_code < 300, (step, answer.text)
    if by_name:
        with world.undone():
            world.made("PUT", "sites/gazette/settings", {"guests": False})
            name = {"guest": {"name": "Gus"}}
            refused = world.open({}, "POST", "sites/gazette/sessions", None, name)
            assert refused.json is not None
            assert (refused.status_code, refused.json["code"]) == (403, "guests_refused")


def assert_done_by_link(world: World, headers: Headers) -> None:
    """With the link that a comment's author was given anybody does it, but nobody of its staff."""
    rejected = world.things.own["embed"]["own_rejected"]
    url = world.made("GET", f"comments/{rejected}", by="embed")["appeal_url"]
    path = url[url.index("/appeal/") :]
    for who, told in ((headers, 303), (world.people["moderator"], 403)):
        with world.undone():
            answer = world.client.post(path, data={"text": "Why?"}, headers=who)
            assert answer.status_code == told, answer.text


@pytest.mark.parametrize("scope", list(Scope))
def test_a_scope_opens_only_what_the_table_names(world: World, scope: Scope) -> None:
    with world.undone():
        headers = world.key(scope)
        for action, actor, said in cells():
            if actor != "key" or said in ("-", "read") or str(scope) in said.split(", "):
                continue
            for step in ACTIONS[action]:
                with world.undone():
                    answer = ask(world, step, "key", headers)
                    assert answer.status_code in (403, 404), (step, answer.text)


def test_every_endpoint_is_in_the_table_or_for_everybody() -> None:
    named = {step.partition("@")[0] for steps in ACTIONS.values() for step in steps}
    assert sorted(named | OTHERS) == sorted(OPERATIONS)
    assert not named & OTHERS
    assert set(EXAMPLES) <= set(OPERATIONS)
    assert {action for action, _, _ in cells()} == set(ACTIONS)


def test_every_body_has_a_name_of_its_own() -> None:
    from service.api import schemas  # noqa: F401  # all are imported with the application
    from service.api.schemas import Body

    names = [each.__name__ for each in family(Body)]
    assert sorted(names) == sorted(set(names)), "one of them hides the other in the document"
    assert DOCUMENT["components"]["schemas"]


def family(root: type) -> list[type]:
    return [each for child in root.__subclasses__() for each in (child, *family(child))]
