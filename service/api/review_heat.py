"""Discussions that heat up, for moderators who watch."""

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from service.api.answers import conditional, listing
from service.api.review_queries import SiteQuery, moderating
from service.db import transaction
from service.feeds.views import timestamp
from service.review.hotspots import hotspots

api = APIBlueprint(
    "review_heat", __name__, url_prefix="/api/v1/review", abp_tags=[Tag(name="review")]
)


@api.get("/heat")
def get_heat(query: SiteQuery) -> Response:
    """Articles that are busier, or worse, than is usual for them, the newest first: each figure
    beside the usual one. 304 while it is the same; renewed twice a minute."""
    site_id = moderating(query.site).site_id
    with transaction(site_id) as session:
        rows = hotspots(session, site_id)
    return conditional(
        listing([
            {
                "article": {"key": row.key, "title": row.title, "url": row.url,
                            "section": row.section},
                "reasons": row.reasons, "figures": row.figures, "since": timestamp(row.since),
            }
            for row in rows
        ])
    )  # fmt: skip
