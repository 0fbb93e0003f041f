"""Alive, and ready: what an orchestrator asks."""

import time
from functools import cache

from alembic.script import ScriptDirectory
from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from sqlalchemy import text

from service.api.answers import answer
from service.clock import utc_now
from service.core import MIGRATIONS, current_settings
from service.db import ALL_SITES, transaction
from service.errors import Unavailable
from service.moderation.sweeping import oldest_waiting
from service.valkey import PROGRESS_KEY, memory

_STARTED = time.monotonic()

api = APIBlueprint("health", __name__, abp_tags=[Tag(name="health")])


@api.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return answer({"status": "alive"})


@api.get("/readyz")
def readyz() -> Response:
    """Database, schema, broker, and that comments get scored: 503 with the reason while one is
    missing. A long queue that moves is no reason."""
    checks = {"database": _database(), "broker": _broker()}
    if all(value == "ok" for value in checks.values()):
        checks["scoring"] = _scoring()
    is_ready = all(value == "ok" for value in checks.values())
    return answer({"ready": is_ready, "checks": checks}, 200 if is_ready else 503)


def _database() -> str:
    try:
        with transaction(ALL_SITES) as session:
            current = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    except Unavailable as error:
        return str(error)
    # Tables of a later version are fine: this one goes on serving while it is being replaced.
    if current not in _known() or current == _head():
        return "ok"
    return f"schema is at {current}, this version needs {_head()}"


def _broker() -> str:
    return "ok" if memory().ask(lambda client: client.ping(), otherwise=False) else "away"


def _scoring() -> str:
    limit = current_settings().stall_seconds
    if time.monotonic() - _STARTED < limit:  # what waits since before this start gets its time
        return "ok"
    with transaction(ALL_SITES) as session:
        waiting = oldest_waiting(session, now=utc_now())
    if waiting <= limit or memory().ask(lambda client: client.get(PROGRESS_KEY), otherwise=None):
        return "ok"
    return f"no worker scores: the oldest comment has waited for {waiting:.0f} s"


@cache
def _head() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


@cache
def _known() -> frozenset[str]:
    revisions = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return frozenset(each.revision for each in revisions)
