"""Alive, and ready: what an orchestrator asks."""

from functools import cache

from alembic.script import ScriptDirectory
from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from sqlalchemy import text

from service.api.answers import answer
from service.core import MIGRATIONS
from service.db import ALL_SITES, transaction
from service.errors import Unavailable
from service.valkey import memory

api = APIBlueprint("health", __name__, abp_tags=[Tag(name="health")])


@api.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return answer({"status": "alive"})


@api.get("/readyz")
def readyz() -> Response:
    """Database, schema and broker: 503 with the reason while one is missing."""
    checks = {"database": _database(), "broker": _broker()}
    is_ready = all(value == "ok" for value in checks.values())
    return answer({"ready": is_ready, "checks": checks}, 200 if is_ready else 503)


def _database() -> str:
    try:
        with transaction(ALL_SITES) as session:
            current = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    except Unavailable as error:
        return str(error)
    head = _head()
    return "ok" if current == head else f"schema is at {current}, this version needs {head}"


def _broker() -> str:
    return "ok" if memory().ask(lambda client: client.ping(), otherwise=False) else "away"


@cache
def _head() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
