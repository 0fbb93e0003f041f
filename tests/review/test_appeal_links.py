"""The link by which an author appeals without a session: for them alone, once, and for six months."""

import re
from datetime import UTC, datetime, timedelta
from secrets import randbits
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from service.clock import utc_now
from service.db import transaction
from service.errors import NotFound
from service.feeds.cursor import encode
from service.identity.links import Plea, plea_word, read_plea
from service.lifecycle import Status
from service.notices.digests import news_for
from service.notices.letters import Sender, digest_letter
from service.notices.wording import LANGUAGES, words
from tests.make import comment, name_of, status
from tests.review.conftest import Moderator, held
from tests.review.test_fairness import SECRET, _appeal, _as_author, _own

WHY = "It was <b>irony</b>.\r\nSee the article."
PLEA = Plea(7, 2**60, 2**61, datetime(2026, 12, 1, 12, tzinfo=UTC))


@pytest.fixture
def rejected(site: int, mira: Moderator) -> int:
    [comment_id] = held(site)
    assert mira.decide("reject", name_of(site, comment_id), reason="abuse")[0]["ok"]
    return comment_id


def link_of(client: FlaskClient, site: int, comment_id: int) -> str:
    """The path of the link that the author is shown."""
    url = _own(client, site, comment_id)["appeal_url"]
    return "/appeal/" + str(url).rsplit("/", 1)[1]


def aged(site: int, days: int) -> None:
    with transaction(site) as session:
        session.execute(
            text("UPDATE decisions SET created_at = created_at - make_interval(days => :days)"),
            {"days": days},
        )


def visitor(client: FlaskClient) -> FlaskClient:
    """A browser that nobody knows, at an address of its own."""
    browser = client.application.test_client()
    browser.environ_base["REMOTE_ADDR"] = f"2001:db8:{randbits(16):x}::1"
    return browser


def test_who_has_no_session_any_more_appeals_by_the_link_and_reads_the_answer_there(
    site: int, rejected: int, client: FlaskClient, noor: Moderator
) -> None:
    link, nobody = link_of(client, site, rejected), visitor(client)
    shown = nobody.get(link)
    assert shown.status_code == 200
    assert "Rude remark 0" in shown.text
    assert re.search(r'<time datetime="\d{4}-\d\d-\d\d">\d+ [A-Z][a-z]+ \d{4}</time>', shown.text)
    assert "Argue with the argument, not against the person." in shown.text
    assert "A program had pointed to it first." in shown.text
    sent = nobody.post(link, data={"text": WHY, "lang": "fr"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{link}?lang=fr")
    told = nobody.get(sent.headers["Location"])
    assert "Nous avons reçu votre demande" in told.text
    assert "It was &lt;b&gt;irony&lt;/b&gt;." in told.text
    assert "Rude remark" not in told.text  # the text is shown as long as it is needed
    [card] = noor.get("/review/comments?queue=appeals")["items"]
    assert card["appeal"]["text"] == WHY.replace("\r", "")
    for outcome in (nobody.post(link, data={"text": "Again!"}), _appeal(client, site, rejected)):
        assert "Again!" not in outcome.text
    assert len(noor.get("/review/comments?queue=appeals")["items"]) == 1
    noor.send(f"/review/appeals/{card['appeal']['id']}", {"outcome": "uphold"})
    assert status(site, rejected) == Status.PUBLISHED
    assert "You were right" in nobody.get(link).text


def test_a_denied_appeal_names_the_ways_that_remain(
    site: int, rejected: int, client: FlaskClient, noor: Moderator
) -> None:
    link = link_of(client, site, rejected)
    visitor(client).post(link, data={"text": "Why?"})
    [card] = noor.get("/review/comments?queue=appeals")["items"]
    noor.send(f"/review/appeals/{card['appeal']['id']}", {"outcome": "deny"})
    told = visitor(client).get(f"{link}?lang=en").text
    assert "The decision stays." in told
    assert "go to court" in told


def test_only_the_author_is_given_the_link(
    site: int, rejected: int, client: FlaskClient, mira: Moderator
) -> None:
    assert "appeal_url" not in mira.get(f"/comments/{name_of(site, rejected)}")
    listed = client.get(
        "/api/v1/sites/gazette/articles/story/mine", headers=_as_author(client, site, rejected)
    )
    assert "/appeal/" not in listed.text
    mira.decide("publish", name_of(site, rejected))
    assert _own(client, site, rejected)["appeal_url"] is None


def test_staff_answer_appeals_and_make_none_by_a_link_they_were_sent(
    site: int, rejected: int, client: FlaskClient, mira: Moderator, noor: Moderator
) -> None:
    link = link_of(client, site, rejected)
    for colleague in (mira, noor):
        refused = colleague.client.post(link, data={"text": "For a friend."})
        assert refused.status_code == 403
        assert "Staff of the site answer such requests" in refused.text
    assert noor.get("/review/comments?queue=appeals")["items"] == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "nothing"),
        (" \r\n ", "nothing that can be seen"),
        ("\0", "what no database can hold"),
        ("x" * 2_001, "too much"),
    ],
)
def test_an_appeal_says_why(
    site: int, rejected: int, client: FlaskClient, said: str, why: str
) -> None:
    link = link_of(client, site, rejected)
    answer = visitor(client).post(link, data={"text": said})
    assert answer.status_code == 422, why
    assert "2,000 characters at most" in answer.text
    assert _appeal(client, site, rejected).status_code == 201  # nothing was counted as an appeal


