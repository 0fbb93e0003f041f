"""Who asks the Perspective API: keys as Google's clients send them, and each key's quota."""

from dataclasses import dataclass

from flask import request
from sqlalchemy import select

from service.api import perspective_errors as refusals
from service.api.config import settings
from service.api.rates import over_limit
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import TokenInvalid, TooFast
from service.identity.actors import KeyActor
from service.identity.keys import Scope, key_actor
from service.ids import public_id
from service.models import ApiKey, Site


@dataclass(frozen=True, slots=True)
class Client:
    """Whose key it is, that key's own limit a minute, the languages of its site."""

    key: KeyActor
    per_minute: int | None
    languages: tuple[str, ...]


def plain_key() -> str:
    """The key as sent: in the address, or in one of two headers; empty without one."""
    header = request.headers.get("X-Goog-Api-Key", "")
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return request.args.get("key", "") or header or bearer


def client() -> Client:
    """Who asks. Raises CannotAnalyse or Forbidden with Google's words."""
    plain = plain_key()
    if not plain:
        raise refusals.missing_key()
    try:
        with transaction(ALL_SITES) as session:
            key = key_actor(session, plain, now=utc_now())
            row = session.execute(
                select(ApiKey.limits, Site.languages)
                .join(Site, Site.id == ApiKey.site_id)
                .where(ApiKey.site_id == key.site_id, ApiKey.id == key.id)
            ).one()
    except TokenInvalid as error:
        raise refusals.bad_key() from error
    if Scope.SCORE not in key.scopes:
        raise refusals.blocked_key()
    return Client(key, row.limits.get("scores_per_minute"), tuple(row.languages))


def counted_client() -> Client:
    """Who asks, one request further in this minute's quota. Raises TooFast as well."""
    found = client()
    chosen = settings()
    limit = found.per_minute or chosen.scores_per_minute
    wait = over_limit(f"perspective:{found.key.id}", limit)
    if wait is not None:
        name = public_id(found.key.site_id, found.key.id)
        page = f"{chosen.public_url}/$discovery/rest?version=v1alpha1"
        raise TooFast("quota exceeded", retry_after=wait, limit=limit, key=name, help=page)
    return found
