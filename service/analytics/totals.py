"""Totals of all sites, for whoever runs the machines: figures only."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.models import Rollup

SITE_ROW = 0  # the article id of a window's row for the whole site


def totals_of_sites(session: Session) -> dict[int, dict[str, int]]:
    """Accepted comments by site id; needs a transaction across sites."""
    rows = session.execute(
        select(Rollup.site_id, func.sum(Rollup.comments))
        .where(Rollup.article_id == SITE_ROW)
        .group_by(Rollup.site_id)
    )
    return {site_id: {"comments": int(comments)} for site_id, comments in rows}
