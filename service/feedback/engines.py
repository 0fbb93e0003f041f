"""Engines that a site fitted on what its own people decided: one a language, kept in versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from service.feedback.labels import Labelled
from service.models import SiteEngine
from service.scoring.engines.linear import LinearEngine, readable
from service.scoring.learning import Learned, learn
from service.scoring.measuring import at_least, roc_auc

FEWEST = 200  # labels, and FEWEST_EACH of either kind: below that a rank would be luck
FEWEST_EACH = 50


@dataclass(frozen=True, slots=True)
class OwnEngine:
    """The newest engine of a site in one language; `auc` is what one may count on, 0..1."""

    language: str
    version: int
    auc: float
    digest: str

    @property
    def name(self) -> str:
        """As stored with scores."""
        return f"site-{self.language}"

    @property
    def stamp(self) -> str:
        """The version as stored with scores."""
        return f"{self.version}-{self.digest[:8]}"


def own_engines(session: Session, site_id: int) -> list[OwnEngine]:
    """The newest of each language, without weights. Uses index: pk_site_engines."""
    rows = session.execute(_NEWEST, {"site": site_id})
    return [OwnEngine(row.language, row.version, row.auc, row.sha256) for row in rows]


def load_engine(session: Session, site_id: int, own: OwnEngine) -> LinearEngine:
    """The engine itself, half a megabyte from the database."""
    weights = session.execute(
        select(SiteEngine.weights).where(
            SiteEngine.site_id == site_id,
            SiteEngine.language == own.language,
            SiteEngine.version == own.version,
        )
    ).scalar_one()
    return LinearEngine(own.name, weights, version=own.stamp)


def chosen(labels: Sequence[Labelled], language: str) -> list[Labelled]:
    """The labels of a language that say something of toxicity, oldest first; of texts that read
    alike only the newest, so that no copy is learned from and asked about."""
    of_language = [
        each
        for each in labels
        if each.language.split("-")[0] == language and "toxicity" in each.labels
    ]
    newest = {readable(each.text).strip(): each for each in sorted(of_language, key=lambda e: e.at)}
    return sorted(newest.values(), key=lambda each: each.at)


def train(labels: Sequence[Labelled]) -> Learned | str:
    """An engine fitted on `chosen` labels, or why there is none."""
    y = _toxicity(labels)
    bad = int((y >= 0.5).sum())
    if len(y) < FEWEST or min(bad, len(y) - bad) < FEWEST_EACH:
        return f"{len(y)} labels, {bad} of them bad: {FEWEST} are needed, {FEWEST_EACH} of each"
    weights = np.array([each.weight for each in labels], dtype=np.float64)
    return learn([each.text for each in labels], y, weights)


def previous(
    session: Session, site_id: int, language: str, labels: Sequence[Labelled]
) -> dict[str, Any] | None:
    """How the engine that holds did, in shadow or in use, on what people decided after it was
    fitted; None when there is none yet. `labels` are `chosen` ones."""
    own = next((e for e in own_engines(session, site_id) if e.language == language), None)
    if own is None:
        return None
    engine = load_engine(session, site_id, own)
    later = [each for each in labels if each.at > _fitted_at(session, site_id, own)]
    y = _toxicity(later)
    bad = int((y >= 0.5).sum())
    told: dict[str, Any] = {"version": own.version, "labels_since": len(later), "bad": bad}
    if min(bad, len(later) - bad) >= 10:
        auc = roc_auc(y, np.array([engine.logit(each.text) for each in later]))
        told["auc"] = round(auc, 4)
        told["at_least"] = round(at_least(auc, bad, len(later) - bad), 4)
    return told


def described(labels: Sequence[Labelled], learned: Learned) -> dict[str, Any]:
    """What it was fitted on and how it did, for the report."""
    return {
        "labels": len(labels),
        "bad": int((_toxicity(labels) >= 0.5).sum()),
        "base_rate": learned.base_rate,
        "held_out": learned.held_out,
        "counted_on": learned.auc,
    }


def save(
    session: Session,
    site_id: int,
    language: str,
    learned: Learned,
    *,
    report: dict[str, Any],
    now: datetime,
) -> OwnEngine:
    """Make it the site's engine in this language. Scores stored before keep their version."""
    session.execute(text("SELECT 1 FROM sites WHERE id = :site FOR UPDATE"), {"site": site_id})
    before = [each for each in own_engines(session, site_id) if each.language == language]
    version = before[0].version + 1 if before else 1
    digest = sha256(learned.weights).hexdigest()
    session.execute(
        insert(SiteEngine).values(
            site_id=site_id, language=language, version=version, auc=learned.auc,
            sha256=digest, weights=learned.weights, report=report, created_at=now,
        )
    )  # fmt: skip
    return OwnEngine(language, version, learned.auc, digest)


def _fitted_at(session: Session, site_id: int, own: OwnEngine) -> datetime:
    """When it was fitted."""
    return session.execute(
        select(SiteEngine.created_at).where(
            SiteEngine.site_id == site_id,
            SiteEngine.language == own.language,
            SiteEngine.version == own.version,
        )
    ).scalar_one()


def _toxicity(labels: Sequence[Labelled]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([each.labels["toxicity"] for each in labels], dtype=np.float64)


_NEWEST = text("""
    SELECT DISTINCT ON (language) language, version, auc, sha256 FROM site_engines
    WHERE site_id = :site ORDER BY language, version DESC
""")
