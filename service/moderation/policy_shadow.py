"""The draft in the shadow, as the worker meets it: it judges what was just judged, and only its
verdict is stored. Nothing here can change a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from service.models import Shadow
from service.moderation.phases import PHASES
from service.moderation.pipeline import Draft, Verdict, run
from service.moderation.policies import SitePolicy

_DRAFT = -1  # a version that no saved policy has
_kept: dict[tuple[int, int], SitePolicy] = {}  # a shadow never changes: another one follows


@dataclass(frozen=True, slots=True)
class Judged:
    """A revision (a row of `assess`), the facts about it, and what the live policy made of them."""

    row: Row[Any]
    draft: Draft
    live: Verdict


def note_shadow(
    session: Session, site_id: int, judged: Sequence[Judged], *, now: datetime
) -> None:  # fmt: skip
    """Store what the draft in the shadow says of these; without one nothing is asked."""
    watched = [each for each in judged if each.row.shadow_id is not None]
    if not watched:
        return
    shadow_id = watched[0].row.shadow_id
    policies = _shadow_policy(session, site_id, shadow_id)
    session.execute(_NOTE, [
        {"site": site_id, "shadow": shadow_id, "now": now, **_said(each, policies)}
        for each in watched
    ])  # fmt: skip


def _said(each: Judged, policies: SitePolicy) -> dict[str, Any]:
    row = each.row
    verdict = run(PHASES, each.draft, policies.at(section=row.section, article=row.key))
    return {
        "id": row.id, "revision": row.revision,
        "would": verdict.action.fate, "live": each.live.action.fate,
        "toxicity": each.draft.scores.get("toxicity"),
        "findings": [finding.as_json() for finding in verdict.findings],
    }  # fmt: skip


def _shadow_policy(session: Session, site_id: int, shadow_id: int) -> SitePolicy:
    known = _kept.get((site_id, shadow_id))
    if known is None:
        row = session.execute(
            select(Shadow.body, Shadow.overlays).where(
                Shadow.site_id == site_id, Shadow.id == shadow_id
            )
        ).one()
        if len(_kept) > 256:
            _kept.clear()
        known = SitePolicy(site_id, _DRAFT - shadow_id, row.body, tuple(row.overlays))
        _kept[site_id, shadow_id] = known
    return known


_NOTE = text("""
    INSERT INTO shadow_verdicts (site_id, shadow_id, comment_id, revision, would, live, toxicity,
        findings, at)
    VALUES (:site, :shadow, :id, :revision, :would, :live, :toxicity, :findings, :now)
    ON CONFLICT DO NOTHING
""").bindparams(bindparam("findings", type_=JSONB))
