"""The same request twice, with one Idempotency-Key: one effect, one answer."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text, update
from werkzeug.test import TestResponse

from service.api import repeating
from service.clock import utc_now
from service.db import ALL_SITES, Base, transaction
from service.handbook import pages
from service.models import KeptAnswer, Reader, Webhook
from service.privacy.retention import forget_traces
from tests.security.operations import DOCUMENT, request_of
from tests.security.world import World, world

__all__ = ["world"]

HOOK = ("POST", "sites/gazette/webhooks", None, {"url": "https://news.example/hook"})
# What cannot be asked well without a browser's device, or codes in use.
_ASKED_FOR_SOMETHING = {
    "POST /account/passkeys": "needs a device",
    "POST /account/recovery-codes": "needs codes in use",
}


def ask(
    world: World, by: str, request: tuple[str, str, Any, Any], key: str = "a-key"
) -> TestResponse:
    return world.open(world.people[by] | {"Idempotency-Key": key}, *request)


def count(model: type[Any]) -> int:
    with transaction(ALL_SITES) as session:
        return len(session.execute(select(model.__table__)).all())


OPERATIONS = sorted(repeating.creating() - repeating._OWN_WAY - set(_ASKED_FOR_SOMETHING))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_post_that_creates_answers_a_second_one_as_the_first(
    world: World, operation: str
) -> None:
    plain = operation.replace("POST /", "POST ")
    by = {
        "POST /sites": "operator", "POST /comments/{id}/appeals": "reader",
        "POST /comments/{id}/flags": "reader", "POST /sites/{site}/sessions": "anonymous",
        "POST /sites/{site}/notices": "anonymous",
    }.get(operation, "admin")  # fmt: skip
    with world.undone():
        wanted = request_of(plain, world.things.of(by))
        before = everything()
        first = ask(world, by, wanted)
        assert first.status_code in (200, 201, 202), first.text
        after = everything()
        second = ask(world, by, wanted)
        assert (second.status_code, second.data) == (first.status_code, first.data)
        assert second.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers
        assert everything() == after != before


def everything() -> dict[str, int]:
    """How many rows each table has."""
    with transaction(ALL_SITES) as session:
        return {
            name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in Base.metadata.tables
        }


def test_without_the_header_each_is_one_more(world: World) -> None:
    with world.undone():
        before = count(Webhook)
        for _ in range(2):
            world.open(world.people["admin"], *HOOK)
        assert count(Webhook) == before + 2
        assert count(KeptAnswer) == 0


def test_another_body_is_refused_and_the_same_in_another_order_is_not(world: World) -> None:
    with world.undone():
        made = ask(world, "admin", ("POST", "sites/gazette/keys", None,
                                    {"name": "new", "scopes": ["read"]}))  # fmt: skip
        same = ask(world, "admin", ("POST", "sites/gazette/keys", None,
                                    {"scopes": ["read"], "name": "new"}))  # fmt: skip
        assert same.json == made.json
        other = ask(world, "admin", ("POST", "sites/gazette/keys", None,
                                     {"name": "other", "scopes": ["read"]}))  # fmt: skip
        assert other.json is not None
        assert (other.status_code, other.json["code"]) == (409, "idempotency_key_reused")


def test_a_key_is_of_one_caller_one_route_and_one_address(world: World) -> None:
    with world.undone():
        before = count(Reader)
        name = ("POST", "sites/gazette/sessions", None, {"guest": {"name": "Gus"}})
        first, again = (ask(world, "anonymous", name).json for _ in range(2))
        assert first == again
        elsewhere = world.client.post(
            "/api/v1/sites/gazette/sessions", json=name[3], headers={"Idempotency-Key": "a-key"},
            environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
        )  # fmt: skip
        assert elsewhere.json is not None
        assert first is not None
        assert elsewhere.json["reader"]["id"] != first["reader"]["id"]
        assert count(Reader) == before + 2
        moderator = ("POST", "review/saved", {"site": "gazette"}, {"name": "M", "filters": {}})
        ids = [ask(world, who, moderator).json["id"] for who in ("admin", "moderator", "admin")]
        assert ids[0] == ids[2] != ids[1]
        assert ask(world, "admin", HOOK).status_code == 201


def test_a_refusal_is_not_kept(world: World) -> None:
    with world.undone():
        bad = ("POST", "sites/gazette/webhooks", None, {"url": "http://127.0.0.1/"})
        assert ask(world, "admin", bad).status_code == 422
        assert ask(world, "admin", ("POST", "sites/gazette/webhooks", None, {})).status_code == 422
        assert ask(world, "admin", HOOK).status_code == 201
        for key in ("", "k" * 256):
            assert ask(world, "admin", HOOK, key).status_code == 422


def test_no_secret_is_readable_where_answers_are_kept(world: World) -> None:
    with world.undone():
        told = ask(world, "admin", HOOK).json
        assert told is not None
        with transaction(ALL_SITES) as session:
            row = session.execute(select(KeptAnswer.__table__)).one()
        for column in (row.answer, row.name, row.asked):
            assert told["secret"].encode() not in column
            assert b"a-key" not in column
        assert row.status == 201


def test_answers_go_after_a_day_and_with_the_person(world: World) -> None:
    with world.undone():
        comment = world.things["comment"]
        flag = ("POST", f"comments/{comment}/flags", None, {"reason": "spam"})
        assert ask(world, "reader", flag).status_code == 201
        assert ask(world, "admin", HOOK).status_code == 201
        with transaction(ALL_SITES) as session:
            forget_traces(session, now=utc_now())
        assert count(KeptAnswer) == 2
        erased = world.open(world.people["reader"], "DELETE", "sites/gazette/readers/me")
        assert erased.status_code == 200, erased.text
        assert count(KeptAnswer) == 1
        with transaction(ALL_SITES) as session:
            session.execute(update(KeptAnswer).values(expires_at=utc_now().replace(year=2020)))
        first = count(Webhook)
        assert ask(world, "admin", HOOK).status_code == 201
        assert count(Webhook) == first + 1, "a day later it is another request"
        with transaction(ALL_SITES) as session:
            session.execute(update(KeptAnswer).values(expires_at=utc_now().replace(year=2020)))
            forget_traces(session, now=utc_now())
        assert count(KeptAnswer) == 0


def test_the_document_names_the_header_wherever_something_is_made() -> None:
    silent = {"POST /sessions", "POST /sessions/passkeys", "POST /invitations/accept"}
    for path, methods in DOCUMENT["paths"].items():
        post = methods.get("post")
        name = f"POST {path.removeprefix('/api/v1')}"
        if post is None or name in silent or not {"201", "202"} & set(post["responses"]):
            continue
        named = [each["name"] for each in post.get("parameters", [])]
        assert named.count("Idempotency-Key") == 1, name


def test_a_second_application_of_a_process_writes_the_same_document(elsewhere: None) -> None:
    assert json.loads(pages()["api/openapi.json"]) == DOCUMENT
