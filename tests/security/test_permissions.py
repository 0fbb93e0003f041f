"""Every cell of docs/permissions.md, asked through HTTP at every endpoint that the row means."""

from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.articles.sites import change_site
from service.db import ALL_SITES, transaction
from service.identity.keys import Scope
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
READERS = ("reader", "suspended", "banned", "embed")
STAFF = ("moderator", "moderator B", "analyst", "admin", "operator")
_READ = "GET comments/{id}"
_LOG = ["GET review/log", "GET review/log.csv"]
_POLICY = "sites/{site}/policy"
_SHADOW = f"{_POLICY}/shadow"
_READER = "sites/{site}/readers/{reader}"

# The endpoints of each row; `@own_held` replaces the thing that the example names.
ACTIONS: dict[str, list[str]] = {
    "read public comments": [
        "GET sites/{site}/articles/{article}", "GET sites/{site}/articles/{article}/comments",
        "GET sites/{site}/articles/{article}/changes", "GET sites/{site}/counts",
        "GET comments/{id}", "GET comments/{id}/replies", "GET comments/{id}/conversation",
    ],
    "read one's own held or rejected comment": [f"{_READ}@own_held", f"{_READ}@own_rejected"],
    "read others' held or rejected comments": [f"{_READ}@held", f"{_READ}@rejected"],
    "see what became of one's own comments": [
        "GET sites/{site}/articles/{article}/mine", "GET sites/{site}/mine/notices",
        "PUT sites/{site}/mine/notices/seen",
    ],
    "begin the discussion of an article": ["PUT sites/{site}/articles/{article}"],
    "post a comment or a reply": ["POST sites/{site}/articles/{article}/comments"],
    "edit one's own comment, for some minutes": ["PATCH comments/{id}"],
    "delete one's own comment": ["DELETE comments/{id}"],
    "vote": ["PUT comments/{id}/vote"],
    "report a comment": ["POST comments/{id}/flags"],
    "appeal a decision": ["POST comments/{id}/appeals"],
    "export and erase one's own data": [f"GET {_READER}/export@me", f"DELETE {_READER}@me"],
    "see the queues, claim from them": [
        *(f"GET review/{each}" for each in (
            "queues", "comments", "histogram", "samples", "heat", "notices", "batches",
            "batches/{batch}", "saved",
        )),
        "PUT review/looking", "POST review/claims", "PUT review/claims/{id}",
        "DELETE review/claims/{id}", "POST review/saved", "DELETE review/saved/{id}",
    ],
    "see scores, findings, an author's record": [
        "GET review/comments/{id}", "GET review/comments/{id}/parents",
        "GET review/comments/{id}/similar", "GET review/authors/{id}",
    ],
    "publish, hold, reject; answer appeals and notices": [
        "POST review/decisions", "POST review/decisions/{batch}/undo",
        "POST review/batches/{batch}/stop", "POST review/appeals/{id}", "POST review/notices/{id}",
    ],
    "escalate, feature, close a discussion": [
        "POST review/comments/{id}/escalate", "DELETE review/comments/{id}/escalate",
        "POST review/comments/{id}/feature", "POST review/articles/{article}/state",
    ],
    "warn, suspend, ban; write notes on authors": [
        "POST review/authors/{id}/actions", "POST review/authors/{id}/notes",
    ],
    "see one's own decisions in the log": [
        *_LOG, "GET review/health", "GET review/exposure",
    ],
    "see everybody's decisions in the log": _LOG,
    "read the policy, word list and thresholds": [
        f"GET {_POLICY}", f"GET {_POLICY}/versions", f"GET {_POLICY}/changes",
        f"POST {_POLICY}/checks", f"GET {_POLICY}/drift", f"GET {_SHADOW}",
    ],
    "try a draft of the policy on the past": [
        f"POST {_POLICY}/replays", f"GET {_POLICY}/replays/{{replay}}",
    ],
    "change the policy, word list and thresholds": [
        f"PUT {_POLICY}", f"POST {_POLICY}/rollbacks", f"PUT {_SHADOW}",
        f"POST {_SHADOW}/adoptions", f"DELETE {_SHADOW}", f"POST {_POLICY}/drift/acceptances",
        "PUT sites/{site}/reasons",
    ],
    "see statistics, no group under five people": [
        "GET sites/{site}/statistics", "GET sites/{site}/statistics.csv",
        "GET sites/{site}/statistics/articles", "GET sites/{site}/statistics/articles.csv",
        "GET sites/{site}/statistics/breakdowns",
    ],
    "get the weekly mail of the figures": [
        "GET sites/{site}/statistics/mails", "PUT sites/{site}/statistics/mails",
    ],
    "see what admins changed": ["GET sites/{site}/acts"],
    "see and change staff and roles": [
        "GET sites/{site}/staff", "PUT sites/{site}/staff/{staff}",
        "DELETE sites/{site}/staff/{staff}", "POST sites/{site}/invitations",
        "DELETE sites/{site}/invitations/{invitation}",
    ],
    "see and make API keys": [
        "GET sites/{site}/keys", "POST sites/{site}/keys", "DELETE sites/{site}/keys/{key}",
        "POST sites/{site}/keys/{key}/rotations",
    ],
    "see and make signing keys": [
        "GET sites/{site}/signing-keys", "POST sites/{site}/signing-keys",
        "DELETE sites/{site}/signing-keys/{key}",
    ],
    "see and make webhooks and the site's own check": [
        "GET sites/{site}/webhooks", "POST sites/{site}/webhooks", "GET sites/{site}/deliveries",
        "DELETE sites/{site}/webhooks/{webhook}", "POST sites/{site}/webhooks/{webhook}/replays",
        "GET sites/{site}/external", "PUT sites/{site}/external", "DELETE sites/{site}/external",
    ],
    "change the site's settings, see its refusals": [
        "GET sites/{site}/settings", "PUT sites/{site}/settings", "GET sites/{site}/refusals",
    ],
    "export statements of reasons": ["GET sites/{site}/statements"],
    "export or erase a reader on request": [f"GET {_READER}/export", f"DELETE {_READER}"],
    "make sites, see all of them with their totals": ["GET sites", "POST sites"],
    "see and change one's own account of staff": [
        "GET account", "GET sessions/current", "DELETE account/sessions/{id}",
        "PUT account/password", "POST account/codes", "POST account/codes/end",
        "POST account/passkeys/options"
    ],
}  # fmt: skip
# For everybody, or only beside a device or a code that a test elsewhere has.
OTHERS = {
    "GET /healthz", "GET /readyz", "GET /metrics", "GET policy.schema.json",
    "DELETE sessions/current", "POST sessions", "POST sessions/passkeys", "POST sessions/passkeys/options",
    "POST sessions/refresh", "POST invitations/look", "POST invitations/accept",
    "POST sites/{site}/sessions", "GET sites/{site}/sign-in", "GET sites/{site}/reasons",
    "POST sites/{site}/previews", "POST sites/{site}/articles/{article}/views",
    "POST sites/{site}/articles/{article}/nudges",
    "POST sites/{site}/notices", "GET sites/{site}/notices/{id}",
    "PUT account/codes", "POST account/passkeys", "DELETE account/passkeys/{id}",
    "POST account/recovery-codes",
}  # fmt: skip
_WAVE = {"verb": "keep", "filter": {"site": "gazette", "queue": "held"}}
MADE_BY_ONE: dict[str, tuple[str, str, Any]] = {
    "claim": ("claims/{id}", "review/claims", {"site": "gazette"}),
    "saved": ("saved/{id}", "review/saved?site=gazette", {"name": "x", "filters": {}}),
    "batch": ("batches/{batch}/stop", "review/decisions", _WAVE),
}
# What only readers do, and what one may not even know of: they are refused in other words.
BY_READERS = frozenset(list(ACTIONS)[3:12])
UNKNOWABLE = frozenset(list(ACTIONS)[1:3])
INSTALLATION = {
    "make sites, see all of them with their totals", "see and change one's own account of staff",
}  # fmt: skip


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
            if said in ("-", "guest", "reader") and not action.startswith("see everybody's"):
                assert_refused(answer, action, actor)
            elif action.startswith("see everybody's"):
                assert shows_all is (said == "y"), answer.text
            else:
                assert answer.status_code < 300, (step, answer.status_code, answer.text)
                assert all(each["ok"] for each in results(answer)), answer.text
        if said in ("guest", "reader"):
            assert_done_as_reader(world, step, headers, by_name=said == "guest")


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
