"""`parley export`: what goes out comes in again."""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.comments.editing import withdraw
from service.db import transaction
from service.exchange.export import count_comments, export_lines
from service.exchange.importing import import_file
from service.lifecycle import Verb
from service.models import Comment
from tests.make import NOW, make_article, make_reader, make_site, moderate, post, published


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def test_a_community_moves_out_and_in_with_its_decisions(site: int, tmp_path: Path) -> None:
    reader = make_reader(site)
    times = [NOW + timedelta(minutes=n) for n in range(4)]
    top = published(site, reader, "Top", now=times[0])
    published(site, reader, "Answer", parent_id=top, now=times[1])
    moderate(site, published(site, reader, "Bad", now=times[2]), Verb.REJECT)
    post(site, reader, "Not judged yet", now=times[3])
    lines = list(export_lines(site))
    assert len(lines) == count_comments(site) == 4
    assert orjson.loads(lines[0])["author_name"] == "Ann"
    file = tmp_path / "site.jsonl"
    file.write_bytes(b"".join(lines))
    other = make_site("other")
    report = import_file("jsonl", other, file, now=times[-1])
    assert (report.stored, report.refused) == (4, {})
    with transaction(other) as session:
        rows = session.execute(select(Comment).order_by(Comment.id)).scalars().all()
        assert [row.status for row in rows] == ["published", "published", "rejected", "submitted"]
        assert rows[1].parent_id == rows[0].id
        assert rows[0].created_at == NOW


def test_an_answer_to_what_was_withdrawn_keeps_its_place(site: int, tmp_path: Path) -> None:
    reader = make_reader(site)
    times = [NOW + timedelta(minutes=n) for n in range(3)]
    top = published(site, reader, "My secret", now=times[0])
    published(site, make_reader(site, "Bob"), "An answer", parent_id=top, now=times[1])
    alone = published(site, reader, "Nobody answered this", now=times[2])
    with transaction(site) as session:
        for each in (top, alone):
            withdraw(session, site, reader, each, now=times[2])
    lines = list(export_lines(site))
    assert len(lines) == count_comments(site) == 2
    assert b"secret" not in lines[0]
    assert b"Ann" not in lines[0]
    file = tmp_path / "site.jsonl"
    file.write_bytes(b"".join(lines))
    other = make_site("other")
    report = import_file("jsonl", other, file, now=times[2])
    assert (report.stored, report.placeholders) == (1, 1)
    assert report.left_out == {"withdrawn there": 1}
    with transaction(other) as session:
        rows = session.execute(select(Comment).order_by(Comment.id)).scalars().all()
        assert [(row.status, row.depth) for row in rows] == [("withdrawn", 0), ("published", 1)]
