"""Views of a discussion, without a cookie: counted in Valkey, copied to the database.

A viewer is a hash of address and browser with a salt that is new every day and kept nowhere
else, in a HyperLogLog: nobody can be found in it.
"""

import hashlib
import secrets
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.valkey import memory

_KEPT = int(timedelta(days=3).total_seconds())


def count_view(site_id: int, article_id: int, *, viewer: str, day: date) -> None:
    """Count one view on a day of the site's time zone; `viewer` is what tells browsers apart.
    Lost without harm while Valkey is away."""
    name_of_day = day.isoformat()

    def count(client: Any) -> None:
        salt = _salt(client, name_of_day)
        name = hashlib.blake2s(viewer.encode(), key=salt, digest_size=16).digest()
        pipeline = client.pipeline(transaction=False)
        for each in (article_id, 0):
            pipeline.incr(f"views:{name_of_day}:{site_id}:{each}")
            pipeline.expire(f"views:{name_of_day}:{site_id}:{each}", _KEPT)
            pipeline.pfadd(f"viewers:{name_of_day}:{site_id}:{each}", name)
            pipeline.expire(f"viewers:{name_of_day}:{site_id}:{each}", _KEPT)
        pipeline.sadd(f"viewed:{name_of_day}", f"{site_id}:{article_id}", f"{site_id}:0")
        pipeline.expire(f"viewed:{name_of_day}", _KEPT)
        pipeline.execute()

    memory().ask(count, otherwise=None)


def keep_views(session: Session, day: date) -> int:
    """Copy the counts of a day into the database; a figure never falls. Needs all sites."""
    name = day.isoformat()
    nothing: dict[str, tuple[int, int]] = {}
    found = memory().ask(partial(_counted, day=name), otherwise=nothing)
    for place, (views, viewers) in sorted(found.items()):
        site_id, article_id = map(int, place.split(":"))
        key = {"site": site_id, "article": article_id, "day": day}
        session.execute(_KEEP, {**key, "views": views, "viewers": viewers})
    sites = sorted({int(place.split(":")[0]) for place in found})
    session.execute(_KEEP_SECTIONS, {"sites": sites, "day": day})
    return len(found)


def _counted(client: Any, *, day: str) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for raw in client.smembers(f"viewed:{day}"):
        place = raw.decode()
        views = client.get(f"views:{day}:{place}")
        counts[place] = int(views or 0), int(client.pfcount(f"viewers:{day}:{place}"))
    return counts


def _salt(client: Any, day: str) -> bytes:
    key = f"salt:{day}"
    client.set(key, secrets.token_bytes(32), nx=True, ex=2 * 86_400)
    salt: bytes = client.get(key)
    return salt


_KEEP = text("""
    INSERT INTO view_days (site_id, article_id, day, views, viewers)
    SELECT :site, :article, :day, :views, :viewers
    WHERE EXISTS (SELECT 1 FROM sites WHERE id = :site)
    ON CONFLICT (site_id, article_id, day) DO UPDATE SET
        views = greatest(view_days.views, excluded.views),
        viewers = greatest(view_days.viewers, excluded.viewers)
""")
# Where an article goes to another section, its days are added anew with all its figures.
_KEEP_SECTIONS = text("""
    INSERT INTO section_views (site_id, section, day, views, viewers)
    SELECT v.site_id, s.section, v.day, sum(v.views), sum(v.viewers)
    FROM view_days AS v
    JOIN article_sections AS s ON s.site_id = v.site_id AND s.article_id = v.article_id
    WHERE v.site_id = ANY(:sites) AND v.day = :day
    GROUP BY 1, 2, 3
    ON CONFLICT (site_id, section, day) DO UPDATE SET
        views = excluded.views, viewers = excluded.viewers
""")
