"""A text scored before it is posted, for the nudge. Nothing of it is stored or logged."""

import hmac
from typing import Any

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field
from sqlalchemy import select

from service.api import auth, limits, places
from service.api.answers import answer
from service.api.config import secret
from service.api.rates import over_limit
from service.api.schemas import ArticlePath, Body, SitePath
from service.api.scorer import web_scorer
from service.clock import utc_now
from service.comments import nudges
from service.db import transaction
from service.errors import TooFast
from service.feedback.calibrations import site_curves
from service.identity.actors import KeyActor, ReaderActor
from service.models import Site
from service.moderation.policies import current_policy
from service.moderation.policy import Policy
from service.scoring import Rank, Scores

api = APIBlueprint("previews", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="comments")])

PER_MINUTE = 30  # previews of one reader, or of one address without a session


class PreviewBody(Body):
    text: str = Field(min_length=1, max_length=20_000)


class NudgeBody(Body):
    token: str = Field(min_length=1, max_length=128, description="as the preview gave it")


@api.post("/sites/<site>/previews")
def preview(path: SitePath, body: PreviewBody) -> Response:
    """Scores and the words they hang on; `nudge` when the site's policy would propose another
    wording. A language that no engine decides in is never nudged. One reader in ten is shown none
    (`held_out`), so that the effect on the others is known; `token` goes with the comment."""
    site_id = places.site_id(path.site)
    wait = over_limit(f"preview:{_who(site_id)}", PER_MINUTE)
    if wait is not None:
        limits.note("preview", site_id)
        raise TooFast(f"{PER_MINUTE} previews a minute", retry_after=wait)
    with transaction(site_id) as session:
        languages = session.execute(select(Site.languages).where(Site.id == site_id)).scalar_one()
        site_policy = current_policy(session, site_id)
        curves = site_curves(session, site_id)
    scores = web_scorer().score([body.text], languages=languages, with_spans=True)[0]
    found = _preview_json(curves.apply(scores), site_policy.at(section=None, article=""))
    proposal = _propose(site_id, body.text) if found["nudge"] else None
    found["held_out"] = proposal is not None and not proposal.is_shown
    found["token"] = proposal.token if proposal else None
    return answer(found)


@api.post("/sites/<site>/articles/<article>/nudges")
def count_nudge(path: ArticlePath, body: NudgeBody) -> Response:
    """Say that a reader was shown the nudge of a preview, or, held out, would have been."""
    site_id = places.site_id(path.site)
    reader = auth.reader(site_id)
    with transaction(site_id) as session:
        nudges.keep(
            session, site_id, path.article, reader.id, body.token, secret=secret(), now=utc_now()
        )
    return Response(status=204)


def _propose(site_id: int, raw: str) -> nudges.Proposal | None:
    """To readers alone: what programs preview is not about to be posted."""
    actor = auth.current_actor()
    if not isinstance(actor, ReaderActor) or actor.site_id != site_id:
        return None
    return nudges.propose(site_id, actor.id, raw, secret=secret(), now=utc_now())


def _preview_json(scores: Scores, policy: Policy) -> dict[str, Any]:
    watched = [name for name in policy.scores if policy.scores[name].hold is not None]
    values = {str(name): value for name, value in scores.values.items()}
    return {
        "language": scores.language,
        "served": scores.served,
        "scores": values,
        "spans": [
            {
                "begin": span.begin, "end": span.end,
                "attribute": str(span.attribute), "strength": span.strength,
            }
            for span in scores.spans
        ],
        "nudge": scores.rank is Rank.DECIDES
        and policy.nudge > 0
        and any(values.get(name, 0.0) >= policy.nudge for name in watched),
    }  # fmt: skip


def _who(site_id: int) -> str:
    actor = auth.current_actor()
    if isinstance(actor, ReaderActor | KeyActor):
        return f"{site_id}:{actor.id}"
    address = (request.remote_addr or "").encode()
    return hmac.new(secret().encode(), address, "sha256").hexdigest()[:16]
