"""Idempotency-Key: a request that creates and comes twice has one effect and one answer.

Comments have a way of their own (the key is a column of theirs), for they must cost nothing more.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from flask_openapi3 import OpenAPI
from flask_openapi3.models import Operation, Parameter, ParameterInType, Schema
from werkzeug.exceptions import HTTPException

from service.api import auth, entrance
from service.api.config import secret
from service.api.statuses import SUCCESS
from service.clock import utc_now
from service.db import ALL_SITES, whole
from service.errors import Invalid, ParleyError
from service.identity import repeats
from service.identity.actors import Actor, KeyActor, ReaderActor, StaffActor

HEADER = "Idempotency-Key"
AGAIN = "Idempotent-Replayed"  # `true` on an answer that was given before
MAX_KEY = 255
_V1 = "/api/v1"
_OWN_WAY = frozenset({"POST /sites/{site}/articles/{article}/comments"})
# These sign a member of staff in. Their answer is never kept: it is a way in, and what is shown
# for it (a code, a passkey's signature, an invitation) is good once.
_NEVER = frozenset({"POST /sessions", "POST /sessions/passkeys", "POST /invitations/accept"})
_MORE = frozenset({"POST /review/authors/{id}/actions"})  # 200, but a warning twice is two
# These show what readers wrote, which must not be had for a day after it was erased.
_BRIEF = frozenset({"POST /review/claims", "POST /sites/{site}/policy/replays"})
_BRIEFLY = timedelta(minutes=5)
_KEPT_HEADERS = frozenset({"content-type", "cache-control", "location"})
_DESCRIPTION = (
    "The same key with the same body gives the first answer again, without a second effect"
)


def creating() -> frozenset[str]:
    """Operations that create, by method and path: those that answer 201 or 202, and a few."""
    made = {name for name, codes in SUCCESS.items() if {201, 202} & set(codes)}
    return frozenset({each for each in made if each.startswith("POST ")} - _NEVER | _MORE)


def hold(app: Flask) -> None:
    """Let every operation that creates answer a request once."""
    wanted = creating() - _OWN_WAY
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule).removeprefix(_V1)
        name = f"POST {path}"
        if "POST" in (rule.methods or ()) and name in wanted:
            life = _BRIEFLY if name in _BRIEF else repeats.KEPT
            view = app.view_functions[rule.endpoint]
            app.view_functions[rule.endpoint] = _once(view, life)


def document(app: OpenAPI) -> None:
    """Name the header where it is taken."""
    wanted = creating()
    for path, item in app.paths.items():
        if f"POST {path.removeprefix(_V1)}" in wanted and isinstance(item.post, Operation):
            # The operation is its blueprint's: another application of this process may have been.
            others = [each for each in item.post.parameters or [] if each.name != HEADER]
            item.post.parameters = [*others, _parameter()]


def key_sent() -> str | None:
    """The request's Idempotency-Key. Raises Invalid for one of a wrong length."""
    key = request.headers.get(HEADER)
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        raise Invalid(f"an {HEADER} has 1 to {MAX_KEY} characters", fields=[HEADER])
    return key


def _parameter() -> Parameter:
    return Parameter(
        name=HEADER, param_in=ParameterInType.HEADER, required=False, description=_DESCRIPTION,
        schema=Schema(type="string", minLength=1, maxLength=MAX_KEY),
    )  # fmt: skip


def _once(view: Callable[..., Any], life: timedelta) -> Callable[..., Any]:
    @wraps(view)
    def once(**path: Any) -> Any:
        key = key_sent()
        if key is None:
            return view(**path)
        return _answer(lambda: current_app.make_response(view(**path)), _asked(key), life)

    return once


def _answer(view: Callable[[], Response], asked: repeats.Asked, life: timedelta) -> Response:
    with whole(asked.site_id) as session:
        found = repeats.begin(session, asked, secret=secret(), until=utc_now() + life)
        if found is not None:
            refused = entrance.refusal()  # they may have lost what they could do then
            if refused is not None:
                raise refused
            return _again(found)
        given: Response | Exception
        try:
            given = view()
        except (ParleyError, HTTPException) as error:
            given = error
        if isinstance(given, Response) and given.status_code < 300:
            repeats.keep(session, asked, _given(given), secret=secret())
        else:
            # What was done before the refusal (a wrong password was counted) stays done.
            repeats.drop(session, asked, secret=secret())
    if isinstance(given, Exception):
        raise given
    return given


def _asked(key: str) -> repeats.Asked:
    actor = auth.current_actor()
    raw = request.get_data(cache=True)
    # Sorted: whoever writes the same JSON in another order says the same.
    body = orjson.dumps(orjson.loads(raw), option=orjson.OPT_SORT_KEYS) if raw else b""
    site_id, caller = _caller(actor)
    return repeats.Asked(
        site_id, caller, f"{request.method} {request.path}", key,
        request.query_string + b"\0" + body,
        actor.id if isinstance(actor, ReaderActor) else None,
    )  # fmt: skip


def _caller(actor: Actor) -> tuple[int, str]:
    """Who asks, and the site whose row it is. Who showed nothing is known by address alone: a
    key is no secret, and the answer may be a session."""
    if isinstance(actor, ReaderActor):
        return actor.site_id, f"reader {actor.id}"
    if isinstance(actor, KeyActor):
        return actor.site_id, f"key {actor.id}"
    if isinstance(actor, StaffActor):
        return ALL_SITES, f"staff {actor.id}"
    return ALL_SITES, f"address {request.remote_addr}"


def _given(response: Response) -> repeats.Answered:
    headers = [(name, value) for name, value in response.headers if name.lower() in _KEPT_HEADERS]
    return repeats.Answered(response.status_code, headers, response.get_data(as_text=True))


def _again(found: repeats.Answered) -> Response:
    response = Response(found.body, status=found.status)
    for name, value in found.headers:
        response.headers[name] = value
    response.headers[AGAIN] = "true"
    return response
