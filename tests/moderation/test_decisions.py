"""decide(): the single writer, its counters, and who outranks whom."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import transaction
from service.errors import IllegalMove, NotFound, StaleRevision
from service.identity.actors import MACHINE
from service.ids import new_id
from service.lifecycle import Status, Verb
from service.models import Article, Decision, Event, Reader
from service.moderation.decisions import Wish, decide, decide_all
from service.moderation.review import undo_batch
from service.scoring import Attribute
from tests.make import (
    CALM,
    MODERATOR,
    NOW,
    comment,
    make_article,
    make_policy,
    make_reader,
    make_site,
    moderate,
    post,
    published,
    score,
    status,
)

RUDE = {**CALM, Attribute.TOXICITY: 0.97}


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def _article(site: int) -> Article:
    with transaction(site) as session:
        row = session.execute(select(Article).where(Article.site_id == site)).scalar_one()
        session.expunge(row)
        return row


def test_a_calm_comment_is_published_once_scored(site: int) -> None:
    comment_id = post(site, make_reader(site))
    assert status(site, comment_id) == Status.SUBMITTED
    assert score(site, comment_id) == 1
    assert status(site, comment_id) == Status.PUBLISHED
    assert (_article(site).comment_count, _article(site).version) == (1, 1)


def test_scoring_the_same_comment_twice_has_one_effect(site: int) -> None:
    comment_id = published(site, make_reader(site))
    assert score(site, comment_id) == 0
    assert (_article(site).comment_count, _article(site).version) == (1, 1)
    with transaction(site) as session:
        kinds = session.execute(select(Event.kind).where(Event.comment_id == comment_id)).scalars()
        assert sorted(kinds) == ["comment.published", "comment.scored", "comment.submitted"]


def test_a_score_above_a_threshold_holds_and_never_rejects(site: int) -> None:
    comment_id = post(site, make_reader(site))
    score(site, comment_id, RUDE)
    assert status(site, comment_id) == Status.HELD
    with transaction(site) as session:
        decision = session.execute(select(Decision)).scalar_one()
        assert (decision.actor_kind, decision.reason, decision.after) == (
            "machine", "scores", "held",
        )  # fmt: skip
        assert decision.findings[0]["message"] == "toxicity 0.97, holds at 0.80"


def test_a_late_score_never_overturns_a_person(site: int) -> None:
    comment_id = post(site, make_reader(site))
    moderate(site, comment_id, Verb.PUBLISH)
    score(site, comment_id, RUDE)
    assert status(site, comment_id) == Status.PUBLISHED


def test_a_machine_may_not_touch_what_a_person_published(site: int) -> None:
    comment_id = post(site, make_reader(site))
    moderate(site, comment_id, Verb.PUBLISH)
    with pytest.raises(IllegalMove), transaction(site) as session:
        decide(session, site, Wish(comment_id, Verb.HOLD), MACHINE, now=NOW)


def test_what_was_published_unscored_is_held_by_a_late_score(site: int) -> None:
    make_policy(site, {"while_unscored": "publish"})
    comment_id = post(site, make_reader(site))
    assert status(site, comment_id) == Status.PUBLISHED
    score(site, comment_id, RUDE)
    assert status(site, comment_id) == Status.HELD
    assert _article(site).comment_count == 0


def test_the_word_list_rejects_at_once(site: int) -> None:
    make_policy(site, {"words": {"banned": ["grape"]}})
    assert status(site, post(site, make_reader(site), "A grape!")) == Status.REJECTED


def test_a_stale_revision_and_an_unknown_comment_are_errors_of_their_items(site: int) -> None:
    reader = make_reader(site)
    first, second = post(site, reader, "One remark."), post(site, reader, "Another remark.")
    wishes = [
        Wish(first, Verb.PUBLISH, revision=2),
        Wish(1, Verb.PUBLISH),
        Wish(second, Verb.PUBLISH, revision=1),
    ]
    with transaction(site) as session:
        outcomes = decide_all(session, site, wishes, MODERATOR, now=NOW)
    assert [type(each.error) for each in outcomes] == [StaleRevision, NotFound, type(None)]
    assert status(site, second) == Status.PUBLISHED


def test_replies_are_counted_on_all_ancestors(site: int) -> None:
    reader = make_reader(site)
    top = published(site, reader, "Top")
    middle = published(site, reader, "Middle", parent_id=top)
    leaf = published(site, reader, "Leaf", parent_id=middle)
    assert (comment(site, top).reply_count, comment(site, top).descendant_count) == (1, 2)
    moderate(site, middle, Verb.REJECT)
    assert (comment(site, top).reply_count, comment(site, top).descendant_count) == (0, 1)
    assert comment(site, middle).is_listed  # a placeholder: a published reply hangs below
    moderate(site, leaf, Verb.REJECT)
    assert not comment(site, middle).is_listed
    assert comment(site, top).descendant_count == 0


def test_counts_by_column_equal_counts_by_query(site: int) -> None:
    reader = make_reader(site)
    ids = [published(site, reader, f"Remark {n}") for n in range(6)]
    for each, verb in zip(ids, [Verb.HOLD, Verb.REJECT, Verb.HOLD], strict=False):
        moderate(site, each, verb)
    moderate(site, ids[0], Verb.PUBLISH)
    seen = [status(site, each) for each in ids].count(Status.PUBLISHED)
    assert _article(site).comment_count == seen == 4
    with transaction(site) as session:
        row = session.execute(select(Reader).where(Reader.id == reader)).scalar_one()
        assert (row.published_count, row.rejected_count) == (4, 1)


def test_a_record_counts_what_the_word_list_rejected_too(site: int) -> None:
    make_policy(site, {"words": {"banned": ["blorb"]}})
    reader = make_reader(site)

    def record() -> tuple[int, int]:
        with transaction(site) as session:
            row = session.execute(select(Reader).where(Reader.id == reader)).scalar_one()
            return row.published_count, row.rejected_count

    by_list, by_person = post(site, reader, "What a blorb."), published(site, reader, "Fine")
    assert status(site, by_list) == Status.REJECTED
    assert record() == (1, 1)
    moderate(site, by_person, Verb.REJECT)
    assert record() == (0, 2)
    moderate(site, by_list, Verb.PUBLISH)
    assert record() == (1, 1)


def test_undo_brings_a_batch_back_where_nobody_decided_since(site: int) -> None:
    reader = make_reader(site)
    ids = [published(site, reader, f"Remark {n}") for n in range(3)]
    batch = new_id(NOW)
    with transaction(site) as session:
        wishes = [Wish(each, Verb.REJECT) for each in ids]
        decide_all(session, site, wishes, MODERATOR, now=NOW, batch_id=batch)
    moderate(site, ids[0], Verb.PUBLISH)  # a colleague was here meanwhile
    with transaction(site) as session:
        outcomes = undo_batch(session, site, batch, MODERATOR, undo=new_id(NOW), now=NOW)
    assert {each.comment_id for each in outcomes} == set(ids[1:])
    assert [status(site, each) for each in ids] == [Status.PUBLISHED] * 3


def test_replaying_the_decisions_gives_the_statuses(site: int) -> None:
    reader = make_reader(site)
    ids = [post(site, reader, f"Remark {n}") for n in range(4)]
    for each in ids[:3]:
        score(site, each, RUDE if each == ids[0] else None)
    moderate(site, ids[0], Verb.PUBLISH)
    moderate(site, ids[1], Verb.REJECT)
    with transaction(site) as session:
        rows = session.execute(select(Decision).order_by(Decision.id)).scalars().all()
        replayed = dict.fromkeys(ids, "submitted")
        for row in rows:
            assert replayed[row.comment_id] == row.before
            replayed[row.comment_id] = row.after
    assert replayed == {each: str(status(site, each)) for each in ids}
