"""Mails: handed to the operator's server in threads of their own, so that a slow one delays
nobody. The rows say what is undone; a ring only says that it is worth a look."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from service.accounts.addresses import address_of, stop_word
from service.accounts.grants import MAIL_LIFE
from service.analytics.asking import By, StatisticsAsked
from service.analytics.breakdowns import articles
from service.analytics.stats import statistics
from service.articles.sites import name_of
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import ParleyError
from service.identity.links import Plea, plea_link
from service.identity.sealing import unseal
from service.notices import digests, outbox, reports
from service.notices.letters import (
    Sender,
    digest_letter,
    invitation_letter,
    notice_letter,
    sign_in_letter,
)
from service.notices.report_letters import Report, report_letter
from service.notices.smtp import Undelivered, send
from service.queue import Task, celery
from service.staff.inviting import is_open
from workers.app import core, settings

logger = logging.getLogger(__name__)

_AT_ONCE = 20
_READERS = 100  # looked after in one round


@celery.task(name=str(Task.MAIL))
def send_mails(_ids: list[str]) -> None:
    """Take what is due; the sending goes on in threads after this has returned."""
    if settings.sends_mail:
        _take()


@celery.task(name=str(Task.DIGEST))
def promise_digests(_ids: list[str]) -> None:
    """Look after readers and staff who want to be told, and after mails whose ring was lost."""
    if not settings.sends_mail:
        return
    with core.app_context():
        with transaction(ALL_SITES) as session:
            digests.promise(session, now=utc_now(), limit=_READERS)
            reports.promise(session, now=utc_now(), limit=_READERS)
        with transaction(ALL_SITES) as session:
            outbox.give_up(session, now=utc_now())
    _take()


def _take() -> None:
    with core.app_context(), transaction(ALL_SITES) as session:
        mails = outbox.lease(session, now=utc_now(), limit=_AT_ONCE)
    for mail in mails:
        _postmen().submit(_deliver, mail)


def _deliver(mail: outbox.Due) -> None:
    """One mail; when it fails its row comes due again. Nobody asks this thread how it ended, so
    whatever goes wrong is told here."""
    with core.app_context():
        try:
            _WRITE[mail.kind](mail)
        except (Undelivered, ParleyError) as error:
            told = {"kind": mail.kind, "attempt": mail.attempts, "why": str(error)}
            logger.warning("mail not sent", extra=told)
            return
        except Exception:
            logger.exception("mail not sent", extra={"kind": mail.kind, "attempt": mail.attempts})
            return
        with transaction(mail.site_id) as session:
            outbox.done(session, mail)


def _sign_in(mail: outbox.Due) -> None:
    told, site = _told(mail)
    minutes = int(MAIL_LIFE.total_seconds() // 60)
    letter = sign_in_letter(
        _sender(), told["to"], site=site, language=told["language"], link=told["link"],
        digits=told["digits"], minutes=minutes,
    )  # fmt: skip
    send(settings.smtp_url, letter)


def _notice(mail: outbox.Due) -> None:
    told, site = _told(mail)
    send(settings.smtp_url, notice_letter(_sender(), told.pop("to"), site=site, **told))


def _invitation(mail: outbox.Due) -> None:
    told, site = _told(mail)
    with transaction(mail.site_id) as session:
        if not is_open(session, mail.site_id, told.pop("invitation"), now=utc_now()):
            return  # withdrawn, replaced or taken up since
    send(settings.smtp_url, invitation_letter(_sender(), told.pop("to"), site=site, **told))


def _told(mail: outbox.Due) -> tuple[dict[str, Any], str]:
    """What was sealed with the promise, and the site's name."""
    with transaction(mail.site_id) as session:
        site = name_of(session, mail.site_id)
    return orjson.loads(unseal(bytes(mail.sealed or b""), secret=_secret())), site


def _digest(mail: outbox.Due) -> None:
    now = utc_now()
    with transaction(mail.site_id) as session:
        who = digests.subscriber(session, mail.site_id, mail.reader_id or 0)
        if who is None:
            return
        news = digests.news_for(session, who.site_id, who.reader_id, who.digested_at, now=now)
    if not news:  # taken back since
        return
    stop = stop_word(who.site_id, who.reader_id, secret=_secret())
    letter = digest_letter(
        _sender(), address_of(who.sealed, secret=_secret()), site=who.site, language=who.language,
        news=news, stop=f"{settings.public_url}/account/stop/{stop}", appeal=_appeal_link,
    )  # fmt: skip
    send(settings.smtp_url, letter)
    with transaction(mail.site_id) as session:
        digests.was_told(session, who, until=now)


def _report(mail: outbox.Due) -> None:
    now = utc_now()
    with transaction(mail.site_id) as session:
        who = reports.subscriber(session, mail.site_id, mail.staff_id or 0)
        if who is None:
            return
        start, end = reports.week_before(now, who.time_zone)
        asked = StatisticsAsked(mail.site_id, start, end, By.DAY, who.time_zone)
        found = statistics(session, asked, now=now)
        most = articles(session, asked, "comments", limit=5)
    zone = ZoneInfo(who.time_zone)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date() - timedelta(days=1)
    report = Report(
        who.site, first, last, found,
        [(each["title"] or each["article"], each["value"]) for each in most],
        f"{settings.public_url}/console/statistics?from={first}&to={last}",
    )  # fmt: skip
    word = reports.stop_word(mail.site_id, mail.staff_id or 0, secret=_secret())
    stop = f"{settings.public_url}/account/reports/stop/{word}"
    send(
        settings.smtp_url,
        report_letter(_sender(), who.address, language=who.language, report=report, stop=stop),
    )


_WRITE = {
    outbox.SIGN_IN: _sign_in, outbox.DIGEST: _digest, outbox.NOTICE: _notice,
    outbox.REPORT: _report, outbox.INVITATION: _invitation,
}  # fmt: skip


def _appeal_link(plea: Plea) -> str:
    return plea_link(plea, public_url=settings.public_url, secret=_secret())


def _sender() -> Sender:
    return Sender(settings.mail_from, settings.public_url)


def _secret() -> str:
    return settings.secret_key.get_secret_value()


@cache
def _postmen() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="postman")
