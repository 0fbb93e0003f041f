"""Sites: looked up by their slug, created by an operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.ids import new_site_id
from service.models import Site

_ids: dict[str, int] = {}  # a slug never changes its site


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What requests need to know of a site."""

    id: int
    slug: str
    name: str
    origins: tuple[str, ...]
    languages: tuple[str, ...]


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
        raise NotFound("no such site")
    return SiteFacts(row.id, row.slug, row.name, tuple(row.origins), tuple(row.languages))


def slugs_of(session: Session, site_ids: Sequence[int]) -> dict[int, str]:
    """Slugs by id, of those that exist."""
    rows = session.execute(select(Site.id, Site.slug).where(Site.id.in_(site_ids)))
    return {row.id: row.slug for row in rows}


def create_site(
    session: Session,
    slug: str,
    name: str,
    *,
    origins: Sequence[str],
    languages: Sequence[str],
    now: datetime,
) -> int:
    """Add a site; returns its id."""
    site_id = new_site_id()
    session.execute(
        insert(Site).values(
            id=site_id, slug=slug, name=name, origins=list(origins), languages=list(languages),
            settings={}, created_at=now,
        )
    )  # fmt: skip
    return site_id


def forget() -> None:
    """For tests that make the world anew."""
    _ids.clear()
