"""Queues: what is in them, in which order, and that their counts follow every change."""

from typing import Any

from sqlalchemy import text

from service.clock import utc_now
from service.comments import flags
from service.comments.editing import edit_comment, withdraw
from service.comments.posting import Posting
from service.db import ALL_SITES, transaction
from service.feeds.queues import queue_counts
from service.lifecycle import Verb
from service.moderation.weighing import compact_tallies
from service.scoring import Attribute
from tests.make import (
    CALM,
    make_article,
    make_policy,
    make_reader,
    moderate,
    name_of,
    post,
    published,
    score,
)
from tests.review.conftest import RUDE, Moderator, held
from tests.waiting import wait_until


def _counts(site: int) -> dict[str, int]:
    """What waits; not what was drawn for audit, for that one decision in a hundred is."""
    with transaction(site) as session:
        found = queue_counts(session, site, now=utc_now())
    del found["audit"]
    return {queue: each["count"] for queue, each in found.items() if each["count"]}


def _flag(site: int, comment_id: int, reason: flags.Reason = flags.Reason.ABUSE) -> None:
    with transaction(site) as session:
        flags.flag(session, site, make_reader(site), comment_id, reason=reason, detail="see",
                   now=utc_now())  # fmt: skip


def test_counts_follow_every_way_in_and_out(site: int) -> None:
    first, second = held(site, 2)
    fine = published(site, make_reader(site))
    assert _counts(site) == {"held": 2}
    _flag(site, fine)
    assert _counts(site) == {"held": 2, "reported": 1}
    moderate(site, first, Verb.PUBLISH)
    moderate(site, second, Verb.REJECT)
    moderate(site, fine, Verb.HOLD)
    assert _counts(site) == {"held": 1}
    with transaction(ALL_SITES) as session:
        session.execute(text("UPDATE comments SET status = 'published' WHERE id = :id"),
                        {"id": second})  # fmt: skip
        compact_tallies(session)
    assert _counts(site) == {"held": 1}


def test_adding_tallies_up_changes_no_count(site: int) -> None:
    [comment] = held(site)
    with transaction(ALL_SITES) as session:
        for status in ("published", "held") * 30:
            session.execute(text("UPDATE comments SET status = :status WHERE id = :id"),
                            {"status": status, "id": comment})  # fmt: skip
    before = _counts(site)
    with transaction(ALL_SITES) as session:
        compact_tallies(session)
        rows = session.execute(text("SELECT count(*) FROM queue_tallies")).scalar_one()
    assert (_counts(site), before, rows) == ({"held": 1}, {"held": 1}, 1)


def test_a_card_says_all_that_a_decision_needs(site: int, mira: Moderator) -> None:
    fine = published(site, make_reader(site), "What a day.")
    _flag(site, fine)
    _flag(site, fine, flags.Reason.SPAM)
    [comment] = held(site)
    items = mira.get("/review/comments?queue=held")["items"]
    assert [each["id"] for each in items] == [name_of(site, comment)]
    card = items[0]
    assert card["findings"][0]["message"].startswith("toxicity 0.97, holds at 0.80")
    assert card["scores"]["toxicity"] == 0.97
    assert card["allowed"] == ["publish", "reject"]
    assert card["history"]["last_ten"] == ["held"]
    assert [each["verb"] for each in card["decisions"]] == ["hold"]
    [reported] = mira.get("/review/comments?queue=reported")["items"]
    assert reported["reports"]["count"] == 2
    assert reported["reports"]["reasons"] == {"abuse": 1, "spam": 1}
    first = reported["reports"]["items"][0]
    assert (first["detail"], first["revision"]) == ("see", 1)


def test_keeping_a_reported_comment_answers_the_reports(site: int, mira: Moderator) -> None:
    fine = published(site, make_reader(site))
    _flag(site, fine)
    assert mira.decide("keep", name_of(site, fine))[0]["status"] == "published"
    assert _counts(site) == {}
    assert mira.get(f"/review/comments/{name_of(site, fine)}")["reports"]["count"] == 0


def test_orders_and_pages_go_through_everything_once(site: int, mira: Moderator) -> None:
    make_policy(site, {"scores": {"toxicity": {"hold": 0.5}}})
    scores = [0.9, 0.55, 0.7, 0.95, 0.6]
    ids = [held(site, 1, f"Text {score}", {**CALM, Attribute.TOXICITY: score})[0]
           for score in scores]  # fmt: skip
    names = [name_of(site, each) for each in ids]
    wanted = {
        "oldest": names,
        "newest": names[::-1],
        "score&attribute=toxicity": [names[3], names[0], names[2], names[4], names[1]],
        "uncertain": [names[1], names[4], names[2], names[0], names[3]],
    }
    for order, expected in wanted.items():
        found, cursor = [], ""
        while cursor is not None:
            page = mira.get(
                f"/review/comments?queue=held&order={order}&limit=2&cursor={cursor}"
                if cursor
                else f"/review/comments?queue=held&order={order}&limit=2"
            )
            found += [each["id"] for each in page["items"]]
            cursor = page["next_cursor"]
        assert found == expected, order


