"""What a connection keeps from one transaction to the next, and what it may not."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from service.db import db, hot, transaction
from service.errors import NotFound

SITE = 7  # no row is read or written

_ASK = "SELECT %(n)s::bigint AS n, current_setting('parley.probe', true) AS probe"
_PLANS = (
    "SELECT count(*) AS kept FROM pg_prepared_statements WHERE statement LIKE '%%parley.probe%%'"
)


def test_a_refused_request_is_rolled_back_and_costs_no_plans(app: Flask) -> None:
    db.engines[None].dispose()  # one connection from here on
    for number in range(4):
        assert _ask(_ASK, n=number).n == number
    with pytest.raises(NotFound):
        _refuse()
    assert _ask(_PLANS).kept == 1  # the driver's own roll-back would have dropped it
    assert not _ask(_ASK, n=5).probe


def _refuse() -> None:
    with transaction(SITE) as session:
        session.execute(text("SET LOCAL parley.probe = 'left behind'"))
        raise NotFound("refused")


def _ask(statement: str, **parameters: Any) -> Any:
    with transaction(SITE) as session:
        return hot(session, statement, parameters)[0]