def test_the_page_stays_with_whom_it_was_given_to(
    site: int, rejected: int, client: FlaskClient
) -> None:
    answer = visitor(client).get(link_of(client, site, rejected))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text


def test_the_time_of_appeals_ends_after_six_months_and_the_answer_stays(
    site: int, rejected: int, client: FlaskClient, noor: Moderator
) -> None:
    aged(site, 183)
    late = link_of(client, site, rejected)
    over = visitor(client).get(late)
    assert over.status_code == 410
    assert "Rude remark" not in over.text
    assert visitor(client).post(late, data={"text": "Why?"}).status_code == 410
    assert noor.get("/review/comments?queue=appeals")["items"] == []
    aged(site, -30)
    early = link_of(client, site, rejected)
    visitor(client).post(early, data={"text": "Why?"})
    aged(site, 60)
    assert "Nobody has answered yet." in visitor(client).get(early).text


def test_a_link_is_of_one_decision(
    site: int, rejected: int, client: FlaskClient, mira: Moderator, noor: Moderator
) -> None:
    first = link_of(client, site, rejected)
    mira.decide("publish", name_of(site, rejected))
    assert visitor(client).get(first).status_code == 410
    assert visitor(client).post(first, data={"text": "Why?"}).status_code == 410
    aged(site, 1)  # else the two would be told that they met
    assert noor.decide("reject", name_of(site, rejected), reason="spam")[0]["ok"]
    assert visitor(client).get(first).status_code == 410
    second = link_of(client, site, rejected)
    assert second != first
    assert visitor(client).get(second).status_code == 200


@pytest.mark.parametrize("path", ["comments/{id}", "sites/gazette/readers/me"])
def test_what_its_author_took_back_or_erased_is_shown_to_nobody(
    site: int, rejected: int, client: FlaskClient, path: str
) -> None:
    link = link_of(client, site, rejected)
    visitor(client).post(link, data={"text": "Why?"})
    gone = f"/api/v1/{path.format(id=name_of(site, rejected))}"
    client.delete(gone, headers=_as_author(client, site, rejected))
    answer = visitor(client).get(link)
    assert answer.status_code == 404
    assert "Why?" not in answer.text
    assert "Rude remark" not in answer.text


def test_appeals_are_limited_by_address(site: int, rejected: int, client: FlaskClient) -> None:
    link, nobody = link_of(client, site, rejected), visitor(client)
    where = {"REMOTE_ADDR": f"2001:db8:{rejected % 60_000:x}::1"}  # of this test alone
    answers = [
        nobody.post(link, data={"text": ""}, environ_overrides=where).status_code for _ in range(21)
    ]
    assert answers == [422] * 20 + [429]


def test_no_other_word_opens_anything(site: int, rejected: int, client: FlaskClient) -> None:
    word = plea_word(PLEA, secret=SECRET)
    assert read_plea(word, secret=SECRET) == PLEA
    for at in range(len(word)):
        other = "A" if word[at] != "A" else "B"
        with pytest.raises(NotFound):
            read_plea(word[:at] + other + word[at + 1 :], secret=SECRET)
    foreign = encode([PLEA.site_id, PLEA.comment_id], secret=SECRET, kind="appeal")
    for forged in ("", "x", "é", word[:-1], word + "A", foreign, plea_word(PLEA, secret="s" * 32)):
        with pytest.raises(NotFound):
            read_plea(forged, secret=SECRET)
    assert visitor(client).get(f"/appeal/{word}").status_code == 404  # signed, of nothing here


def test_the_mail_of_a_rejection_carries_the_link(
    site: int, rejected: int, client: FlaskClient
) -> None:
    def letter() -> str:
        later = utc_now() + timedelta(minutes=1)
        with transaction(site) as session:
            reader = comment(site, rejected).reader_id
            news = news_for(session, site, reader, later - timedelta(days=1), now=later)
        return digest_letter(
            Sender("p@news.example", "https://talk.example"), "ann@news.example", site="Gazette",
            language="de", news=news, stop="https://talk.example/stop",
            appeal=lambda plea: f"https://talk.example/appeal/{plea_word(plea, secret=SECRET)}",
        ).get_content()  # fmt: skip

    found = re.search(r"https://talk\.example(/appeal/\S+)\?lang=de", letter())
    assert found is not None
    assert found[1] == link_of(client, site, rejected)
    client.delete(f"/api/v1/comments/{name_of(site, rejected)}",
                  headers=_as_author(client, site, rejected))  # fmt: skip
    assert "/appeal/" not in letter()


def test_every_language_says_the_page(site: int, rejected: int, client: FlaskClient) -> None:
    link = link_of(client, site, rejected)
    titles: dict[str, Any] = {}
    for language in LANGUAGES:
        page = visitor(client).get(f"{link}?lang={language}").text
        titles[language] = words(language)["appeal_title"]
        assert titles[language] in page
        assert (
            f'<html lang="{language}" dir="{"rtl" if language in ("ar", "fa", "he") else "ltr"}"'
            in page
        )
    assert len(set(titles.values())) == len(LANGUAGES)
