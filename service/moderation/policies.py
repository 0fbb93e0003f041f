"""The policies of a site: read, kept in memory by version, saved as a new version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.errors import NotFound, PolicyChanged
from service.models import PolicyVersion, Site
from service.moderation.policy import OverlayBody, Policy, default_policy, for_article, overlay


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """One version of a site's policy; `at` gives the one for an article."""

    site_id: int
    version: int
    body: Mapping[str, Any]
    overlays: tuple[Mapping[str, Any], ...]

    def at(self, *, section: str | None, article: str) -> Policy:
        """The policy with the overlays for that section and article laid over it."""
        if self.version == 0:
            return default_policy()
        return _composed(self, section if self._has_section(section) else None,
                         article if self._has_article(article) else "")  # fmt: skip

    def closing(self) -> list[dict[str, Any]]:
        """Where discussions close after how many `days` (None: never), the last that fits wins:
        for the site, then by `section` or `article`. Empty where none ever does."""
        rules = [{"days": self.body.get("close_after_days")}]
        for each in self.overlays:
            if "close_after_days" in each["body"]:
                rules.append(
                    {"section": each.get("section"), "article": each.get("article"),
                     "days": each["body"]["close_after_days"]}
                )  # fmt: skip
        return rules if any(rule["days"] is not None for rule in rules) else []

    def __hash__(self) -> int:
        return hash((self.site_id, self.version))

    def _has_section(self, section: str | None) -> bool:
        return any(each.get("section") == section for each in self.overlays)

    def _has_article(self, article: str) -> bool:
        return any(each.get("article") == article for each in self.overlays)


_kept: dict[tuple[int, int], SitePolicy] = {}  # versions never change, so they never go stale


def site_policy(session: Session, site_id: int, version: int) -> SitePolicy:
    """That version of the site's policy; version 0 is the default policy."""
    known = _kept.get((site_id, version))
    if known is not None:
        return known
    body: Mapping[str, Any] = {}
    overlays: tuple[Mapping[str, Any], ...] = ()
    if version:
        row = session.execute(
            select(PolicyVersion.body, PolicyVersion.overlays).where(
                PolicyVersion.site_id == site_id, PolicyVersion.version == version
            )
        ).one()
        body, overlays = row.body, tuple(row.overlays)
    if len(_kept) > 4_096:
        _kept.clear()
    known = _kept[site_id, version] = SitePolicy(site_id, version, body, overlays)
    return known


def current_policy(session: Session, site_id: int) -> SitePolicy:
    """The site's policy as it is now."""
    version = session.execute(select(Site.policy_version).where(Site.id == site_id)).scalar_one()
    return site_policy(session, site_id, version)


def save_policy(
    session: Session,
    site_id: int,
    body: Mapping[str, Any],
    overlays: list[Mapping[str, Any]],
    *,
    author: str,
    note: str,
    now: datetime,
    standing_on: int | None = None,
) -> int:
    """Add a version and make it the site's policy; returns its number. `standing_on`: the
    version that the author changed, if they say so.

    Raises pydantic.ValidationError when the policy or an overlay is not valid, PolicyChanged
    when the author changed an older version than the site's.
    """
    validate(body, overlays)
    # The row lock makes versions consecutive when two people save at once.
    current = session.execute(
        select(Site.policy_version).where(Site.id == site_id).with_for_update()
    ).scalar_one()
    if standing_on is not None and standing_on != current:
        raise PolicyChanged("somebody saved another version meanwhile", version=current)
    version = current + 1
    session.execute(
        insert(PolicyVersion).values(
            site_id=site_id, version=version, body=dict(body), overlays=[dict(o) for o in overlays],
            author=author, note=note, created_at=now,
        )
    )  # fmt: skip
    session.execute(update(Site).where(Site.id == site_id).values(policy_version=version))
    return version


def roll_back(
    session: Session, site_id: int, version: int, *, author: str, note: str, now: datetime
) -> int:  # fmt: skip
    """Save an older version anew as the site's policy; 0 is the default policy. Raises NotFound."""
    known = session.execute(
        select(PolicyVersion.version).where(
            PolicyVersion.site_id == site_id, PolicyVersion.version == version
        )
    ).scalar_one_or_none()
    if version and known is None:
        raise NotFound("no such version")
    older = site_policy(session, site_id, version)
    return save_policy(
        session, site_id, older.body, list(older.overlays), author=author, note=note, now=now
    )  # fmt: skip


def validate(body: Mapping[str, Any], overlays: Iterable[Mapping[str, Any]]) -> None:
    """Raise pydantic.ValidationError unless policy and overlays are valid, alone and together."""
    overlay(body)
    for each in overlays:
        OverlayBody.model_validate(each)
        overlay(body, each["body"])


@lru_cache(maxsize=512)
def _composed(policy: SitePolicy, section: str | None, article: str) -> Policy:
    return for_article(policy.body, policy.overlays, section=section, article=article)
