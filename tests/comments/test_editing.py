"""Edits are revisions; withdrawing is for ever."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from service.comments.editing import edit_comment, withdraw
from service.comments.posting import Posting
from service.db import transaction
from service.errors import IllegalMove, NotFound
from service.lifecycle import Status, Verb
from service.scoring import Attribute
from tests.make import (
    CALM,
    NOW,
    comment,
    make_article,
    make_reader,
    make_site,
    moderate,
    post,
    published,
    revision,
    score,
    status,
)

RUDE = {**CALM, Attribute.INSULT: 0.99}


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def _edit(site: int, reader: int, comment_id: int, text: str, now: datetime = NOW) -> int:
    posting = replace(Posting(site, reader, "", text), are_limits_on=False)
    with transaction(site) as session:
        return edit_comment(session, posting, comment_id, now=now)


def test_readers_keep_the_published_revision_until_the_new_one_is_judged(site: int) -> None:
    reader = make_reader(site)
    comment_id = published(site, reader)
    assert _edit(site, reader, comment_id, "A better remark.") == 2
    row = comment(site, comment_id)
    assert (row.status, row.revision, row.published_revision) == ("published", 2, 1)
    score(site, comment_id)
    assert comment(site, comment_id).published_revision == 2


def test_a_rude_edit_is_held(site: int) -> None:
    reader = make_reader(site)
    comment_id = published(site, reader)
    _edit(site, reader, comment_id, "Something rude.")
    score(site, comment_id, RUDE)
    assert status(site, comment_id) == Status.HELD


def test_an_edit_after_a_persons_publish_may_be_judged_by_the_machine(site: int) -> None:
    reader = make_reader(site)
    comment_id = post(site, reader)
    moderate(site, comment_id, Verb.PUBLISH)
    _edit(site, reader, comment_id, "Something rude.")
    score(site, comment_id, RUDE)
    assert status(site, comment_id) == Status.HELD


def test_an_edit_after_a_persons_hold_waits_for_a_person(site: int) -> None:
    reader = make_reader(site)
    comment_id = published(site, reader)
    moderate(site, comment_id, Verb.HOLD)
    _edit(site, reader, comment_id, "Now a calm remark.")
    score(site, comment_id)
    assert status(site, comment_id) == Status.HELD


def test_scores_of_an_older_revision_change_nothing(site: int) -> None:
    reader = make_reader(site)
    comment_id = published(site, reader)
    _edit(site, reader, comment_id, "Second.")
    _edit(site, reader, comment_id, "Third.")
    assert score(site, comment_id) == 1  # only the newest still waits
    assert comment(site, comment_id).published_revision == 3
    assert revision(site, comment_id, 3).text == "Third."


@pytest.mark.parametrize("text", ["Rude again", "A calm remark"])
def test_a_rejected_comment_is_not_edited_but_appealed(site: int, text: str) -> None:
    reader = make_reader(site)
    comment_id = published(site, reader)
    moderate(site, comment_id, Verb.REJECT)
    with pytest.raises(IllegalMove):
        _edit(site, reader, comment_id, text)


def test_the_time_for_edits_ends(site: int) -> None:
    reader = make_reader(site)
    comment_id = published(site, reader)
    with pytest.raises(IllegalMove):
        _edit(site, reader, comment_id, "Too late.", now=NOW + timedelta(minutes=16))


def test_nobody_edits_or_withdraws_anothers_comment(site: int) -> None:
    comment_id = published(site, make_reader(site))
    stranger = make_reader(site, "Bob")
    with pytest.raises(NotFound):
        _edit(site, stranger, comment_id, "Mine now.")
    with pytest.raises(NotFound), transaction(site) as session:
        withdraw(session, site, stranger, comment_id, now=NOW)


def test_a_withdrawn_comment_is_never_published_by_a_late_score(site: int) -> None:
    reader = make_reader(site)
    comment_id = post(site, reader)
    with transaction(site) as session:
        withdraw(session, site, reader, comment_id, now=NOW)
    assert score(site, comment_id) == 0
    assert status(site, comment_id) == Status.WITHDRAWN
