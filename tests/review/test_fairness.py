"""What authors are owed: reasons, statements, appeals, notices; and that machines are audited."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from service.clock import utc_now
from service.db import transaction
from service.identity import tokens
from service.lifecycle import Status
from service.models import Appeal, AuditSample, ReaderNotice, Statement
from tests.make import comment, make_policy, make_reader, name_of, post, published, score, status
from tests.review.conftest import Moderator, held

SECRET = "a-key-of-the-tests-and-of-nobody-else"


def _as_author(client: FlaskClient, site: int, comment_id: int) -> dict[str, str]:
    reader = tokens.ReaderClaims(site, comment(site, comment_id).reader_id, "Ann")
    token = tokens.issue(reader, secret=SECRET, now=utc_now(), life=timedelta(hours=1))
    return {"Authorization": f"Bearer {token}"}


def _own(client: FlaskClient, site: int, comment_id: int) -> Any:
    headers = _as_author(client, site, comment_id)
    return client.get(f"/api/v1/comments/{name_of(site, comment_id)}", headers=headers).json


def _appeal(client: FlaskClient, site: int, comment_id: int, words: str = "Why?") -> Any:
    return client.post(f"/api/v1/comments/{name_of(site, comment_id)}/appeals",
                       json={"text": words}, headers=_as_author(client, site, comment_id),
                       environ_overrides={"REMOTE_ADDR": f"2001:db8:{site % 60_000:x}::1"})  # fmt: skip


@pytest.fixture
def rejected(site: int, mira: Moderator) -> int:
    [comment_id] = held(site)
    mira.decide("reject", name_of(site, comment_id), reason="abuse", note="as last week")
    with transaction(site) as session:
        session.execute(text("UPDATE decisions SET created_at = created_at - interval '1 min'"))
    return comment_id


def test_a_rejection_states_its_reasons_to_the_author(
    site: int, rejected: int, client: FlaskClient
) -> None:
    told = _own(client, site, rejected)
    assert told["reasons"] == [{"code": "abuse", "automated": False}]
    statement = told["statement"]
    assert (statement["restriction"], statement["ground"], statement["automated"]) == (
        "removed", "terms", False,
    )  # fmt: skip
    assert statement["detected_automatically"] is True
    assert statement["rule"] == "Argue with the argument, not against the person."
    assert "as last week" not in str(told)


@pytest.mark.parametrize(
    ("written", "site_languages", "rule"),
    [
        ("fa", ["en"], "به استدلال پاسخ دهید، نه به شخص حمله کنید."),
        ("und", ["fa", "en"], "به استدلال پاسخ دهید، نه به شخص حمله کنید."),
        ("und", ["en", "fa"], "Argue with the argument, not against the person."),
        ("ja", ["ja"], "Argue with the argument, not against the person."),
    ],
)
def test_the_rule_is_in_the_authors_language_or_the_sites(
    written: str, site_languages: list[str], rule: str,
    site: int, mira: Moderator, client: FlaskClient,
) -> None:  # fmt: skip
    [comment_id] = held(site)
    with transaction(site) as session:
        session.execute(
            text("UPDATE sites SET languages = :languages WHERE id = :site"),
            {"languages": site_languages, "site": site},
        )
        session.execute(
            text("UPDATE revisions SET language = :language WHERE comment_id = :id"),
            {"language": written, "id": comment_id},
        )
    mira.decide("reject", name_of(site, comment_id), reason="abuse")
    assert _own(client, site, comment_id)["statement"]["rule"] == rule


def test_the_word_list_states_its_reasons_too(site: int, client: FlaskClient) -> None:
    make_policy(site, {"words": {"banned": ["blorb"]}})
    comment_id = post(site, make_reader(site), "What a blorb.", now=utc_now())
    assert status(site, comment_id) == Status.REJECTED
    assert _own(client, site, comment_id)["statement"]["automated"] is True


def test_an_upheld_appeal_brings_the_comment_back(
    site: int, rejected: int, client: FlaskClient, mira: Moderator, noor: Moderator
) -> None:
    made = _appeal(client, site, rejected)
    assert (made.status_code, made.json["status"]) == (201, "open")
    assert _appeal(client, site, rejected).status_code == 409
    [card] = noor.get("/review/comments?queue=appeals")["items"]
    assert (card["appeal"]["text"], card["appeal"]["is_own_decision"]) == ("Why?", False)
    own = mira.send(f"/review/appeals/{made.json['id']}", {"outcome": "uphold"})
    assert (own.status_code, own.json["code"]) == (403, "own_decision")
    assert mira.decide("publish", name_of(site, rejected))[0]["code"] == "own_decision"
    answer = noor.send(f"/review/appeals/{made.json['id']}", {"outcome": "uphold"}).json
    assert (answer["status"], answer["comment_status"]) == ("upheld", "published")
    told = _own(client, site, rejected)
    assert (told["status"], told["appeal"]["status"], told["statement"]) == (
        "published", "upheld", None,
    )  # fmt: skip
    assert noor.get("/review/queues")["appeals"]["count"] == 0
    kinds = _notices(site)
    assert {"appeal_upheld", "comment_restored", "comment_rejected"} <= set(kinds)


def test_a_denied_appeal_is_final(
    site: int, rejected: int, client: FlaskClient, noor: Moderator
) -> None:
    made = _appeal(client, site, rejected).json
    answer = noor.send(f"/review/appeals/{made['id']}", {"outcome": "deny", "note": "No."}).json
    assert (answer["status"], status(site, rejected)) == ("denied", Status.REJECTED)
    again = noor.send(f"/review/appeals/{made['id']}", {"outcome": "uphold"})
    assert again.status_code == 409
    assert _appeal(client, site, rejected).status_code == 409
    assert "appeal_denied" in _notices(site)


def test_only_the_author_appeals_and_only_a_rejection(
    site: int, rejected: int, client: FlaskClient
) -> None:
    stranger = published(site, make_reader(site), now=utc_now())
    headers = _as_author(client, site, stranger)
    path = f"/api/v1/comments/{name_of(site, rejected)}/appeals"
    assert client.post(path, json={"text": "?"}, headers=headers).status_code == 404
    assert client.post(path, json={"text": "?"}).status_code == 401
    assert _appeal(client, site, stranger).json["code"] == "illegal_move"
    with transaction(site) as session:
        session.execute(text("UPDATE decisions SET created_at = created_at - interval '1 year'"))
    assert _appeal(client, site, rejected).status_code == 409


def test_a_decision_that_is_undone_at_once_is_never_told(site: int, mira: Moderator) -> None:
    [comment_id] = held(site)
    answer = mira.send("/review/decisions", {
        "verb": "reject", "items": [{"id": name_of(site, comment_id)}]}).json  # fmt: skip
    assert _notices(site) == ["comment_rejected"]
    mira.send(f"/review/decisions/{answer['batch']}/undo")
    assert _notices(site) == []
    with transaction(site) as session:
        [statement] = session.execute(select(Statement)).scalars()
        assert statement.ended_at is not None


def test_readers_are_told_once_the_window_is_over(
    site: int, rejected: int, client: FlaskClient
) -> None:
    headers = _as_author(client, site, rejected)
    path = "/api/v1/sites/gazette/mine/notices"
    assert client.get(path, headers=headers).json["items"] == []
    with transaction(site) as session:
        session.execute(text("UPDATE reader_notices SET visible_at = :now"), {"now": utc_now()})
    [notice] = client.get(path, headers=headers).json["items"]
    assert (notice["kind"], notice["comment_id"]) == ("comment_rejected", name_of(site, rejected))


def test_machines_are_audited_with_their_probability(site: int, mira: Moderator) -> None:
    make_policy(site, {"audit_share": 1})
    comment_id = published(site, make_reader(site), now=utc_now())
    [card] = mira.get("/review/comments?queue=audit")["items"]
    assert card["id"] == name_of(site, comment_id)
    with transaction(site) as session:
        session.execute(text("UPDATE audit_samples SET wants_second = false"))
    assert mira.decide("reject", card["id"])[0]["ok"]
    with transaction(site) as session:
        sample = session.execute(select(AuditSample)).scalar_one()
        assert (sample.probability, sample.machine_verdict, sample.judged_verdict) == (
            1.0, "published", "rejected",
        )  # fmt: skip
    assert mira.get("/review/queues")["audit"]["count"] == 0
    figures = mira.get("/review/health")["audit"]
    assert (figures["judged"], figures["errors"], figures["rate"]) == (1, 1, 1.0)


def test_a_second_look_does_not_know_the_first(site: int, mira: Moderator, noor: Moderator) -> None:
    make_policy(site, {"audit_share": 1})
    name = name_of(site, published(site, make_reader(site), now=utc_now()))
    with transaction(site) as session:
        session.execute(text("UPDATE audit_samples SET wants_second = true"))
    mira.decide("keep", name)
    assert mira.get("/review/comments?queue=audit")["items"] == []
    [card] = noor.get("/review/comments?queue=audit")["items"]
    assert {each["kind"] for each in card["decisions"]} == {"machine"}
    with transaction(site) as session:
        session.execute(text("UPDATE decisions SET created_at = created_at - interval '1 min'"))
    assert noor.decide("publish", name)[0]["ok"]
    with transaction(site) as session:
        sample = session.execute(select(AuditSample)).scalar_one()
        assert (sample.judged_verdict, sample.second_verdict) == ("published", "published")
    assert noor.get("/review/health")["agreement"]["pairs"] == 1


def test_anybody_notifies_illegal_content_and_is_answered(
    site: int, client: FlaskClient, mira: Moderator
) -> None:
    comment_id = published(site, make_reader(site), now=utc_now())
    body = {"comment_id": name_of(site, comment_id), "explanation": "It is a crime.",
            "category": "defamation", "email": "a@b.example", "good_faith": True}  # fmt: skip
    made = client.post("/api/v1/sites/gazette/notices", json=body)
    assert (made.status_code, made.json["status"]) == (201, "open")
    path = f"/api/v1/sites/gazette/notices/{made.json['id']}"
    assert client.get(f"{path}?receipt=wrong").status_code == 404
    assert client.get(f"{path}?receipt={made.json['receipt']}").json["status"] == "open"
    [waiting] = mira.get("/review/notices")["items"]
    assert waiting["explanation"] == "It is a crime."
    answer = {"outcome": "removed", "answer": "We removed it."}
    assert mira.send(f"/review/notices/{waiting['id']}", answer).json["status"] == "removed"
    assert status(site, comment_id) == Status.REJECTED
    told = client.get(f"{path}?receipt={made.json['receipt']}").json
    assert (told["status"], told["answer"]) == ("removed", "We removed it.")
    with transaction(site) as session:
        statement = session.execute(select(Statement)).scalar_one()
        assert (statement.source, statement.ground) == ("notice", "law")
    bad = client.post("/api/v1/sites/gazette/notices", json={**body, "good_faith": False})
    assert bad.status_code == 422


def test_statements_are_exported_behind_a_switch(
    site: int, rejected: int, admin: Moderator, mira: Moderator
) -> None:
    path = "/sites/gazette/statements?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z"
    assert admin.client.get(f"/api/v1{path}").status_code == 403
    with transaction(0) as session:
        session.execute(text("UPDATE sites SET settings = '{\"exports_statements\": true}'"))
    assert mira.client.get(f"/api/v1{path}").status_code == 403
    [record] = admin.get(path)["items"]
    assert record["decision_ground"] == "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    assert record["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"


def test_a_withdrawn_comment_takes_its_appeal_with_it(
    site: int, rejected: int, client: FlaskClient
) -> None:
    _appeal(client, site, rejected)
    client.delete(f"/api/v1/comments/{name_of(site, rejected)}",
                  headers=_as_author(client, site, rejected))  # fmt: skip
    with transaction(site) as session:
        assert session.execute(select(Appeal.status)).scalar_one() == "withdrawn"
        assert session.execute(text("SELECT count(*) FROM queue_items")).scalar_one() == 0
    score(site, rejected)


def _notices(site: int) -> list[str]:
    with transaction(site) as session:
        return list(session.execute(select(ReaderNotice.kind).order_by(ReaderNotice.id)).scalars())
