"""Rendered pages and article versions in Valkey. A page carries the version it was made at and
is served only while the article still has it; a version is forgotten when it moves, and
anyhow after VERSION_SECONDS, so that a lost message costs no more than that."""

from service.valkey import memory

VERSION_SECONDS = 2  # what contract and caches allow a public feed to be old
PAGE_SECONDS = 600


def kept_page(site_id: int, article_id: int, page: str) -> tuple[int | None, bytes | None]:
    """(the article's version if known, the page as bytes if it has that version)."""
    keys = [_version_key(site_id, article_id), _page_key(site_id, article_id, page)]
    version, kept = memory().ask(lambda client: client.mget(keys), otherwise=[None, None])
    if version is None:
        return None, None
    if kept is None or kept[:8] != int(version).to_bytes(8):
        return int(version), None
    return int(version), kept[8:]


def keep_version(site_id: int, article_id: int, version: int) -> None:
    """Remember an article's version for VERSION_SECONDS."""
    key = _version_key(site_id, article_id)
    memory().ask(lambda client: client.set(key, version, ex=VERSION_SECONDS), otherwise=None)


def keep_page(site_id: int, article_id: int, page: str, version: int, body: bytes) -> None:
    """Remember a rendered page, valid while the article has `version`."""
    key, value = _page_key(site_id, article_id, page), version.to_bytes(8) + body
    memory().ask(lambda client: client.set(key, value, ex=PAGE_SECONDS), otherwise=None)


def forget_articles(site_id: int, article_ids: tuple[int, ...]) -> None:
    """Called after a commit that moved these articles' versions."""
    if article_ids:
        keys = [_version_key(site_id, each) for each in article_ids]
        memory().ask(lambda client: client.delete(*keys), otherwise=None)


def _version_key(site_id: int, article_id: int) -> str:
    return f"v:{site_id}:{article_id}"


def _page_key(site_id: int, article_id: int, page: str) -> str:
    return f"p:{site_id}:{article_id}:{page}"
