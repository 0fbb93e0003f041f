"""Whatever readers and moderators do, in whatever order: at every step nobody else reads a text
that is not public, at any place where one can read."""

from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity.sealing import seal
from service.ids import EPOCH, parse_public_id, public_id
from service.notices.digests import news_for
from service.scoring import Attribute
from service.webhooks import hooks
from service.webhooks.deliver import lease
from service.webhooks.payloads import payload
from tests.make import CALM, make_article, make_site, score
from tests.security.world import Headers, World, world

__all__ = ["world"]

RUDE = {**CALM, Attribute.TOXICITY: 0.97, Attribute.INSULT: 0.9}
AUTHORS = 3
EXAMPLES, STEPS = 4, 10
_numbers = count(1)
_picks = st.integers(0, 30)


def test_no_order_of_doings_shows_a_text_that_is_not_public(world: World) -> None:
    class Discussion(Doings):
        pass

    Discussion.world = world
    run_state_machine_as_test(
        Discussion,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True,
            database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip


class Doings(RuleBasedStateMachine):
    """One discussion on a site of its own; every text holds a word that no other has."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.undone = self.world.undone()
        self.undone.__enter__()
        self.slug = f"leaky-{next(_numbers)}"
        self.site = make_site(self.slug, origins=["https://news.example"])
        make_article(self.site)
        with transaction(self.site) as session:
            hooks.add_hook(session, self.site, "https://x.example/", [], now=utc_now(),
                           sealed=seal(b"whsec_x", secret="s" * 32))  # fmt: skip
            session.execute(_OPERATE, {"site": self.site})
        self.readers = [self.guest(f"Reader {n}") for n in range(AUTHORS)]
        self.comments: list[tuple[str, int]] = []  # public id, author
        self.words = count(1)
        self.said: dict[str, list[str]] = {}  # words by comment, in the order of its revisions
        self.erased: list[str] = []  # words
        self.links: list[tuple[str, str]] = []  # pages of appeals, and the comments they are about

    def teardown(self) -> None:
        self.undone.__exit__(None, None, None)

    def guest(self, name: str) -> tuple[str, Headers]:
        made = self.ask({}, "POST", f"sites/{self.slug}/sessions", {"guest": {"name": name}}).json
        return made["reader"]["id"], {"Authorization": f"Bearer {made['token']}"}

    def ask(self, headers: Headers, method: str, path: str, body: Any = None) -> Any:
        answer = self.world.open(headers, method, path, None, body)
        assert answer.status_code < 500, answer.text
        return answer

    def moderate(self, method: str, path: str, body: Any = None) -> None:
        self.ask(self.world.people["moderator"], method, path, body)

    def saying(self) -> tuple[str, str]:
        """A text, and the word that no other has."""
        word = f"wordthat{next(self.words)}end"
        return f"Well, {word}.", word

    def picked(self, pick: int) -> tuple[str, int] | None:
        return self.comments[pick % len(self.comments)] if self.comments else None

    @initialize()
    def begin(self) -> None:
        """Something to do with in every run, for each leaves out some of the rules: a comment of
        each author, one of them published, one rejected, one waiting."""
        for author in range(AUTHORS):
            self.post(author, parent=0, is_reply=False)
        self.worker_scores(0, is_rude=False)
        self.decide(1, verb="reject")
        assert [len(self.comments), len(self.links)] == [AUTHORS, 1]

    @rule(author=st.integers(0, AUTHORS - 1), parent=_picks, is_reply=st.booleans())
    def post(self, author: int, parent: int, is_reply: bool) -> None:
        said, word = self.saying()
        body: dict[str, Any] = {"text": said}
        above = self.picked(parent)
        if is_reply and above:
            body["parent_id"] = above[0]
        path = f"sites/{self.slug}/articles/story/comments"
        answer = self.ask(self.readers[author][1], "POST", path, body)
        if answer.status_code == 202:
            self.comments.append((answer.json["id"], author))
            self.said[answer.json["id"]] = [word]

    @rule(pick=_picks, is_rude=st.sampled_from([False, False, True]))
    def worker_scores(self, pick: int, is_rude: bool) -> None:
        chosen = self.picked(pick)
        if chosen:
            _, row = parse_public_id(chosen[0])
            score(self.site, row, RUDE if is_rude else CALM, now=utc_now())

    @rule(pick=_picks)
    def edit(self, pick: int) -> None:
        chosen = self.picked(pick)
        if chosen:
            bearer, (said, word) = self.readers[chosen[1]][1], self.saying()
            answer = self.ask(bearer, "PATCH", f"comments/{chosen[0]}", {"text": said})
            if answer.status_code == 200:
                self.said[chosen[0]].append(word)

    @rule(pick=_picks)
    def withdraw(self, pick: int) -> None:
        chosen = self.picked(pick)
        if chosen:
            self.ask(self.readers[chosen[1]][1], "DELETE", f"comments/{chosen[0]}")

    @rule(pick=_picks, verb=st.sampled_from(["publish", "hold", "reject"]))
    def decide(self, pick: int, verb: str) -> None:
        chosen = self.picked(pick)
        if chosen:
            items = [{"id": chosen[0]}]
            self.moderate("POST", "review/decisions", {"verb": verb, "items": items})
            self.keep_the_link(*chosen)

    def keep_the_link(self, comment: str, author: int) -> None:
        """As the author of a rejected comment does."""
        told = self.ask(self.readers[author][1], "GET", f"comments/{comment}").json
        if told.get("appeal_url"):
            path = "/appeal/" + told["appeal_url"].rsplit("/", 1)[1]
            self.links.append((path, comment))

    @rule(pick=_picks, other=st.integers(0, AUTHORS - 1))
    def report_vote_and_appeal(self, pick: int, other: int) -> None:
        chosen = self.picked(pick)
        if chosen:
            path, bearer = f"comments/{chosen[0]}", self.readers[other][1]
            self.ask(bearer, "POST", f"{path}/flags", {"reason": "spam"})
            self.ask(bearer, "PUT", f"{path}/vote", {"value": 1})
            self.ask(bearer, "POST", f"{path}/appeals", {"text": "Why?"})

    @rule(author=st.integers(0, AUTHORS - 1), last=st.sampled_from([0, 2]),
          action=st.sampled_from(["ban", "premoderate", "lift"]))  # fmt: skip
    def sanction(self, author: int, last: int, action: str) -> None:
        body = {"action": action, "reject_last": last}
        self.moderate("POST", f"review/authors/{self.readers[author][0]}/actions", body)

    @rule(author=st.integers(0, AUTHORS - 1))
    def erase(self, author: int) -> None:
        self.ask(self.readers[author][1], "DELETE", f"sites/{self.slug}/readers/me")
        self.readers[author] = self.guest(f"Reader {author} again")
        for each, by in self.comments:
            self.erased += self.said.pop(each) if by == author else []
        self.comments = [(each, by) for each, by in self.comments if by != author]

    @rule(author=st.integers(0, AUTHORS - 1))
    def export(self, author: int) -> None:
        """Every text of one's own that is not erased, and none of anybody else's."""
        reader, bearer = self.readers[author]
        told = self.ask(bearer, "GET", f"sites/{self.slug}/readers/me/export").text
        own = {each for each, by in self.comments if by == author}
        for comment, words in self.said.items():
            for word in words:
                assert (f"{word}." in told) is (comment in own), (reader, word)
        assert [word for word in self.erased if word in told] == []

    @rule(pick=_picks)
    def search(self, pick: int) -> None:
        """Who moderates the site finds what a comment says now, until it is taken back."""
        words = [(word, comment) for comment, said in self.said.items() for word in said]
        words += [(word, "") for word in self.erased]
        if not words:
            return
        word, comment = words[pick % len(words)]
        path = f"review/comments?site={self.slug}&queue=all&q={word}"
        found = self.ask(self.world.people["moderator"], "GET", path).json["items"]
        is_newest = bool(comment) and self.said[comment][-1] == word
        stands = is_newest and self.status_of(comment) != "withdrawn"
        assert [each["id"] for each in found] == ([comment] if stands else []), word
        for stranger in ("anonymous", "reader B", "moderator B", "operator", "publisher key B"):
            answer = self.ask(self.world.people[stranger], "GET", path)
            assert answer.status_code in (401, 403, 404), stranger
            assert word not in answer.text

    def status_of(self, comment: str) -> str:
        _, row = parse_public_id(comment)
        with transaction(self.site) as session:
            return str(session.execute(_STATUS, {"site": self.site, "id": row}).scalar_one())

    @invariant()
    def the_link_of_an_appeal_shows_no_more_than_its_rejected_comment(self) -> None:
        every = [*self.erased, *(word for words in self.said.values() for word in words)]
        for path, comment in self.links:
            page = self.ask({}, "GET", path).text
            shown = [word for word in every if word in page]
            may = self.said.get(comment, [])[-1:]
            assert shown in ([], may), (comment, shown)
            assert shown == [] or self.status_of(comment) == "rejected"

    @invariant()
    def nobody_else_reads_what_is_not_public(self) -> None:
        with transaction(self.site) as session:
            rows = session.execute(_SECRETS, {"site": self.site}).all()
        for viewer, (reader, bearer) in {"nobody": ("", {}), "one": self.readers[0]}.items():
            read = self.everything_read_by(reader, bearer)
            for row in rows:
                if public_id(self.site, row.reader_id) == reader:
                    continue
                word = row.text.split()[1]
                places = [place for place, said in read.items() if word in said]
                assert places == [], (viewer, word, row.status, places)

    def everything_read_by(self, reader: str, bearer: Headers) -> dict[str, str]:
        story = f"sites/{self.slug}/articles/story"
        paths = [f"{story}/comments", f"{story}/comments?order=top", f"{story}/comments.html",
                 f"{story}/changes?since=0", f"sites/{self.slug}/counts?article=story"]  # fmt: skip
        for comment, _ in self.comments:
            one = f"comments/{comment}"
            paths += [one, f"{one}/replies", f"{one}/conversation", f"review/{one}"]
        if reader:
            paths += [f"{story}/mine", f"sites/{self.slug}/mine/notices",
                      f"sites/{self.slug}/readers/me/export"]  # fmt: skip
        read = {path: self.ask(bearer, "GET", path).text for path in paths}
        return read | {"webhook": self.told_to_webhooks(), "mail": self.mailed(reader)}

    def told_to_webhooks(self) -> str:
        with transaction(ALL_SITES) as session:
            session.execute(_TELL_ALL, {"site": self.site, "now": utc_now()})
            due = lease(session, now=utc_now(), limit=1_000)
            return "\n".join(payload(each.event, site=self.slug, name="") for each in due)

    def mailed(self, reader: str) -> str:
        if not reader:
            return ""
        with transaction(self.site) as session:
            _, row = parse_public_id(reader)
            return str(news_for(session, self.site, row, EPOCH, now=utc_now()))


_OPERATE = text("""
    INSERT INTO memberships (site_id, staff_id, role)
    SELECT :site, staff_id, 'moderator' FROM staff_sessions
    WHERE token_hash = sha256('moderator'::bytea)
""")
# What no other reader may see: every revision but the one that is published.
_SECRETS = text("""
    SELECT c.reader_id, c.status, v.text FROM comments AS c
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id
    WHERE c.site_id = :site AND v.text <> ''
      AND NOT (c.status = 'published' AND v.number = c.published_revision)
""")
_STATUS = text("SELECT status FROM comments WHERE site_id = :site AND id = :id")
_TELL_ALL = text("""
    INSERT INTO deliveries (site_id, webhook_id, event_id, next_at)
    SELECT e.site_id, w.id, e.id, :now FROM events AS e
    JOIN webhooks AS w ON w.site_id = e.site_id WHERE e.site_id = :site
    ON CONFLICT (site_id, webhook_id, event_id) DO UPDATE
        SET state = 'due', next_at = :now
""")
