"""A site counted anew has the figures it had: whatever happened, in whichever order it was counted."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.analytics.asking import By, StatisticsAsked
from service.analytics.breakdowns import breakdowns
from service.analytics.rollup import roll_up
from service.analytics.stats import statistics
from service.analytics.views import count_view, keep_views
from service.articles.articles import Page, article_by_key, find_or_create
from service.comments.editing import withdraw
from service.comments.flags import Reason, flag
from service.comments.votes import vote
from service.db import ALL_SITES, transaction
from service.errors import ParleyError
from service.lifecycle import Role, Status, Verb
from service.moderation.decisions import Wish, decide
from service.privacy import erase
from service.review.acts import feature
from service.scoring import Attribute
from service.statistics_commands import rebuild_site
from tests.analytics import plain
from tests.make import CALM, NOW, Judge, make_article, make_reader, make_site, post, score, status

ZONE = "Asia/Kathmandu"
COUNTED = ("rollups", "rollup_days", "reader_days", "reader_months", "reader_spans",
           "conversations", "section_rollups", "section_days", "section_readers", "section_views",
           "article_sections", "article_months")  # fmt: skip
ARTICLES, SECTIONS = ("story", "other", "third"), ("City", "Sport", "")
# What the tables say too, whoever was erased; scores are stored at the time of the test.
PLAIN = ("comments", "replies", "published", "held", "rejected", "flags", "views", "viewers")
MODERATORS = [Judge("moderator", n, Role.MODERATOR) for n in (7, 8)]
STEPS = 50


@dataclass
class World:
    """Readers who write, moderators who decide and clocks that disagree."""

    site: int
    draw: random.Random
    readers: list[int]
    comments: list[tuple[int, int]] = field(default_factory=list)  # id, author
    runs: int = 0

    def moment(self) -> datetime:
        """Any time of forty days: what is told now may have happened long ago."""
        return NOW + timedelta(minutes=self.draw.randrange(40 * 24 * 60))

    def live(self) -> None:
        acts: list[Callable[[], None]] = [
            self.write, self.write, self.decide, self.react, self.feature, self.withdraw,
            self.erase, self.move, self.view, self.count,
        ]  # fmt: skip
        weights = [8, 8, 8, 6, 2, 2, 1, 3, 3, 4]
        self.write()
        for act in self.draw.choices(acts, weights, k=STEPS):
            try:
                act()
            except ParleyError:
                continue  # what a reader or moderator may not do just now is refused
        self.count()

    def write(self) -> None:
        reader, at = self.draw.choice(self.readers), self.moment()
        article = self.draw.choice(ARTICLES)
        before = [each for each, _ in self.comments if status(self.site, each) == Status.PUBLISHED]
        parent = self.draw.choice([None, *before])
        made = post(self.site, reader, f"Remark {len(self.comments)}", now=at, article=article,
                    **({"parent_id": parent} if parent else {}))  # fmt: skip
        self.comments.append((made, reader))
        toxicity = self.draw.choice([0.05, 0.3, 0.95])
        after = at + timedelta(seconds=self.draw.randrange(90))
        score(self.site, made, {**CALM, Attribute.TOXICITY: toxicity}, now=after)

    def decide(self) -> None:
        made, _ = self.draw.choice(self.comments)
        wish = Wish(made, self.draw.choice([Verb.PUBLISH, Verb.HOLD, Verb.REJECT]))
        with transaction(self.site) as session:
            decide(session, self.site, wish, self.draw.choice(MODERATORS), now=self.moment())

    def react(self) -> None:
        made, _ = self.draw.choice(self.comments)
        reader = self.draw.choice(self.readers)
        with transaction(self.site) as session:
            if self.draw.random() < 0.5:
                vote(session, self.site, reader, made, 1, now=self.moment())
            else:
                flag(session, self.site, reader, made, reason=Reason.OTHER, detail=None,
                     now=self.moment())  # fmt: skip

    def feature(self) -> None:
        made, _ = self.draw.choice(self.comments)
        with transaction(self.site) as session:
            feature(session, self.site, made, MODERATORS[0], is_featured=self.draw.random() < 0.7,
                    now=self.moment())  # fmt: skip

    def withdraw(self) -> None:
        made, reader = self.draw.choice(self.comments)
        with transaction(self.site) as session:
            withdraw(session, self.site, reader, made, now=self.moment())

    def move(self) -> None:
        """An article goes to another section, and its figures with it."""
        page = Page(self.draw.choice(ARTICLES), None, section=self.draw.choice(SECTIONS))
        with transaction(self.site) as session:
            find_or_create(session, self.site, page, origins=None, may_change=True,
                           now=self.moment())  # fmt: skip

    def view(self) -> None:
        day = self.moment().date()
        with transaction(self.site) as session:
            article = article_by_key(session, self.site, self.draw.choice(ARTICLES)).id
        count_view(self.site, article, viewer=f"browser {self.draw.randrange(9)}", day=day)
        with transaction(ALL_SITES) as session:
            keep_views(session, day)

    def erase(self) -> None:
        """Somebody is forgotten; another takes the chair."""
        gone = self.draw.randrange(len(self.readers))
        at = self.moment()
        with transaction(self.site) as session:
            erase.begin(session, self.site, self.readers[gone], asked_by="reader", now=at)
            while not erase.go_on(session, self.site, self.readers[gone], now=at):
                pass
        self.readers[gone] = make_reader(self.site, f"Reader {self.runs}-{gone}")

    def count(self) -> None:
        """One run over what is new, as if it had been committed by a transaction of its own: all
        of the test is one that is still open, and no run looks at those."""
        self.runs += 1
        name = str(10 + self.runs)
        with transaction(ALL_SITES) as session:
            session.execute(_COMMITTED, {"name": name})
            session.execute(_SEEN, {"name": name, "now": NOW})
            roll_up(session, now=NOW)


_COMMITTED = text("""
    UPDATE events SET transaction = cast(cast(:name AS text) AS xid8)
    WHERE transaction = pg_current_xact_id()
