"""A site's own calibration: fitted, kept in versions, laid over a model's scores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from service.feedback.fitting import Fitted, fit
from service.feedback.labels import Labelled
from service.models import SiteCalibration
from service.scoring import Attribute, Rank, Scores
from service.scoring.calibrate import Calibration, logit


@dataclass(frozen=True, slots=True)
class SiteCurves:
    """The newest calibration of a site, for one model; version 0: there is none."""

    version: int = 0
    model: str = ""
    curves: Mapping[Attribute, Calibration] = field(default_factory=dict)

    def apply(self, scores: Scores) -> Scores:
        """The scores as this site means them. Scores of another model stay as they are: a curve
        is of the model it was fitted on. The version says which calibration it was."""
        if not self.curves or self.model != name_of(scores):
            return scores
        values = {
            attribute: self._corrected(attribute, value)
            for attribute, value in scores.values.items()
        }
        return replace(scores, values=values, version=f"{scores.version}+site{self.version}")

    def _corrected(self, attribute: Attribute, value: float) -> float:
        curve = self.curves.get(attribute)
        return value if curve is None else round(float(curve.apply(logit(np.array(value)))), 5)


NONE = SiteCurves()


@dataclass(frozen=True, slots=True)
class Refit:
    """What a fit over a labelled set found: curves worth having, and the report for people."""

    model: str
    curves: Mapping[Attribute, Calibration]
    report: Mapping[str, Any]


def name_of(scores: Scores) -> str:
    """The model and version behind scores, before any site's calibration."""
    return f"{scores.model}@{scores.version}"


def site_curves(session: Session, site_id: int) -> SiteCurves:
    """The calibration that holds now. Uses index: pk_calibrations."""
    row = session.execute(
        select(SiteCalibration)
        .where(SiteCalibration.site_id == site_id)
        .order_by(SiteCalibration.version.desc())
        .limit(1)
    ).scalar_one_or_none()
    if row is None:
        return NONE
    curves = {Attribute(name): Calibration.from_json(each) for name, each in row.curves.items()}
    return SiteCurves(row.version, row.model, curves)


def refit(labels: Sequence[Labelled], scores: Sequence[Scores]) -> Refit:
    """Fit each attribute on the model that scored most of the labels; `scores` are uncalibrated,
    one for each label. An attribute is left as it is where a curve would not help."""
    served = [pair for pair in zip(labels, scores, strict=True) if pair[1].rank is not Rank.NONE]
    by_model: dict[str, list[tuple[Labelled, Scores]]] = defaultdict(list)
    for each in served:
        by_model[name_of(each[1])].append(each)
    model = max(by_model, key=lambda name: len(by_model[name]), default="")
    curves: dict[Attribute, Calibration] = {}
    told: dict[str, Any] = {}
    for attribute in Attribute:
        found = _fit_one(attribute, by_model.get(model, []))
        if isinstance(found, Fitted) and found.is_better:
            curves[attribute] = found.curve
        told[attribute] = _told(found)
    sources = {each.source: sum(e.source == each.source for e in labels) for each in labels}
    return Refit(model, curves, {"model": model, "labels": sources, "attributes": told})


def save(session: Session, site_id: int, found: Refit, *, now: datetime) -> int:
    """Make it the site's calibration; returns its version. Scores stored before keep theirs."""
    session.execute(text("SELECT 1 FROM sites WHERE id = :site FOR UPDATE"), {"site": site_id})
    version = site_curves(session, site_id).version + 1
    session.execute(
        insert(SiteCalibration).values(
            site_id=site_id,
            version=version,
            model=found.model,
            curves={str(name): curve.as_json() for name, curve in found.curves.items()},
            report=dict(found.report),
            created_at=now,
        )
    )
    return version


def _fit_one(attribute: Attribute, pairs: Sequence[tuple[Labelled, Scores]]) -> Fitted | str:
    rows = [
        (scores.values[attribute], label.labels[attribute], label.weight)
        for label, scores in pairs
        if attribute in label.labels and attribute in scores.values
    ]
    if not rows:
        return "no labels"
    return fit(*zip(*rows, strict=True))


def _told(found: Fitted | str) -> dict[str, Any]:
    if isinstance(found, str):
        return {"kept": False, "why": found}
    return {
        "kept": found.is_better,
        "error_before": found.before,
        "error_after": found.after,
        "base_rate": round(found.curve.base_rate, 4),
        "reliability": list(found.reliability),
    }
