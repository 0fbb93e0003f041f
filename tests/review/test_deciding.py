"""Decisions of moderators: one by one, over nobody's head, as a wave, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from service.api import review_decisions
from service.clock import utc_now
from service.db import transaction
from service.lifecycle import Status
from service.models import Claim, Comment, Decision, QueueItem
from service.moderation.copies import bands
from service.review import batches
from tests.make import comment, make_reader, name_of, post, published, score, status
from tests.review.conftest import RUDE, Moderator, held

WAVE = "Buy the wonderful cheap watches of this shop today because they are the best of all times"


def _age_decisions(site: int, seconds: int = 60) -> None:
    """As if all decisions were made that long ago."""
    with transaction(site) as session:
        session.execute(text("UPDATE decisions SET created_at = created_at - :age"),
                        {"age": timedelta(seconds=seconds)})  # fmt: skip


def test_a_claimed_item_is_its_holders_alone(site: int, mira: Moderator, noor: Moderator) -> None:
    first, second = (name_of(site, each) for each in held(site, 2))
    claim = mira.send("/review/claims", {"queue": "held", "limit": 1})
    assert claim.status_code == 201
    assert [each["id"] for each in claim.json["items"]] == [first]
    other = noor.send("/review/claims", {"queue": "held", "limit": 5}).json
    assert [each["id"] for each in other["items"]] == [second]
    [refused] = noor.decide("publish", first)
    assert (refused["ok"], refused["code"], refused["holder"]) == (False, "claimed", "Mira")
    seen = {each["id"]: each["claim"] for each in noor.get("/review/comments")["items"]}
    assert (seen[first]["holder"], seen[first]["is_mine"]) == ("Mira", False)
    assert mira.decide("publish", first)[0]["ok"]
    assert noor.get("/review/comments?free=true")["items"][0]["id"] == second


def test_a_claim_is_extended_given_back_and_runs_out(
    site: int, mira: Moderator, noor: Moderator
) -> None:
    [comment_id] = held(site)
    claim = mira.send("/review/claims", {"queue": "held"}).json
    longer = mira.send(f"/review/claims/{claim['id']}", method="PUT")
    assert longer.json["expires_at"] > claim["expires_at"]
    assert noor.send(f"/review/claims/{claim['id']}", method="DELETE").status_code == 404
    assert noor.send("/review/claims", {"queue": "held"}).json["items"] == []
    assert mira.send(f"/review/claims/{claim['id']}", method="DELETE").status_code == 204
    assert mira.send(f"/review/claims/{claim['id']}", method="DELETE").status_code == 404
    again = noor.send("/review/claims", {"queue": "held"}).json
    assert [each["id"] for each in again["items"]] == [name_of(site, comment_id)]
    with transaction(site) as session:
        session.execute(text("UPDATE claims SET expires_at = :now"), {"now": utc_now()})
    late = noor.send(f"/review/claims/{again['id']}", method="PUT")
    assert (late.status_code, late.json["code"]) == (409, "not_claimed")
    assert len(mira.send("/review/claims", {"queue": "held"}).json["items"]) == 1


def test_only_an_admin_takes_over(
    site: int, mira: Moderator, noor: Moderator, admin: Moderator
) -> None:
    [name] = [name_of(site, each) for each in held(site)]
    mira.send("/review/claims", {"queue": "held"})
    wanted = {"items": [name], "take_over": True}
    assert noor.send("/review/claims", wanted).status_code == 403
    assert len(admin.send("/review/claims", wanted).json["items"]) == 1
    assert mira.decide("publish", name)[0]["code"] == "claimed"
    assert admin.decide("publish", name)[0]["ok"]
    with transaction(site) as session:
        assert session.execute(select(Claim)).all() == []


def test_of_two_moderators_at_once_one_wins_and_the_other_is_told(
    site: int, mira: Moderator, noor: Moderator
) -> None:
    [comment_id] = held(site)
    name = name_of(site, comment_id)
    assert mira.decide("publish", name)[0]["ok"]
    assert noor.decide("reject", name)[0]["code"] == "decided_meanwhile"
    assert noor.decide("publish", name)[0]["code"] == "decided_meanwhile"
    assert status(site, comment_id) == Status.PUBLISHED
    _age_decisions(site)
    seen = [{"id": name, "status": "held"}]
    answer = noor.send("/review/decisions", {"verb": "reject", "items": seen}).json["results"][0]
    assert (answer["code"], answer["status_now"]) == ("decided_meanwhile", "published")
    assert noor.decide("reject", name)[0]["ok"]


def test_a_stale_revision_is_that_items_error(site: int, mira: Moderator) -> None:
    names = [name_of(site, each) for each in held(site, 2)]
    items = [{"id": names[0], "revision": 7}, {"id": names[1], "revision": 1}, {"id": "nonsense"}]
    answer = mira.send("/review/decisions", {"verb": "publish", "items": items})
    assert answer.status_code == 200
    assert [each.get("code") for each in answer.json["results"]] == [
        "stale_revision", None, "not_found",
    ]  # fmt: skip


def test_a_wave_is_one_decision_and_one_undo(site: int, mira: Moderator) -> None:
    for at in range(12):
        post(site, make_reader(site, f"Bot {at}"), f"{WAVE} {'!' * at}", now=utc_now())
    other = held(site)[0]
    with transaction(site) as session:
        ids = list(session.execute(select(Comment.id).order_by(Comment.id)).scalars())
    wave = [each for each in ids if each != other]
    seen = mira.get(f"/review/comments/{name_of(site, wave[0])}/similar")["items"]
    assert len(seen) == 11
    body = {"verb": "reject", "reason": "spam", "group_of": name_of(site, wave[3])}
    answer = mira.send("/review/decisions", body).json
    assert [each["ok"] for each in answer["results"]] == [True] * 12
    assert {status(site, each) for each in wave} == {Status.REJECTED}
    assert status(site, other) == Status.HELD
    undone = mira.send(f"/review/decisions/{answer['batch']}/undo").json
    assert len(undone["results"]) == 12
    assert {status(site, each) for each in wave} == {Status.HELD}


def test_a_wave_holds_together_where_two_of_it_share_no_band(site: int, mira: Moderator) -> None:
    wave = "Everybody should buy the wonderful cheap watches of this shop today, as they are the"
    first, between, last = (f"{wave} best of {number}" for number in (2, 0, 116))
    assert not set(bands(first)) & set(bands(last))
    ids = [
        post(site, make_reader(site, f"Bot {at}"), each, now=utc_now())
        for at, each in enumerate((first, between, last))
    ]
    body = {"verb": "reject", "reason": "spam", "group_of": name_of(site, ids[0])}
    answer = mira.send("/review/decisions", body).json
    assert {each["id"] for each in answer["results"]} == {name_of(site, each) for each in ids}
    assert {status(site, each) for each in ids} == {Status.REJECTED}


def test_a_card_tells_what_became_of_the_copies(site: int, mira: Moderator) -> None:
    ids = [
        post(site, make_reader(site, f"Bot {at}"), f"{WAVE} {'!' * at}", now=utc_now())
        for at in range(4)
    ]
    mira.decide("reject", *(name_of(site, each) for each in ids[:2]))
    late = mira.get(f"/review/comments/{name_of(site, ids[3])}/similar")
    assert late["counts"] == {"waiting": 1, "published": 0, "rejected": 2}


def test_a_wave_of_thousands_is_decided_in_the_background(
    site: int, mira: Moderator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_decisions, "AT_ONCE", 3)
    ids = [
        post(site, make_reader(site, f"Bot {at}"), f"{WAVE} {'!' * at}", now=utc_now())
        for at in range(5)
    ]
    body = {"verb": "reject", "reason": "spam", "group_of": name_of(site, ids[0])}
    answer = mira.send("/review/decisions", body)
    assert (answer.status_code, answer.json["total"]) == (202, 5)
    _run(site, answer.json["batch"])
    assert {status(site, each) for each in ids} == {Status.REJECTED}


def test_undo_brings_every_status_back(site: int, mira: Moderator) -> None:
    shown = published(site, make_reader(site), now=utc_now())
    waiting = held(site)[0]
    before = [status(site, each) for each in (shown, waiting)]
    for verb in ("reject", "hold", "publish"):
        answer = mira.send("/review/decisions", {
            "verb": verb, "items": [{"id": name_of(site, each)} for each in (shown, waiting)],
        }).json  # fmt: skip
        mira.send(f"/review/decisions/{answer['batch']}/undo")
        assert [status(site, each) for each in (shown, waiting)] == before, verb


def test_a_batch_by_filter_runs_in_chunks_and_is_undone(
    site: int, mira: Moderator, noor: Moderator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)
    ids = held(site, 5)
    fields = {"queue": "held", "attribute": "toxicity", "min": 0.9, "max": 1}
    answer = mira.send("/review/decisions", {"verb": "reject", "filter": fields})
    assert (answer.status_code, answer.json["state"], answer.json["total"]) == (202, "running", 5)
    assert noor.decide("publish", name_of(site, ids[4]))[0]["ok"]  # somebody is faster
    rounds = _run(site, answer.json["batch"])
    done = mira.get(f"/review/batches/{answer.json['batch']}")
    assert (rounds, done["state"], done["done"], done["failed"]) == (3, "done", 4, 1)
    assert [status(site, each) for each in ids[:4]] == [Status.REJECTED] * 4
    back = mira.send(f"/review/decisions/{answer.json['batch']}/undo").json
    assert len(back["results"]) == 4
    assert [status(site, each) for each in ids[:4]] == [Status.HELD] * 4


def test_a_stopped_batch_decides_nothing_more_and_can_be_undone(
    site: int, mira: Moderator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)
    ids = held(site, 4)
    batch = mira.send("/review/decisions", {"verb": "reject", "filter": {"queue": "held"}}).json
    _step(site, batch["batch"])
    stopped = mira.send(f"/review/batches/{batch['batch']}/stop").json
    assert (stopped["state"], stopped["done"]) == ("stopped", 2)
    assert _step(site, batch["batch"]) is False
    assert [status(site, each) for each in ids] == [Status.REJECTED] * 2 + [Status.HELD] * 2
    undo = mira.send(f"/review/decisions/{batch['batch']}/undo").json
    assert [each["ok"] for each in undo["results"]] == [True, True]


def test_no_machine_overturns_what_people_decided(site: int, mira: Moderator) -> None:
    for verb, wanted in (("publish", Status.PUBLISHED), ("hold", Status.HELD),
                         ("reject", Status.REJECTED)):  # fmt: skip
        comment_id = post(site, make_reader(site), now=utc_now())
        mira.decide(verb, name_of(site, comment_id))
        score(site, comment_id, RUDE)
        assert status(site, comment_id) == wanted


def test_an_escalated_comment_waits_for_a_supervisor(
    site: int, mira: Moderator, admin: Moderator
) -> None:
    [comment_id] = held(site)
    name = name_of(site, comment_id)
    card = mira.send(f"/review/comments/{name}/escalate", {"note": "A threat?"}).json
    assert (card["queue"], card["escalation"]["note"], card["escalation"]["by"]) == (
        "escalated", "A threat?", "Mira",
    )  # fmt: skip
    counts = admin.get("/review/queues")
    assert (counts["held"]["count"], counts["escalated"]["count"]) == (0, 1)
    assert admin.decide("reject", name)[0]["ok"]
    assert admin.get("/review/queues")["escalated"]["count"] == 0
    with transaction(site) as session:
        verbs = session.execute(select(Decision.verb).order_by(Decision.created_at)).scalars()
        assert list(verbs) == ["hold", "escalate", "reject"]


def test_a_featured_comment_is_shown_as_such(site: int, mira: Moderator) -> None:
    comment_id = published(site, make_reader(site), now=utc_now())
    name = name_of(site, comment_id)
    version = comment(site, comment_id).version
    assert mira.send(f"/review/comments/{name}/feature", {"featured": True}).json["featured"]
    assert comment(site, comment_id).version == version + 1
    [waiting] = held(site)
    refused = mira.send(f"/review/comments/{name_of(site, waiting)}/feature", {"featured": True})
    assert refused.json["code"] == "illegal_move"


def test_a_closed_discussion_takes_no_comment(site: int, mira: Moderator) -> None:
    closed = mira.send("/review/articles/story/state", {"state": "closed"}).json
    assert closed["state"] == "closed"
    assert mira.client.get("/api/v1/sites/gazette/articles/story").json["state"] == "closed"
    opened = mira.send(
        "/review/articles/story/state", {"state": "open", "premoderated_minutes": 30}
    ).json
    assert (opened["state"], opened["premoderated"]) == ("open", True)


def test_replaying_the_log_gives_the_statuses(site: int, mira: Moderator) -> None:
    first, second, third = held(site, 3)
    batch = mira.send("/review/decisions", {"verb": "reject", "items": [
        {"id": name_of(site, each)} for each in (first, second)]}).json["batch"]  # fmt: skip
    mira.send(f"/review/decisions/{batch}/undo")
    mira.decide("publish", name_of(site, second))
    mira.send(f"/review/comments/{name_of(site, third)}/escalate")
    with transaction(site) as session:
        rows = session.execute(select(Decision).order_by(Decision.created_at, Decision.id))
        replayed: dict[int, str] = {}
        for row in rows.scalars():
            assert replayed.get(row.comment_id, "submitted") == row.before
            replayed[row.comment_id] = row.after
        stored = dict(session.execute(select(Comment.id, Comment.status)).all())
        queued = set(session.execute(select(QueueItem.queue, QueueItem.comment_id)))
    assert replayed == stored
    assert queued == {("held", first), ("escalated", third)}


def _step(site: int, batch: str) -> bool:
    from service.ids import parse_public_id

    with transaction(site) as session:
        return batches.advance(session, site, parse_public_id(batch)[1], now=utc_now())


def _run(site: int, batch: str) -> int:
    rounds = 1
    while _step(site, batch):
        rounds += 1
    return rounds