def test_filters_let_through_what_they_say(site: int, mira: Moderator) -> None:
    low, high = (
        held(site, 1, text, {**CALM, Attribute.TOXICITY: score})[0]
        for text, score in (("Apples are awful", 0.85), ("Pears are worse", 0.95))
    )
    only_high = [
        "min=0.9&attribute=toxicity", "q=pears", "attribute=toxicity&min=0.95&max=0.95",
    ]  # fmt: skip
    for query in only_high:
        items = mira.get(f"/review/comments?queue=held&{query}")["items"]
        assert [each["id"] for each in items] == [name_of(site, high)], query
    for query in ("article=story", "language=en", "free=true", "age_max=3600"):
        items = mira.get(f"/review/comments?queue=held&{query}")["items"]
        assert {each["id"] for each in items} == {name_of(site, low), name_of(site, high)}, query
    for query in ("article=other", "language=fr", "q=100%25", "section=sport", "age_min=3600"):
        assert mira.get(f"/review/comments?queue=held&{query}")["items"] == [], query


def test_a_watch_list_has_several_articles(site: int, mira: Moderator) -> None:
    for key in ("harbour", "library", "market"):
        make_article(site, key)
        comment_id = post(site, make_reader(site, key), f"Rude about the {key}", article=key,
                          now=utc_now())  # fmt: skip
        score(site, comment_id, RUDE)
    items = mira.get("/review/comments?article=harbour/market")["items"]
    assert [each["article"] for each in items] == ["harbour", "market"]
    saved = mira.send("/review/saved", {"name": "Mine", "filters": {"article": "harbour/market"}})
    assert saved.json["filters"]["article"] == "harbour/market"
    taken = mira.send("/review/claims", {"queue": "held", "article": "library"}).json
    assert [each["article"] for each in taken["items"]] == ["library"]


def test_all_that_a_comment_answers_is_told_whole(site: int, mira: Moderator) -> None:
    parent, texts = None, [f"{number} {'long ' * 80}".strip() for number in range(6)]
    for each in texts:
        parent = published(site, make_reader(site), each, parent_id=parent, now=utc_now())
    assert parent is not None
    told = mira.get(f"/review/comments/{name_of(site, parent)}/parents")["items"]
    assert [each["excerpt"] for each in told] == texts[:-1]


def test_what_an_edit_replaced_is_told_with_what_was_found_in_it(
    site: int, mira: Moderator
) -> None:
    [comment] = held(site, text="A rude remark")
    name = name_of(site, comment)
    with transaction(site) as session:
        author = session.execute(text("SELECT reader_id FROM comments WHERE id = :id"),
                                 {"id": comment}).scalar_one()  # fmt: skip
        posting = Posting(site, author, "story", "A kind remark", are_limits_on=False)
        edit_comment(session, posting, comment, now=utc_now())
    score(site, comment)
    card = mira.get(f"/review/comments/{name}")
    assert (card["text"], card["revision"], card["findings"]) == ("A kind remark", 2, [])
    assert card["decisions"][-1]["revision"] == 1
    [earlier] = mira.get(f"/review/comments/{name}/revisions")["items"]
    assert (earlier["revision"], earlier["text"]) == (1, "A rude remark 0")
    assert earlier["findings"][0]["message"].startswith("toxicity 0.97, holds at 0.80")
    with transaction(site) as session:
        withdraw(session, site, author, comment, now=utc_now())
    assert mira.get(f"/review/comments/{name}/revisions")["items"] == []


def test_who_looks_at_what_is_told_to_the_others(
    site: int, mira: Moderator, noor: Moderator
) -> None:
    first, second = (name_of(site, each) for each in held(site, 2))
    mira.send("/review/claims", {"items": [second]})

    def say(who: Moderator, item: str | None) -> Any:
        return who.send("/review/looking", {"item": item}, method="PUT").json

    def is_heard() -> bool:  # a hint, which Valkey may miss when the machine is busy
        own = say(mira, first)
        assert (own["claims"], own["lookers"]) == ([], [])
        heard = say(noor, None)
        assert heard["claims"] == [{"id": second, "holder": "Mira"}]
        return bool(heard["lookers"] == [{"id": first, "name": "Mira"}])

    wait_until(is_heard)


def test_a_histogram_counts_by_score(site: int, mira: Moderator) -> None:
    for value in (0.81, 0.83, 0.97):
        held(site, 1, f"Text {value}", {**CALM, Attribute.TOXICITY: value})
    found = mira.get("/review/histogram?queue=held&attribute=toxicity&bins=10")
    assert [each["count"] for each in found["bins"]] == [0] * 8 + [2, 1]
    assert (found["total"], found["unscored"], found["is_exact"]) == (3, 0, True)


def test_a_sample_across_a_range_foretells_the_errors(site: int, mira: Moderator) -> None:
    held(site, 4, "Text", {**CALM, Attribute.TOXICITY: 0.9})
    found = mira.get("/review/samples?queue=held&attribute=toxicity&min=0.8&max=1&size=2")
    assert (found["count"], len(found["items"]), found["basis"]) == (4, 2, "scores")
    assert found["expected"]["publish"]["errors"] == 4
    assert found["expected"]["reject"]["errors"] == 0


def test_a_poll_of_unchanged_counts_is_not_answered_twice(site: int, mira: Moderator) -> None:
    first = mira.client.get("/api/v1/review/queues")
    again = mira.client.get(
        "/api/v1/review/queues", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (first.status_code, again.status_code) == (200, 304)
    assert set(first.json) == {"held", "reported", "submitted", "appeals", "escalated", "audit"}


def test_readers_and_strangers_see_no_queue(site: int, client: object, mira: Moderator) -> None:
    stranger = mira.client.application.test_client()
    for path in ("/review/queues", "/review/comments", "/review/histogram"):
        assert stranger.get(f"/api/v1{path}").status_code == 401, path
