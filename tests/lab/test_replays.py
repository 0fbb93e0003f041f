"""A replay says what a draft would have done, and changes nothing."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from service.db import ALL_SITES, transaction
from service.identity.keys import Scope, create_key
from service.lifecycle import Verb
from service.scoring import Attribute
from tests.make import (
    CALM,
    NOW,
    make_article,
    make_reader,
    make_site,
    moderate,
    name_of,
    post,
    score,
    status,
)

PATH = "/api/v1/sites/gazette/policy/replays"
SPAN = {
    "from": (NOW - timedelta(days=1)).isoformat(),
    "to": (NOW + timedelta(days=1)).isoformat(),
}


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id, section="City")
    return site_id


@pytest.fixture
def key(site: int) -> dict[str, str]:
    with transaction(ALL_SITES) as session:
        plain = create_key(session, site, "p", [Scope.STATISTICS], now=NOW)
    return {"Authorization": f"Bearer {plain}"}


def test_a_draft_is_held_against_what_happened(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    reader = make_reader(site)
    ids = [post(site, reader, f"Remark {n}") for n in range(4)]
    for each, toxicity in zip(ids, (0.1, 0.6, 0.7, 0.95), strict=True):
        score(site, each, {**CALM, Attribute.TOXICITY: toxicity})
    moderate(site, ids[3], Verb.REJECT)
    before = [status(site, each) for each in ids]
    draft = {"scores": {"toxicity": {"hold": 0.5}}}
    answer = client.post(PATH, json={"body": draft, **SPAN}, headers=key).json
    assert (answer["comments"], answer["replayed"]) == (4, 4)
    assert answer["would"] == {"publish": 1, "hold": 3}
    assert answer["did"] == {"publish": 3, "reject": 1}
    assert answer["moved"] == {"publish to hold": 2, "reject to hold": 1}
    assert answer["by_attribute"] == {"toxicity": 3}
    assert answer["by_section"] == {"City": {"publish": 1, "hold": 3}}
    assert answer["quality"]["recall"]["value"] is None  # nobody audited what was published
    assert [status(site, each) for each in ids] == before


def test_disagreements_and_a_threshold_for_a_capacity(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    reader = make_reader(site)
    ids = [post(site, reader, f"Remark {n}") for n in range(4)]
    for each, toxicity in zip(ids, (0.2, 0.4, 0.6, 0.97), strict=True):
        score(site, each, {**CALM, Attribute.TOXICITY: toxicity})
    moderate(site, ids[3], Verb.PUBLISH)  # people saw no harm where the model was sure
    answer = client.post(PATH, json={"body": {}, "per_day": 1, **SPAN}, headers=key).json
    assert [each["id"] for each in answer["disagreements"]] == [name_of(site, ids[3])]
    assert answer["disagreements"][0]["people"] == "publish"
    assert 0.4 < answer["proposals"][0]["hold"] <= 0.6001  # two days, two holds


@pytest.mark.parametrize(
    "body",
    [
        {"body": {"nonsense": 1}},
        {"body": {"scores": {"toxicity": {"hold": 2}}}},
        {"body": {}, "from": SPAN["to"], "to": SPAN["from"]},
        {"body": {}, "from": "2026-01-01T00:00:00"},
        {},
    ],
)
def test_what_is_no_draft_is_refused(
    client: FlaskClient, site: int, key: dict[str, str], body: dict[str, object]
) -> None:
    assert client.post(PATH, json=body, headers=key).status_code == 422


def test_two_drafts_are_not_mixed_up(client: FlaskClient, site: int, key: dict[str, str]) -> None:
    comment_id = post(site, make_reader(site))
    score(site, comment_id, {**CALM, Attribute.TOXICITY: 0.6})
    for hold, would in ((0.5, {"hold": 1}), (0.7, {"publish": 1})):
        draft = {"scores": {"toxicity": {"hold": hold}}}
        assert client.post(PATH, json={"body": draft, **SPAN}, headers=key).json["would"] == would
