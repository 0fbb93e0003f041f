"""The weekly mail of the figures: asked for, on the site's Monday, once, and ended by one click."""

from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.analytics.asking import By, StatisticsAsked
from service.analytics.stats import statistics
from service.db import ALL_SITES, transaction
from service.identity.staff import create_staff, grant
from service.models import Mail
from service.notices import reports
from service.notices.letters import Sender
from service.notices.report_letters import Report, report_letter
from service.notices.wording import LANGUAGES
from tests.accounts.conftest import SECRET
from tests.make import make_site

WEDNESDAY = datetime(2026, 3, 25, 12, tzinfo=UTC)  # the clocks change on the Sunday that follows
MONDAY = datetime(2026, 3, 30, 7, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def staff(database: Session) -> tuple[int, int]:
    """A site in Berlin and its analyst."""
    site = make_site()
    with transaction(ALL_SITES) as session:
        session.execute(text("UPDATE sites SET time_zone = 'Europe/Berlin'"))
        made = create_staff(
            session, "ann@news.example", "Ann", "a password of tests", now=WEDNESDAY
        )
        grant(session, site, made, "analyst")
    return site, made


def want(staff: tuple[int, int], language: str | None) -> None:
    with transaction(staff[0]) as session:
        reports.want(session, *staff, language=language, now=WEDNESDAY)


def promise(now: datetime) -> int:
    with transaction(ALL_SITES) as session:
        return reports.promise(session, now=now, limit=10)


def test_it_comes_on_mondays_at_seven_where_the_site_is(staff: tuple[int, int]) -> None:
    assert promise(MONDAY) == 0  # nobody asked
    want(staff, "fr")
    second = timedelta(seconds=1)
    assert [promise(MONDAY - second), promise(MONDAY), promise(MONDAY + second)] == [0, 1, 0]
    assert [promise(MONDAY + timedelta(days=n)) for n in (6, 7)] == [0, 1]
    with transaction(staff[0]) as session:
        mails = session.execute(select(Mail.kind, Mail.staff_id)).all()
        who = reports.subscriber(session, *staff)
    assert mails == [("report", staff[1])] * 2
    assert who is not None
    assert (who.address, who.language, who.slug) == ("ann@news.example", "fr", "gazette")


def test_it_tells_of_the_week_that_ended_although_the_clocks_changed() -> None:
    start, end = reports.week_before(MONDAY, "Europe/Berlin")
    assert (start, end) == (
        datetime(2026, 3, 22, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC),
    )  # fmt: skip


def test_one_click_ends_it_without_a_sign_in(staff: tuple[int, int], client: FlaskClient) -> None:
    want(staff, "en")
    word = reports.stop_word(*staff, secret=SECRET)
    path = f"/account/reports/stop/{word}"
    assert "weekly figures of Gazette" in client.get(path).text  # a scanner of mail looks first
    assert promise(MONDAY) == 1
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert promise(MONDAY + timedelta(days=7)) == 0
    with transaction(staff[0]) as session:
        assert reports.subscriber(session, *staff) is None
    assert client.post(f"/account/reports/stop/{word}x").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_holds_the_figures_and_hides_few_people(
    staff: tuple[int, int], language: str
) -> None:
    asked = StatisticsAsked(staff[0], WEDNESDAY - timedelta(days=7), WEDNESDAY, By.DAY, "UTC")
    with transaction(staff[0]) as session:
        found = statistics(session, asked, now=WEDNESDAY)
    found["totals"] |= {"comments": 12_345, "commenters": None, "toxic_share": 0.042}
    found["previous"] |= {"comments": 10_000}
    report = Report("Gazette\n", date(2026, 3, 16), date(2026, 3, 22), found,
                    [("The bridge", 77)], "https://p.example/console/statistics")  # fmt: skip
    letter = _written(language, report)
    body = letter.get_content()
    assert letter["List-Unsubscribe"] == "<https://p.example/stop>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in ("12\u202f345", "+23%", "4.2\u00a0%", "77  The bridge", "2026-03-16", ": –"):
        assert part in body


def _written(language: str, report: Report) -> EmailMessage:
    sender = Sender("Parley <p@p.example>", "https://p.example")
    return report_letter(
        sender, "ann@news.example", language=language, report=report, stop="https://p.example/stop"
    )
