"""Sites: looked up by their slug, created by an operator."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from service.articles.urls import canonical, origin
from service.errors import Conflict, Invalid, NotFound
from service.ids import new_site_id
from service.models import Site

# Where a site's settings say nothing else.
WITHDRAWN_DAYS = 30
REJECTED_DAYS = 180  # appeals run for six months

_ids: dict[str, int] = {}  # a slug never changes its site


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What requests need to know of a site."""

    id: int
    slug: str
    name: str
    origins: tuple[str, ...]
    languages: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    time_zone: str = "UTC"

    @property
    def takes_guests(self) -> bool:
        """Whether somebody may write who gives a name and nothing else."""
        return self.settings.get("guests", True) is True


def site_id_for(session: Session, slug: str) -> int:
    """The id behind a slug, kept in memory. Raises NotFound."""
    known = _ids.get(slug)
    if known is None:
        known = site_by_slug(session, slug).id
        _ids[slug] = known
    return known


def known_site_id(slug: str) -> int | None:
    """The id if this process has met the slug before."""
    return _ids.get(slug)


def site_by_slug(session: Session, slug: str) -> SiteFacts:
    """One site. Raises NotFound."""
    row = session.execute(select(Site).where(Site.slug == slug)).scalar_one_or_none()
    if row is None:
        raise NotFound(f"no such site: {slug}")
    return _facts(row)


def is_registered(session: Session, origin: str) -> bool:
    """Whether some site has exactly this origin; needs a transaction across sites."""
    found = select(Site.id).where(Site.origins.any_() == origin).limit(1)
    return session.execute(found).scalar_one_or_none() is not None


def lists_origin(site: SiteFacts, asked: str) -> bool:
    """Whether pages at this origin are the site's; what is no origin is none of its own."""
    try:
        return origin(canonical(asked)) in site.origins
    except Invalid:
        return False


def time_zone_of(session: Session, site_id: int) -> str:
    """The site's time zone, an IANA name."""
    return session.execute(select(Site.time_zone).where(Site.id == site_id)).scalar_one()


def named_sites(session: Session, site_ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """(id, slug, name) of those that exist, by name."""
    rows = session.execute(
        select(Site.id, Site.slug, Site.name)
        .where(Site.id.in_(site_ids))
        .order_by(Site.name, Site.id)
    )
    return [(row.id, row.slug, row.name) for row in rows]


def name_of(session: Session, site_id: int) -> str:
    """What readers call the site."""
    return session.execute(select(Site.name).where(Site.id == site_id)).scalar_one()


def create_site(
    session: Session,
    slug: str,
    name: str,
    *,
    origins: Sequence[str],
    languages: Sequence[str],
    now: datetime,
) -> int:
    """Add a site; returns its id. Raises Conflict where one has this slug."""
    made = session.execute(
        upsert(Site)
        .values(
            id=new_site_id(), slug=slug, name=name, origins=list(origins),
            languages=list(languages), settings={}, created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Site.slug])
        .returning(Site.id)
    ).scalar_one_or_none()  # fmt: skip
    if made is None:
        raise Conflict("there is a site of this name already")
    return made


def all_sites(session: Session) -> list[SiteFacts]:
    """Every site by slug; needs a transaction across sites."""
    return [_facts(row) for row in session.execute(select(Site).order_by(Site.slug)).scalars()]


def change_site(
    session: Session,
    slug: str,
    *,
    origins: Sequence[str] | None,
    settings: Mapping[str, Any],
    **columns: Any,
) -> None:
    """Replace the origins (None: keep them) and `columns` (name, languages, time_zone), and lay
    `settings` over the present ones."""
    site = site_by_slug(session, slug)
    changes: dict[str, Any] = {"settings": {**site.settings, **settings}, **columns}
    if origins is not None:
        changes["origins"] = list(origins)
    session.execute(update(Site).where(Site.id == site.id).values(changes))


def valid_slug(slug: str) -> str:
    """A name for addresses and `data-site`. Raises Invalid."""
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", slug):
        raise Invalid("a slug has 1 to 64 of a-z, 0-9 and -", fields=["slug"])
    return slug


def valid_origins(origins: Sequence[str]) -> list[str]:
    """Origins in the form that browsers send. Raises Invalid for what is none; its `fields` say
    which, counted from 0, and why."""
    return sorted({_valid_origin(each, at) for at, each in enumerate(origins)})


def _valid_origin(given: str, at: int) -> str:
    field = f"origins.{at}"
    try:
        url = canonical(given)
    except Invalid as error:
        why = str(error)
        raise Invalid(f"{given}: {why}", fields=[{"field": field, "why": why}]) from error
    if urlsplit(url).path != "/" or urlsplit(url).query:
        why = "it is an address, not an origin"
        raise Invalid(f"{given}: {why}", fields=[{"field": field, "why": why}])
    return origin(url)


def forget() -> None:
    """For tests that make the world anew."""
    _ids.clear()


def _facts(row: Site) -> SiteFacts:
    return SiteFacts(
        row.id, row.slug, row.name, tuple(row.origins), tuple(row.languages), row.settings,
        row.time_zone,
    )  # fmt: skip
