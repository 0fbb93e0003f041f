"""One good request for every operation of the OpenAPI document, and what it names.

A value that begins with $ is looked up among the things of tests/security/world.py; `$own…` is
what belongs to whoever asks.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs/api/openapi.json").read_text())
OPERATIONS = [
    f"{method.upper()} {path.removeprefix('/api/v1/')}"
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
]


class Things(dict[str, str]):
    """Ids and names by what they are; `own` holds, by actor, what belongs to them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.own: dict[str, dict[str, str]] = {}

    def of(self, actor: str) -> dict[str, str]:
        """What that actor's requests name; whoever has nothing of their own names another's."""
        stranger = {"own": self["comment"], "own_held": self["held"],
                    "own_rejected": self["rejected"], "me": "me"}  # fmt: skip
        return {**self, **stranger, **self.own.get(actor, {})}


@dataclass(frozen=True, slots=True)
class Example:
    """What stands in path, query and body besides site and article."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None


_HERE = {"site": "$site"}
_PAST = {"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"}
_DRAFT = {"body": {"premoderate": True}}
_SITE = Example(query=_HERE)

EXAMPLES: dict[str, Example] = {
    "POST account/codes": Example(body={"password": "$password"}),
    "PUT account/codes": Example(body={"code": "123456"}),
    "POST account/codes/end": Example(body={"password": "$password"}),
    "POST account/passkeys": Example(body={"credential": {}, "name": "k"}),
    "POST account/passkeys/options": Example(body={"password": "$password"}),
    "DELETE account/passkeys/{id}": Example({"id": "1"}),
    "PUT account/password": Example(body={"password": "$password", "new": "another one, quite long"}),
    "POST account/recovery-codes": Example(body={"password": "$password"}),
    "DELETE account/sessions/{id}": Example({"id": "others"}),
    "DELETE comments/{id}": Example({"id": "$own"}),
    "GET comments/{id}": Example({"id": "$comment"}),
    "PATCH comments/{id}": Example({"id": "$own"}, body={"text": "Other words."}),
    "POST comments/{id}/appeals": Example({"id": "$own_rejected"}, body={"text": "Why?"}),
    "GET comments/{id}/conversation": Example({"id": "$comment"}),
    "POST comments/{id}/flags": Example({"id": "$comment"}, body={"reason": "spam"}),
    "GET comments/{id}/replies": Example({"id": "$comment"}),
    "PUT comments/{id}/vote": Example({"id": "$comment"}, body={"value": 1}),
    "POST invitations/accept": Example(body={"token": "none", "password": "none"}),
    "POST invitations/look": Example(body={"token": "none"}),
    "POST review/appeals/{id}": Example({"id": "$appeal"}, body={"outcome": "deny"}),
    "GET review/articles": _SITE,
    "POST review/articles/{article}/state": Example(query=_HERE, body={"state": "closed"}),
    "GET review/authors/{id}": Example({"id": "$reader"}),
    "POST review/authors/{id}/actions": Example({"id": "$reader"}, body={"action": "ban"}),
    "POST review/authors/{id}/notes": Example({"id": "$reader"}, body={"text": "Well."}),
    "GET review/batches": _SITE,
    "GET review/batches/{batch}": Example({"batch": "$batch"}),
    "POST review/batches/{batch}/stop": Example({"batch": "$batch"}),
    "POST review/claims": Example(body=_HERE),
    "DELETE review/claims/{id}": Example({"id": "$claim"}),
    "PUT review/claims/{id}": Example({"id": "$claim"}),
    "GET review/comments": _SITE,
    "GET review/comments/{id}": Example({"id": "$held"}),
    "DELETE review/comments/{id}/escalate": Example({"id": "$held"}),
    "POST review/comments/{id}/escalate": Example({"id": "$held"}, body={}),
    "POST review/comments/{id}/feature": Example({"id": "$comment"}, body={}),
    "GET review/comments/{id}/parents": Example({"id": "$held"}),
    "GET review/comments/{id}/revisions": Example({"id": "$held"}),
    "GET review/comments/{id}/similar": Example({"id": "$held"}),
    "POST review/decisions": Example(
        body={"verb": "reject", "items": [{"id": "$held", "status": "held"}]}
    ),
    "POST review/decisions/{batch}/undo": Example({"batch": "$undoable"}),
    "GET review/exposure": _SITE,
    "GET review/health": _SITE,
    "GET review/heat": _SITE,
    "GET review/histogram": _SITE,
    "GET review/log": _SITE,
    "GET review/log.csv": _SITE,
    "PUT review/looking": Example(query=_HERE, body={"item": "$held"}),
    "GET review/notices": _SITE,
    "POST review/notices/{id}": Example(
        {"id": "$notice"}, body={"outcome": "kept", "answer": "It is fair comment."}
    ),
    "GET review/queues": _SITE,
    "GET review/samples": _SITE,
    "GET review/saved": _SITE,
    "POST review/saved": Example(query=_HERE, body={"name": "Mine", "filters": {}}),
    "DELETE review/saved/{id}": Example({"id": "$saved"}),
    "POST sessions": Example(body={"email": "nobody@news.example", "password": "none"}),
    "POST sessions/passkeys": Example(body={"credential": {}}),
    "POST sessions/refresh": Example(body=_HERE),
    "POST sites": Example(
        body={"site": "herald", "name": "Herald", "origins": ["https://herald.example"]}
    ),
    "PUT sites/{site}/articles/{article}": Example(body={"url": "https://news.example/story"}),
    "GET sites/{site}/articles/{article}/changes": Example(query={"since": 0}),
    "POST sites/{site}/articles/{article}/comments": Example(body={"text": "Good day."}),
    "GET sites/{site}/counts": Example(query={"article": "$article"}),
    "PUT sites/{site}/external": Example(body={"url": "https://check.example/"}),
    "POST sites/{site}/invitations": Example(body={"email": "new@x.example", "role": "analyst"}),
    "DELETE sites/{site}/invitations/{invitation}": Example({"invitation": "$invitation"}),
    "POST sites/{site}/keys": Example(body={"name": "new", "scopes": ["read"]}),
    "DELETE sites/{site}/keys/{key}": Example({"key": "$key"}),
    "POST sites/{site}/keys/{key}/rotations": Example({"key": "$key"}, body={}),
    "POST sites/{site}/notices": Example(
        body={"comment_id": "$comment", "explanation": "A lie.", "good_faith": True}
    ),
    "PUT sites/{site}/mine/mails": Example(body={"wants_digest": False}),
    "PUT sites/{site}/mine/notices/seen": Example(body={"until": "2026-06-01T12:00:00Z"}),
    "GET sites/{site}/notices/{id}": Example({"id": "$notice"}, query={"receipt": "wrong"}),
    "PUT sites/{site}/policy": Example(body=_DRAFT),
    "GET sites/{site}/policy/changes": Example(query={"from": 0, "to": 1}),
    "POST sites/{site}/policy/checks": Example(body=_DRAFT),
    "POST sites/{site}/policy/replays": Example(body=_DRAFT),
    "GET sites/{site}/policy/replays/{replay}": Example({"replay": "$replay"}),
    "GET sites/{site}/policy/replays/{replay}.csv": Example({"replay": "$replay"}),
    "POST sites/{site}/policy/rollbacks": Example(body={"version": 0}),
    "PUT sites/{site}/policy/shadow": Example(body=_DRAFT),
    "POST sites/{site}/policy/shadow/adoptions": Example(body={"id": "$shadow"}),
    "POST sites/{site}/articles/{article}/nudges": Example(body={"token": "made up"}),
    "POST sites/{site}/previews": Example(body={"text": "Good day."}),
    "DELETE sites/{site}/readers/{reader}": Example({"reader": "$reader"}),
    "GET sites/{site}/readers/{reader}/export": Example({"reader": "$reader"}),
    "PUT sites/{site}/reasons": Example(body={"items": []}),
    "POST sites/{site}/sessions": Example(body={"guest": {"name": "Ann"}}),
    "PUT sites/{site}/settings": Example(body={"name": "Gazette"}),
    "POST sites/{site}/signing-keys": Example(
        body={"algorithm": "HS256", "issuer": "https://news.example"}
    ),
    "DELETE sites/{site}/signing-keys/{key}": Example({"key": "$signing_key"}),
    "DELETE sites/{site}/staff/{staff}": Example({"staff": "$colleague"}),
    "PUT sites/{site}/staff/{staff}": Example({"staff": "$colleague"}, body={"role": "analyst"}),
    "GET sites/{site}/statements": Example(query=_PAST),
    "GET sites/{site}/statistics": Example(query=_PAST),
    "GET sites/{site}/statistics.csv": Example(query=_PAST),
    "PUT sites/{site}/statistics/mails": Example(body={"is_wanted": False}),
    "POST sites/{site}/webhooks": Example(body={"url": "https://news.example/hook"}),
    "DELETE sites/{site}/webhooks/{webhook}": Example({"webhook": "$webhook"}),
    "POST sites/{site}/webhooks/{webhook}/replays": Example({"webhook": "$webhook"}, body={}),
}  # fmt: skip


def request_of(
    operation: str, known: Mapping[str, str], over: Mapping[str, str] | None = None
) -> tuple[str, str, Any, Any]:
    """(method, path, query, body) of an operation's example; `over` replaces parts of the path.

    Raises KeyError for a part of the path that nobody has named yet.
    """
    method, _, template = operation.partition(" ")
    example = EXAMPLES.get(operation, Example())
    parts = {"site": "$site", "article": "$article", **example.path, **(over or {})}
    path = template.format(**{name: _filled(each, known) for name, each in parts.items()})
    return method, path, _filled(dict(example.query), known), _filled(example.body, known)


def assert_documented(operation: str, answer: TestResponse) -> None:
    """No 5xx (but of /readyz), no status that the document does not name, no error but a problem."""
    method, _, path = operation.partition(" ")
    full = path if path.startswith("/") else f"/api/v1/{path}"
    said = (operation, answer.status_code, answer.text[:500])
    assert answer.status_code < 500 or path == "/readyz", said
    assert str(answer.status_code) in DOCUMENT["paths"][full][method.lower()]["responses"], said
    assert (
        answer.status_code < 400
        or answer.mimetype == "application/problem+json"
        or (path == "/readyz")
    ), said


def _filled(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, known) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, known) for each in value]
    if isinstance(value, str) and value.startswith("$"):
        return known[value[1:]]
    return value
