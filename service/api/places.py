"""Sites, articles and comments as requests name them: from a path to ids."""

from dataclasses import dataclass

from service.articles.articles import article_by_key
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
        with transaction(site) as session:
            known = article_by_key(session, site, key).id
        if len(_articles) > 50_000:
            _articles.clear()
        _articles[site, key] = known
    return ArticlePlace(site, known, key)


def article_version(place: ArticlePlace) -> int:
    """What readers see is of this version; from Valkey, or else from the database."""
    version = cache.kept_version(place.site_id, place.id)
    if version is None:
        with transaction(place.site_id) as session:
            version = int(article_by_key(session, place.site_id, place.key).version)
        cache.keep_version(place.site_id, place.id, version)
    return version


def forget() -> None:
    """For tests that make the world anew."""
    _articles.clear()
