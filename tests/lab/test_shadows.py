"""A draft in the shadow sees everything, is compared by day, and decides nothing."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity.keys import Scope, create_key
from service.lab.shadows import forget_shadows
from service.lifecycle import Verb
from service.models import Site
from service.scoring import Attribute
from tests.make import (
    CALM,
    NOW,
    make_article,
    make_policy,
    make_reader,
    make_site,
    moderate,
    name_of,
    post,
    score,
    status,
)

PATH = "/api/v1/sites/gazette/policy"
STRICT = {"scores": {"toxicity": {"hold": 0.5}}}


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    with transaction(site_id) as session:
        session.execute(update(Site).where(Site.id == site_id).values(time_zone="Asia/Tokyo"))
    return site_id


@pytest.fixture
def key(site: int) -> dict[str, str]:
    with transaction(ALL_SITES) as session:
        plain = create_key(session, site, "publisher", [Scope.SETTINGS], now=NOW)
    return {"Authorization": f"Bearer {plain}"}


def scored(site: int, *values: float, hours: float = 0) -> list[int]:
    at = NOW + timedelta(hours=hours)
    ids = [post(site, make_reader(site), f"Remark {n} {hours}", now=at) for n in range(len(values))]
    for each, toxicity in zip(ids, values, strict=True):
        score(site, each, {**CALM, Attribute.TOXICITY: toxicity}, now=at)
    return ids


def test_the_shadow_decides_nothing_and_is_compared_by_day(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    scored(site, 0.6)  # before it began: not its business
    begun = client.put(f"{PATH}/shadow", json={"body": STRICT, "note": "stricter"}, headers=key)
    assert (begun.status_code, begun.json["author"]) == (200, "publisher")
    ids = [*scored(site, 0.1, 0.6, 0.95), *scored(site, 0.7, hours=4)]  # 1 in the night of Tokyo
    assert [str(status(site, each)) for each in ids] == ["published", "published", "held",
                                                         "published"]  # fmt: skip
    moderate(site, ids[1], Verb.KEEP)  # people see no harm where the shadow would hold
    told = client.get(f"{PATH}/shadow", headers=key).json
    assert [(day["day"], day["would"], day["did"], day["moved"]) for day in told["days"]] == [
        ("2026-06-01", {"publish": 1, "hold": 2}, {"publish": 2, "hold": 1},
         {"publish to hold": 1}),
        ("2026-06-02", {"hold": 1}, {"publish": 1}, {"publish to hold": 1}),
    ]  # fmt: skip
    assert [each["id"] for each in told["disagreements"]] == [name_of(site, ids[1])]
    assert told["disagreements"][0]["live"] == "publish"
    assert told["quality"]["recall"]["refused"] == "too_few_audited"


def test_with_or_without_a_shadow_the_same_is_decided(site: int, key: dict[str, str],
                                                      client: FlaskClient) -> None:  # fmt: skip
    values = (0.05, 0.5, 0.79, 0.81, 0.99)
    before = [status(site, each) for each in scored(site, *values)]
    body = {"premoderate": True, "words": {"banned": ["remark"]}}
    client.put(f"{PATH}/shadow", json={"body": body}, headers=key)
    assert [status(site, each) for each in scored(site, *values, hours=1)] == before


def test_it_goes_live_as_it_is_with_one_click(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    overlays = [{"section": "Sport", "body": {"nudge": 0.0}}]
    draft = {"body": STRICT, "overlays": overlays}
    shadow = client.put(f"{PATH}/shadow", json=draft, headers=key).json
    live = client.post(f"{PATH}/shadow/adoptions", json={"id": shadow["id"]}, headers=key)
    assert (live.status_code, live.json["version"]) == (201, 1)
    assert (live.json["body"], live.json["overlays"]) == (STRICT, overlays)
    assert client.get(f"{PATH}/shadow", headers=key).json["ended_at"] is not None
    (held,) = scored(site, 0.6)
    assert status(site, held) == "held"
    again = client.post(f"{PATH}/shadow/adoptions", json={"id": shadow["id"]}, headers=key)
    assert again.status_code == 404


def test_another_draft_than_the_one_looked_at_does_not_go_live(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    first = client.put(f"{PATH}/shadow", json={"body": STRICT}, headers=key).json
    second = client.put(f"{PATH}/shadow", json={"body": {"nudge": 0.1}}, headers=key).json
    assert second["id"] != first["id"]
    late = client.post(f"{PATH}/shadow/adoptions", json={"id": first["id"]}, headers=key)
    assert late.status_code == 409
    assert client.get(PATH, headers=key).json["version"] == 0


def test_the_shadow_ends_and_says_no_more(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    assert client.get(f"{PATH}/shadow", headers=key).status_code == 404
    client.put(f"{PATH}/shadow", json={"body": STRICT}, headers=key)
    scored(site, 0.6)
    assert client.delete(f"{PATH}/shadow", headers=key).status_code == 200
    scored(site, 0.7, hours=1)
    told = client.get(f"{PATH}/shadow", headers=key).json
    assert told["ended_at"] is not None
    assert sum(day["comments"] for day in told["days"]) == 1


def test_what_a_shadow_said_is_forgotten_long_after_its_end(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    client.put(f"{PATH}/shadow", json={"body": STRICT}, headers=key)
    scored(site, 0.6)
    client.delete(f"{PATH}/shadow", headers=key)
    for days, kept in ((89, 1), (91, 0)):
        with transaction(ALL_SITES) as session:
            forget_shadows(session, now=utc_now() + timedelta(days=days))
        told = client.get(f"{PATH}/shadow", headers=key).json
        assert sum(day["comments"] for day in told["days"]) == kept


def test_a_shadow_costs_a_batch_one_statement(
    client: FlaskClient, site: int, key: dict[str, str], database: Session
) -> None:
    make_policy(site, {"speed": {"hourly": 0}})
    counted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        counted.append(statement)

    def statements() -> int:
        counted.clear()
        scored(site, 0.3, hours=len(counted) + 1)
        return len(counted)

    engine = database.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        statements()
        without = statements()
        client.put(f"{PATH}/shadow", json={"body": STRICT}, headers=key)
        statements()  # the draft is read once
        assert statements() == without + 1
    finally:
        event.remove(engine, "before_cursor_execute", note)
