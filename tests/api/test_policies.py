"""The policy through HTTP: read, checked as text, compared, saved, rolled back."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from service.db import ALL_SITES, transaction
from service.identity.keys import Scope, create_key
from tests.make import NOW, make_site

PATH = "/api/v1/sites/gazette/policy"


@pytest.fixture
def key(database: Session) -> dict[str, str]:
    site = make_site()
    with transaction(ALL_SITES) as session:
        plain = create_key(session, site, "publisher", [Scope.SETTINGS], now=NOW)
    return {"Authorization": f"Bearer {plain}"}


def test_text_becomes_data_and_data_becomes_text(client: FlaskClient, key: dict[str, str]) -> None:
    text = '[scores.toxicity]\nhold = 0.6\n[[overlays]]\nsection = "Sport"\nbody = {nudge = 0.0}\n'
    read = client.post(f"{PATH}/checks", json={"format": "toml", "text": text}, headers=key).json
    assert read["version"] is None
    assert read["body"] == {"scores": {"toxicity": {"hold": 0.6}}}
    assert read["overlays"] == [{"section": "Sport", "body": {"nudge": 0.0}}]
    assert read["effective"]["scores"]["toxicity"]["hold"] == 0.6
    data = {"body": read["body"], "overlays": read["overlays"]}
    written = client.post(f"{PATH}/checks", json=data, headers=key).json
    assert written == read
    again = {"format": "json", "text": read["json"]}
    assert client.post(f"{PATH}/checks", json=again, headers=key).json == read


def test_what_is_wrong_is_told_by_line_and_column(client: FlaskClient, key: dict[str, str]) -> None:
    body = {"format": "toml", "text": "premoderate = true\n[links]\nallowed = -1\n"}
    answer = client.post(f"{PATH}/checks", json=body, headers=key)
    assert (answer.status_code, answer.json["code"]) == (422, "policy_invalid")
    (fault,) = answer.json["faults"]
    assert (fault["line"], fault["column"], fault["path"]) == (3, 1, "links.allowed")


def test_the_schema_is_served_to_everybody(client: FlaskClient, database: Session) -> None:
    answer = client.get("/api/v1/policy.schema.json")
    assert answer.status_code == 200
    assert "scores" in answer.json["properties"]


def test_versions_are_compared_and_an_older_one_comes_back(
    client: FlaskClient, key: dict[str, str]
) -> None:
    for hold in (0.6, 0.7):
        body = {"body": {"scores": {"insult": {"hold": hold}}}, "note": f"to {hold}"}
        assert client.put(PATH, json=body, headers=key).status_code == 200
    changed = client.get(f"{PATH}/changes?from=1&to=2", headers=key).json["items"]
    assert changed == [
        {"where": {}, "path": "scores.insult.hold", "before": 0.6, "after": 0.7}
    ]  # fmt: skip
    from_default = client.get(f"{PATH}/changes?from=0&to=1", headers=key).json["items"]
    assert from_default[0]["before"] == 0.85
    back = client.post(f"{PATH}/rollbacks", json={"version": 1}, headers=key)
    assert (back.status_code, back.json["version"]) == (201, 3)
    assert back.json["body"] == {"scores": {"insult": {"hold": 0.6}}}
    newest = client.get(f"{PATH}/versions", headers=key).json["items"][0]
    assert (newest["note"], newest["author"]) == ("Back to version 1", "publisher")
    default = client.post(f"{PATH}/rollbacks", json={"version": 0}, headers=key).json
    assert (default["version"], default["body"]) == (4, {})


@pytest.mark.parametrize("path", ["changes?from=0&to=9", "changes?from=9&to=0"])
def test_a_version_that_is_not_there_is_not_found(
    client: FlaskClient, key: dict[str, str], path: str
) -> None:
    assert client.get(f"{PATH}/{path}", headers=key).status_code == 404
    assert client.post(f"{PATH}/rollbacks", json={"version": 9}, headers=key).status_code == 404


def test_who_changed_an_older_version_is_told(client: FlaskClient, key: dict[str, str]) -> None:
    first = {"body": {"nudge": 0.5}, "version": 0}
    assert client.put(PATH, json=first, headers=key).status_code == 200
    late = client.put(PATH, json={"body": {"nudge": 0.6}, "version": 0}, headers=key)
    assert (late.status_code, late.json["code"]) == (409, "policy_changed")
    assert late.json["version"] == 1
    assert client.get(PATH, headers=key).json["body"] == {"nudge": 0.5}


def test_what_was_read_may_be_sent_back_as_it_is(client: FlaskClient, key: dict[str, str]) -> None:
    overlays = [{"section": "Sport", "body": {"nudge": 0.0}}, {"article": "a", "body": {}}]
    body = {"body": {"scores": {"toxicity": {"hold": 0.6}}}, "overlays": overlays}
    assert client.put(PATH, json=body, headers=key).status_code == 200
    read = client.get(PATH, headers=key).json
    answer = client.put(PATH, json=read, headers=key)
    assert answer.status_code == 200, answer.text
    assert answer.json == {**read, "version": 2}
    # They are told, not taken: the policy is what `body` and `overlays` say.
    lies = {**answer.json, "effective": {}, "toml": "premoderate = true", "json": "{}"}
    assert client.put(PATH, json=lies, headers=key).json == {**read, "version": 3}
    assert client.put(PATH, json={**read, "version": 3, "yaml": ""}, headers=key).status_code == 422
