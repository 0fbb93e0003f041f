"""The weekly mail about a site's figures: who wants it, when it is due, how to stop it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.notices.outbox import REPORT, add

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A member of staff who asked for the mail about one site."""

    site_id: int
    slug: str
    site: str
    time_zone: str
    address: str
    language: str


def is_wanted(session: Session, site_id: int, staff_id: int) -> bool:
    """Whether this member of staff gets the mail. Raises NotFound for who has no role here."""
    key = {"site": site_id, "staff": staff_id}
    row = session.execute(_WANTED, key).one_or_none()
    if row is None:
        raise NotFound("no role on this site")
    return bool(row.is_wanted)


def want(
    session: Session, site_id: int, staff_id: int, *, language: str | None, now: datetime
) -> None:
    """The mail in this language from the next Monday on; None: no more of them."""
    key = {"site": site_id, "staff": staff_id, "language": language, "now": now}
    session.execute(_WANT, key)


def promise(session: Session, *, now: datetime, limit: int) -> int:
    """Promise so many mails whose Monday has come; how many. Across sites."""
    rows = session.execute(_DUE, {"now": now, "limit": limit}).all()
    for row in rows:
        add(session, row.site_id, REPORT, staff_id=row.staff_id, now=now)
    return len(rows)


def subscriber(session: Session, site_id: int, staff_id: int) -> Subscriber | None:
    """Where and how to tell them; None when they no longer want to know, or may not."""
    row = session.execute(_SUBSCRIBER, {"site": site_id, "staff": staff_id}).one_or_none()
    return None if row is None else Subscriber(site_id, *row)


def week_before(now: datetime, time_zone: str) -> tuple[datetime, datetime]:
    """The last whole week of a site, from Monday to Monday, in UTC."""
    zone = ZoneInfo(time_zone)
    local = now.astimezone(zone).date()
    monday = local - timedelta(days=local.weekday())
    start, end = (
        datetime.combine(day, time.min, zone).astimezone(UTC) for day in (monday - _WEEK, monday)
    )
    return start, end


def stop_word(site_id: int, staff_id: int, *, secret: str) -> str:
    """What a link to stop the mails carries; it can do nothing else, and has no end."""
    return str(_stops(secret).dumps([site_id, staff_id]))


def read_stop_word(word: str, *, secret: str) -> tuple[int, int]:
    """(site id, staff id). Raises NotFound for a word that is not ours."""
    try:
        site_id, staff_id = _stops(secret).loads(word)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound("no such link") from error
    return int(site_id), int(staff_id)


def _stops(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="stop reports")


# Monday at seven in the time zone of the site, after `:now`.
_NEXT = """(SELECT (date_trunc('week', (cast(:now AS timestamptz) AT TIME ZONE s.time_zone)
        - interval '7 hours') + interval '7 days 7 hours') AT TIME ZONE s.time_zone
    FROM sites AS s WHERE s.id = m.site_id)"""
_WANTED = text("""
    SELECT report_language IS NOT NULL AS is_wanted FROM memberships
    WHERE site_id = :site AND staff_id = :staff
""")
_WANT = text(f"""
    UPDATE memberships AS m SET report_language = :language,
        report_due_at = CASE WHEN cast(:language AS text) IS NOT NULL THEN {_NEXT} END
    WHERE m.site_id = :site AND m.staff_id = :staff
""")
# Uses index: ix_memberships_report.
_DUE = text(f"""
    UPDATE memberships AS m SET report_due_at = {_NEXT}
    FROM (SELECT site_id, staff_id FROM memberships WHERE report_due_at <= :now
          ORDER BY report_due_at LIMIT :limit FOR UPDATE SKIP LOCKED) AS d
    WHERE m.site_id = d.site_id AND m.staff_id = d.staff_id
    RETURNING m.site_id, m.staff_id
""")
_SUBSCRIBER = text("""
    SELECT s.slug, s.name, s.time_zone, p.email, m.report_language
    FROM memberships AS m
    JOIN sites AS s ON s.id = m.site_id
    JOIN staff AS p ON p.id = m.staff_id AND p.disabled_at IS NULL
    WHERE m.site_id = :site AND m.staff_id = :staff AND m.report_language IS NOT NULL
""")
