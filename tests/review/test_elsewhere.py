"""Which comments of one's list wait no more, because of others."""

from typing import Any

from service.clock import utc_now
from service.comments import flags
from service.db import transaction
from tests.make import make_reader, name_of, post, published, score
from tests.review.conftest import Moderator, held


def _gone(who: Moderator, queue: str, *shown: str) -> list[dict[str, Any]]:
    body = {"item": None, "queue": queue, "shown": list(shown)}
    answer = who.send("/review/looking", body, method="PUT")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["gone"]
    return sorted(found, key=lambda each: shown.index(each["id"]))


def test_what_others_have_decided_is_told_with_their_name(
    site: int, mira: Moderator, noor: Moderator
) -> None:
    shown, away, handed_on, waits = (name_of(site, each) for each in held(site, 4))
    mira.decide("publish", shown)
    batch = mira.send("/review/decisions", {"verb": "reject", "items": [{"id": away}]}).json[
        "batch"
    ]
    mira.send(f"/review/comments/{handed_on}/escalate")
    names = [shown, away, handed_on, waits]
    assert _gone(noor, "held", *names) == [
        {"id": shown, "status": "published", "by": "Mira"},
        {"id": away, "status": "rejected", "by": "Mira"},
        {"id": handed_on, "status": "held", "by": None},
    ]
    mira.send(f"/review/decisions/{batch}/undo")
    assert [each["id"] for each in _gone(noor, "held", *names)] == [shown, handed_on]
    assert _gone(noor, "all", *names) == []
    assert _gone(noor, "held") == []


def test_reports_that_were_answered_leave_their_queue_alone(
    site: int, mira: Moderator, noor: Moderator
) -> None:
    comment_id = published(site, make_reader(site))
    with transaction(site) as session:
        flags.flag(session, site, make_reader(site, "Bea"), comment_id, reason=flags.Reason.ABUSE,
                   detail=None, now=utc_now())  # fmt: skip
    name = name_of(site, comment_id)
    assert _gone(noor, "reported", name) == []
    mira.decide("keep", name)
    assert _gone(noor, "reported", name) == [{"id": name, "status": "published", "by": "Mira"}]


def test_what_has_its_scores_waits_for_them_no_more(site: int, noor: Moderator) -> None:
    comment_id = post(site, make_reader(site), now=utc_now())
    name = name_of(site, comment_id)
    assert _gone(noor, "submitted", name) == []
    score(site, comment_id)
    assert _gone(noor, "submitted", name) == [{"id": name, "status": "published", "by": None}]


def test_of_all_comments_those_are_told_that_have_another_status_than_shown(
    site: int, mira: Moderator, noor: Moderator
) -> None:
    away, waits, own = (name_of(site, each) for each in held(site, 3))
    mira.decide("reject", away)
    noor.decide("publish", own)
    body = {"queue": "all", "shown": [away, waits, own], "statuses": ["held", "held", "published"]}
    answer = noor.send("/review/looking", body, method="PUT")
    assert answer.json["gone"] == [{"id": away, "status": "rejected", "by": "Mira"}]


def test_another_sites_comments_are_told_nothing_about(site: int, noor: Moderator) -> None:
    other = name_of(site + 1, held(site)[0])
    body = {"item": None, "queue": "held", "shown": [other]}
    assert noor.send("/review/looking", body, method="PUT").status_code == 404