""")
_SEEN = text("""
    INSERT INTO rollup_cursors (name, transaction, moved_at)
    VALUES ('statistics', cast(cast(:name AS text) AS xid8), :now)
    ON CONFLICT (name) DO UPDATE SET transaction = excluded.transaction
""")


def _counted(session: Session) -> dict[str, list[Any]]:
    return {
        table: session.execute(text(f"SELECT to_jsonb(t) FROM {table} AS t ORDER BY 1"))
        .scalars()
        .all()
        for table in COUNTED
    }  # type: ignore[misc]


@pytest.mark.parametrize("seed", range(3))
def test_a_rebuild_gives_what_the_runs_gave(database: Session, seed: int) -> None:
    site = make_site()
    with transaction(ALL_SITES) as session:
        session.execute(text("UPDATE sites SET time_zone = :zone"), {"zone": ZONE})
    for key in ARTICLES:
        make_article(site, key)
    world = World(site, random.Random(seed), [make_reader(site, f"Reader {n}") for n in range(6)])
    world.live()
    asked = StatisticsAsked(site, NOW, NOW + timedelta(days=40), By.DAY, ZONE)

    def told() -> tuple[Any, ...]:
        with transaction(site) as session:
            end = asked.end
            return (statistics(session, asked, now=end), breakdowns(session, asked, now=end),
                    {each: statistics(session, replace(asked, section=each), now=end)
                     for each in SECTIONS}, _counted(session))  # fmt: skip

    before = told()  # sections from their articles: no rebuild was ever done
    assert world.runs > 2
    assert before[0]["totals"]["comments"] == len(world.comments)
    assert rebuild_site(site) > 0
    assert told() == before
    with transaction(site) as session:
        for section, figures in before[2].items():
            slow = plain.totals(session, replace(asked, section=section), now=asked.end)
            assert {each: figures["totals"][each] for each in PLAIN} == {
                each: slow[each] for each in PLAIN
            }
