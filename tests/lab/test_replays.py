"""A replay says what a draft would have done, and changes nothing."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from service.api import lab
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity.keys import Scope, create_key
from service.ids import parse_public_id, public_id
from service.lab import replays
from service.lab.report import seconds_a_decision
from service.lifecycle import Verb
from service.models import Revision
from service.moderation.decisions import Wish, decide
from service.scoring import Attribute
from tests.make import (
    CALM,
    MODERATOR,
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
    assert answer["by_attribute"] == {"toxicity": {"would": 3, "did": 1}}
    assert answer["by_section"] == {
        "City": {"would": {"publish": 1, "hold": 3}, "did": {"publish": 3, "reject": 1}}
    }
    assert answer["moderator_hours_per_day"] == round(3 * 20 / 3_600 / 2, 2)
    assert answer["moderator_hours_per_day_now"] == round(1 * 20 / 3_600 / 2, 2)
    assert answer["is_time_measured"] is False
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
    assert answer["disagreements"][0]["excerpt"] == "Remark 3"
    (proposed,) = answer["proposals"]
    assert (proposed["because"], proposed["hold"]) == ("capacity", 0.41)  # two days, two holds
    assert proposed["holds_per_day"] == 1.0
    assert [each["holds_per_day"] for each in answer["curve"]][::5] == [1.5, 1.0, 0.5]


def test_a_trial_is_told_as_tables_for_spreadsheets(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    reader = make_reader(site)
    ids = [post(site, reader, text) for text in ("Remark", "Words", "Thing", "=1+1 is two")]
    for each, toxicity in zip(ids, (0.1, 0.6, 0.7, 0.97), strict=True):
        score(site, each, {**CALM, Attribute.TOXICITY: toxicity})
    moderate(site, ids[3], Verb.PUBLISH)
    draft = {"scores": {"toxicity": {"hold": 0.65}}}
    made = client.post(PATH, json={"body": draft, **SPAN}, headers=key).json

    def rows(query: str, delimiter: str = ",") -> list[dict[str, str]]:
        answer = client.get(f"{PATH}/{made['id']}.csv{query}", headers=key)
        assert answer.mimetype == "text/csv"
        found = io.StringIO(answer.data.decode("utf-8-sig"), newline="")
        return list(csv.DictReader(found, delimiter=delimiter))

    outcome = rows("")
    assert [list(each.values())[:5] for each in outcome[:5]] == [
        ["all", "", "publish", "2", "4"], ["all", "", "hold", "2", "0"],
        ["attribute", "toxicity", "hold", "2", "1"],
        ["section", "City", "publish", "2", "4"], ["section", "City", "hold", "2", "0"],
    ]  # fmt: skip
    assert float(outcome[5]["would"]) == made["moderator_hours_per_day"]
    assert [(each["name"], each["would"]) for each in outcome[6:]] == [
        ("precision", ""), ("recall", ""), ("error", ""),
    ]  # fmt: skip
    points = rows("?table=thresholds&separator=semicolon&decimal=comma", ";")
    assert [each["hold"] for each in points] == [
        str(each["hold"]).replace(".", ",") for each in made["curve"]
    ]
    (differing,) = rows("?table=disagreements")
    assert differing == {
        "id": name_of(site, ids[3]), "people": "publish", "draft": "hold", "toxicity": "0.97",
        "section": "City", "excerpt": "'=1+1 is two",
    }  # fmt: skip
    assert client.get(f"{PATH}/{made['id']}.csv?table=x", headers=key).status_code == 422
    with transaction(site) as session:
        session.execute(text("UPDATE replays SET finished_at = NULL"))
    assert client.get(f"{PATH}/{made['id']}.csv", headers=key).status_code == 409


def test_without_comments_no_threshold_is_proposed(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    answer = client.post(
        PATH, json={"body": {}, "per_day": 5, "error": 0.02, **SPAN}, headers=key
    ).json
    assert [(each["because"], each["hold"], each["refused"]) for each in answer["proposals"]] == [
        ("capacity", None, "no_comments"), ("error", None, "no_comments"),
    ]  # fmt: skip
    assert answer["quality"]["error"]["value"] is None


def test_what_is_erased_meanwhile_is_in_no_report(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    comment_id = post(site, make_reader(site), "Words of mine")
    score(site, comment_id, {**CALM, Attribute.TOXICITY: 0.97})
    moderate(site, comment_id, Verb.PUBLISH)
    made = client.post(PATH, json={"body": {}, **SPAN}, headers=key).json
    assert made["disagreements"][0]["excerpt"] == "Words of mine"
    with transaction(site) as session:
        session.execute(
            update(Revision).where(Revision.comment_id == comment_id).values(text="", erased_at=NOW)
        )
    again = client.get(f"{PATH}/{made['id']}", headers=key).json
    assert (again["would"], again["disagreements"]) == ({"hold": 1}, [])


def test_a_threshold_for_an_error_rate_needs_an_audit_that_carries_it(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    make_policy(site, {"audit_share": 1.0, "speed": {"hourly": 0}, "copies": {"hours": 0}})
    reader = make_reader(site)
    ids = [post(site, reader, f"Remark {n}") for n in range(40)]
    for number, each in enumerate(ids):
        score(site, each, {**CALM, Attribute.TOXICITY: number / 50})  # all are published
    asked = {"body": {}, "error": 0.05, **SPAN}
    answer = client.post(PATH, json=asked, headers=key).json
    assert answer["proposals"] == [
        {"attribute": "toxicity", "because": "error", "hold": None, "refused": "too_few_audited"}
    ]
    for number, each in enumerate(ids):  # people find that everything from 0.6 on is bad
        moderate(site, each, Verb.REJECT if number >= 30 else Verb.KEEP)
    (proposed,) = client.post(PATH, json=asked, headers=key).json["proposals"]
    assert proposed["hold"] == 0.62  # one of 31 published would be bad
    assert proposed["error"]["value"] == pytest.approx(1 / 31, abs=1e-4)
    assert proposed["holds_per_day"] == 4.5


def test_a_long_replay_is_made_in_portions_and_survives_any_interruption(
    client: FlaskClient, site: int, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replays, "PORTION", 2)
    monkeypatch.setattr(lab, "AT_ONCE", 2)
    reader = make_reader(site)
    ids = [post(site, reader, f"Remark {n}") for n in range(5)]
    for each, toxicity in zip(ids, (0.1, 0.6, 0.7, 0.2, 0.95), strict=True):
        score(site, each, {**CALM, Attribute.TOXICITY: toxicity})
    draft = {"scores": {"toxicity": {"hold": 0.5}}}
    response = client.post(PATH, json={"body": draft, **SPAN}, headers=key)
    assert response.status_code == 202
    told = response.json
    assert (told["status"], told["replayed"], told["to_replay"]) == ("running", 0, 5)
    replay_id = parse_public_id(told["id"])[1]
    with transaction(ALL_SITES) as session:
        later = utc_now() + timedelta(minutes=1)
        assert replays.overdue_replays(session, now=later) == [told["id"]]
        assert replays.overdue_replays(session, now=later) == []
    with transaction(site) as session:
        lost = replays.take(session, site, replay_id)  # this worker is slower than the next one
    assert lost is not None
    for has_more in (True, True, False):
        with transaction(site) as session:
            portion = replays.take(session, site, replay_id)
        assert portion is not None
        tally = replays.judge(portion)
        with transaction(site) as session:
            assert replays.keep(session, site, portion, tally, now=NOW) is has_more
    late = replays.judge(lost)
    with transaction(site) as session:
        assert not replays.keep(session, site, lost, late, now=NOW)
        assert replays.take(session, site, replay_id) is None
    told = client.get(f"{PATH}/{told['id']}", headers=key).json
    assert (told["status"], told["replayed"]) == ("done", 5)
    assert told["would"] == {"publish": 2, "hold": 3}


def test_another_sites_replay_is_not_found(
    client: FlaskClient, site: int, key: dict[str, str]
) -> None:
    other = make_site("courier", origins=["https://courier.example"])
    assert client.get(f"{PATH}/{public_id(other, 5)}", headers=key).status_code == 404
    assert client.get(f"{PATH}/{public_id(site, 5)}", headers=key).status_code == 404


def test_hours_are_by_the_sites_own_pace_where_it_is_known(site: int, database: Session) -> None:
    reader = make_reader(site)
    for number in range(52):
        comment_id = post(site, reader, f"Remark {number}")
        at = NOW + timedelta(seconds=8 * number)
        with transaction(site) as session:
            decide(session, site, Wish(comment_id, Verb.REJECT), MODERATOR, now=at)
    with transaction(site) as session:
        found = seconds_a_decision(session, site, now=NOW + timedelta(days=1))
    assert found == (8.0, True)


@pytest.mark.parametrize(
    "body",
    [
        {"body": {"nonsense": 1}},
        {"body": {"scores": {"toxicity": {"hold": 2}}}},
        {"body": {}, "from": SPAN["to"], "to": SPAN["from"]},
        {"body": {}, "from": "2026-01-01T00:00:00"},
        {},
        {"body": {}, "error": 0},
        {"body": {}, "attribute": "nastiness"},
        {"body": {}, "overlays": [{"body": {}}]},
        {"body": {}, "overlays": [{"section": "A", "article": "b", "body": {}}]},
        {"body": {"scores": {"nastiness": {"hold": 0.5}}}},
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
