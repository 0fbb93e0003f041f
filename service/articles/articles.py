"""Articles: found, created below the site's origins, opened and closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from service.articles.urls import canonical, origin
from service.db import hot
from service.errors import Invalid, NotFound, OutsideOrigins, UrlConflict
from service.events import Kind, Occurrence, record
from service.ids import new_id
from service.models import Article

MAX_KEY = 255  # characters
MAX_TITLE = 500


@dataclass(frozen=True, slots=True)
class Page:
    """What a publisher, or an embed, says of an article."""

    key: str
    url: str | None
    title: str = ""
    section: str | None = None


def article_by_key(session: Session, site_id: int, key: str) -> Row[Any]:
    """One article's row. Raises NotFound."""
    row = session.execute(
        select(*Article.__table__.columns).where(Article.site_id == site_id, Article.key == key)
    ).one_or_none()
    if row is None:
        raise NotFound("no such article")
    return row


def article_head(session: Session, site_id: int, key: str) -> tuple[int, int]:
    """(id, version) of an article: all that polling needs. Raises NotFound."""
    rows = hot(session, _HEAD, {"site": site_id, "key": key})
    if not rows:
        raise NotFound("no such article")
    return rows[0].id, rows[0].version


def find_or_create(
    session: Session,
    site_id: int,
    page: Page,
    *,
    origins: Sequence[str] | None,
    may_change: bool,
    now: datetime,
) -> tuple[Row[Any], bool]:
    """(row, whether it is new). `may_change`: title, section and a missing address are the
    caller's to set; who may not has to name the address. `origins` None: an operator vouches for
    the address, may add it, and may know of none.

    Raises Invalid, OutsideOrigins for an address not below the site, UrlConflict when the
    article has another address already.
    """
    key = valid_key(page.key)
    url = canonical(page.url) if page.url is not None else None
    may_name = may_change or origins is None
    if url is None and not may_name:
        raise Invalid("the article's address is missing", fields=["url"])
    if url is not None and origins is not None and origin(url) not in origins:
        raise OutsideOrigins("the address is not below this site's origins", fields=["url"])
    made = session.execute(
        insert(Article)
        .values(
            site_id=site_id, id=new_id(now), key=key, url=url, title=page.title[:MAX_TITLE],
            section=page.section, created_at=now,
        )
        .on_conflict_do_nothing(constraint="uq_articles_key")
        .returning(Article.id)
    ).scalar_one_or_none()  # fmt: skip
    if made is not None:
        record(session, [Occurrence(site_id, Kind.ARTICLE_CREATED, now, article_id=made)])
        return article_by_key(session, site_id, key), True
    row = article_by_key(session, site_id, page.key)
    if row.url is not None and url is not None and row.url != url:
        raise UrlConflict("this article has another address", url=row.url)
    changes: dict[str, Any] = {"url": url} if may_name and row.url is None and url else {}
    if may_change:
        changes |= _told(row, page)
    return _take_over(session, row, changes, now=now) if changes else row, False


def valid_key(key: str) -> str:
    """The publisher's key as given. Raises Invalid when it cannot be one."""
    if not 1 <= len(key) <= MAX_KEY or "/" in key or not key.isprintable():
        raise Invalid("a key has 1 to 255 characters and no /", fields=["article"])
    return key


def close(session: Session, site_id: int, article_id: int, *, at: datetime | None) -> None:
    """Close the discussion `at` a time, or open it (None)."""
    session.execute(
        update(Article)
        .where(Article.site_id == site_id, Article.id == article_id)
        .values(closed_at=at, version=Article.version + 1)
    )


def _told(row: Row[Any], page: Page) -> dict[str, Any]:
    """What the page says of itself that was not known."""
    changes: dict[str, Any] = {}
    if page.title and page.title != row.title:
        changes["title"] = page.title[:MAX_TITLE]
    if page.section is not None and page.section != row.section:
        changes["section"] = page.section
    return changes


def _take_over(
    session: Session, row: Row[Any], changes: dict[str, Any], *, now: datetime
) -> Row[Any]:
    session.execute(
        update(Article)
        .where(Article.site_id == row.site_id, Article.key == row.key)
        .values(changes)
    )
    if "section" in changes:  # its figures move with it
        data = {"section": changes["section"]}
        record(session, [Occurrence(row.site_id, Kind.ARTICLE_CHANGED, now, article_id=row.id,
                                    data=data)])  # fmt: skip
    return article_by_key(session, row.site_id, row.key)


# Uses index: uq_articles_key.
_HEAD = "SELECT id, version FROM articles WHERE site_id = %(site)s AND key = %(key)s"
