"""Plants the demo site with the keys of a data folder. Safe to run again: it adds what is missing.

`secrets` holds api_key, publisher_key, moderator_email and moderator_password in the clear, as
service/up/folder.py made them; only their hashes are stored.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from service.articles.articles import Page, find_or_create
from service.articles.sites import create_site
from service.db import ALL_SITES, transaction
from service.demo.articles import ARTICLES, SITE
from service.demo.seed import plant_comments
from service.identity.keys import Scope, create_key
from service.identity.staff import create_staff, grant
from service.models import ApiKey, Site, Staff

LANGUAGES = ("en", "fr", "ar", "fa")
_API_SCOPES = (Scope.READ, Scope.POST, Scope.MODERATE, Scope.SCORE)
_PUBLISHER_SCOPES = (Scope.READ, Scope.STATISTICS, Scope.SETTINGS)


def plant(secrets: Mapping[str, str], *, url: str, seed: bool) -> None:
    """Make the site `demo`, its keys and moderator; with `seed`, its articles and comments too.

    The site's origins are `url` and http://localhost with the same port.
    """
    now = datetime.now(UTC)
    origins = sorted({url, f"http://localhost:{urlsplit(url).port or 80}"})
    with transaction(ALL_SITES) as session:
        site_id = _site(session, origins, now)
        _people(session, site_id, secrets, now)
    if not seed:
        return
    with transaction(site_id) as session:
        for article in ARTICLES:
            page = Page(article.key, None, article.title, article.section)
            find_or_create(session, site_id, page, origins=origins, may_change=True, now=now)
    plant_comments(site_id, now=now)


def _site(session: Session, origins: list[str], now: datetime) -> int:
    # Two starts at once must not make two sites.
    session.execute(text("SELECT pg_advisory_xact_lock(7270002)"))
    site_id = session.execute(select(Site.id).where(Site.slug == SITE)).scalar_one_or_none()
    if site_id is None:
        return create_site(
            session, SITE, "The Quayside", origins=origins, languages=LANGUAGES, now=now
        )
    session.execute(update(Site).where(Site.id == site_id).values(origins=origins))
    return site_id


def _people(session: Session, site_id: int, secrets: Mapping[str, str], now: datetime) -> None:
    keys = {
        "demo": (secrets["api_key"], _API_SCOPES),
        "demo publisher": (secrets["publisher_key"], _PUBLISHER_SCOPES),
    }
    for name, (plain, scopes) in keys.items():
        known = session.execute(
            select(ApiKey.id).where(ApiKey.site_id == site_id, ApiKey.name == name)
        ).first()
        if known is None:
            create_key(session, site_id, name, scopes, now=now, plain=plain)
    email = secrets["moderator_email"]
    if session.execute(select(Staff.id).where(Staff.email == email)).first() is None:
        password = secrets["moderator_password"]
        staff_id = create_staff(session, email, "Demo moderator", password, now=now)
        grant(session, site_id, staff_id, "admin")
