"""Undo brings back all that a decision answered: reports, appeals, escalations, samples."""

from flask.testing import FlaskClient
from sqlalchemy import select

from service.clock import utc_now
from service.comments.flags import Reason, flag
from service.db import transaction
from service.lifecycle import Status
from service.models import Appeal, ReaderNotice, Statement
from tests.make import make_reader, name_of, published, status
from tests.review.conftest import Moderator, held
from tests.review.test_fairness import _appeal


def _report(site: int, comment_id: int) -> None:
    with transaction(site) as session:
        flag(session, site, make_reader(site, "Bea"), comment_id, reason=Reason.ABUSE,
             detail="rude", now=utc_now())  # fmt: skip


def _counts(who: Moderator) -> dict[str, int]:
    counts = who.get("/review/queues")
    return {name: each["count"] for name, each in counts.items() if each["count"]}


def _decide_and_undo(who: Moderator, verb: str, name: str) -> list[dict[str, object]]:
    body = {"verb": verb, "items": [{"id": name}]}
    batch = who.send("/review/decisions", body).json["batch"]
    results: list[dict[str, object]] = who.send(f"/review/decisions/{batch}/undo").json["results"]
    return results


def test_reports_wait_again(site: int, mira: Moderator) -> None:
    comment_id = published(site, make_reader(site), now=utc_now())
    name = name_of(site, comment_id)
    _report(site, comment_id)
    weight = mira.get(f"/review/comments/{name}")["reports"]["weight"]
    for verb in ("reject", "keep", "hold"):
        [result] = _decide_and_undo(mira, verb, name)
        assert (result["ok"], result["status"]) == (True, "published"), verb
        assert _counts(mira) == {"reported": 1}, verb
        reports = mira.get(f"/review/comments/{name}")["reports"]
        assert (reports["count"], reports["weight"]) == (1, weight), verb


def test_what_was_escalated_is_escalated_again(
    site: int, mira: Moderator, admin: Moderator
) -> None:
    [comment_id] = held(site)
    name = name_of(site, comment_id)
    mira.send(f"/review/comments/{name}/escalate", {"note": "A threat?"})
    _decide_and_undo(admin, "publish", name)
    assert _counts(mira) == {"escalated": 1}
    escalation = mira.get(f"/review/comments/{name}")["escalation"]
    assert (escalation["by"], escalation["note"]) == ("Mira", "A threat?")


def test_an_escalation_is_taken_back(site: int, mira: Moderator) -> None:
    [comment_id] = held(site)
    name = name_of(site, comment_id)
    mira.send(f"/review/comments/{name}/escalate", {"note": "A slip"})
    card = mira.send(f"/review/comments/{name}/escalate", method="DELETE").json
    assert (card["escalation"], card["status"]) == (None, "held")
    assert _counts(mira) == {"held": 1}
    assert mira.get("/review/comments?order=score")["items"][0]["id"] == name
    again = mira.send(f"/review/comments/{name}/escalate", method="DELETE")
    assert (again.status_code, again.json["code"]) == (409, "illegal_move")


def test_an_appeal_is_open_again_and_nobody_was_told(
    site: int, mira: Moderator, noor: Moderator, client: FlaskClient
) -> None:
    [comment_id] = held(site)
    name = name_of(site, comment_id)
    mira.decide("reject", name, reason="abuse")
    assert _appeal(client, site, comment_id).status_code == 201
    for outcome in ("uphold", "deny"):
        appeal = noor.get("/review/comments?queue=appeals")["items"][0]["appeal"]["id"]
        answered = noor.send(f"/review/appeals/{appeal}", {"outcome": outcome}).json
        assert _counts(noor) == {}
        noor.send(f"/review/decisions/{answered['batch']}/undo")
        assert (status(site, comment_id), _counts(noor)) == (Status.REJECTED, {"appeals": 1})
        with transaction(site) as session:
            assert session.execute(select(Appeal.status)).scalars().all() == ["open"]
            kinds = session.execute(select(ReaderNotice.kind)).scalars().all()
            in_force = session.execute(
                select(Statement.reason).where(Statement.ended_at.is_(None))
            ).scalars().all()  # fmt: skip
        assert kinds == ["comment_rejected"], outcome
        assert in_force == ["abuse"], outcome
        assert _appeal(client, site, comment_id).status_code == 409  # it is the same rejection
