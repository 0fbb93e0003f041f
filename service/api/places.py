"""Sites, articles and comments as requests name them: from a path to ids."""

from dataclasses import dataclass

from service.articles.articles import article_head
from service.articles.sites import known_site_id, site_id_for
from service.db import ALL_SITES, transaction
from service.feeds import cache


@dataclass(frozen=True, slots=True)
class ArticlePlace:
    """An article that a path names."""

    site_id: int
    id: int
    key: str


_articles: dict[tuple[int, str], int] = {}  # a key never changes its article


def site_id(slug: str) -> int:
    """The site's id. Raises NotFound."""
    known = known_site_id(slug)
    if known is not None:
        return known
    with transaction(ALL_SITES) as session:
        return site_id_for(session, slug)


def article(slug: str, key: str) -> ArticlePlace:
    """The article's place, without asking the database twice. Raises NotFound."""
    site = site_id(slug)
    known = _articles.get((site, key))
    if known is None:
        known, version = _look_up(site, key)
        # Whoever asks for an article wants its version next.
        cache.keep_version(site, known, version)
    return ArticlePlace(site, known, key)


def article_version(place: ArticlePlace) -> int:
    """What readers see is of this version; from Valkey, or else from the database."""
    version = cache.kept_version(place.site_id, place.id)
    if version is None:
        _, version = _look_up(place.site_id, place.key)
        cache.keep_version(place.site_id, place.id, version)
    return version


def _look_up(site: int, key: str) -> tuple[int, int]:
    with transaction(site) as session:
        found = article_head(session, site, key)
    if len(_articles) > 50_000:
        _articles.clear()
    _articles[site, key] = found[0]
    return found


def forget() -> None:
    """For tests that make the world anew."""
    _articles.clear()
