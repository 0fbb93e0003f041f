"""Measure a model folder: `python -m bench.quality.evaluate --data DIR [--model FOLDER] [--write]`.

Prints every table of docs/scoring.md from the dev rows, which no training has seen; `--write`
stores them as `evaluation.json` beside the model, where `parley model report` finds them, and
for the model that ships in the tables of docs/scoring.md.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score, roc_curve

from bench.quality.calibrating import BASE_RATES, FOLDS, Array, curve_for, error_of, usable
from bench.quality.card import CARD, with_tables
from bench.quality.data import ATTRIBUTES, Row, labelled
from bench.quality.fairness import groups
from bench.quality.linear import fit, matrix
from bench.quality.obfuscation import losses
from bench.quality.plain_cases import table as plain_cases
from bench.quality.raw import raw_logits
from bench.quality.spans import best_threshold
from bench.quality.tables import show
from service.scoring.calibrate import Calibration, cross_fitted, logit

MODEL = Path("service/scoring/models/compact")
# Hold, never reject, at these. Experimental attributes have none.
THRESHOLDS = {
    "toxicity": 0.8,
    "obscene": 0.9,
    "threat": 0.82,
    "insult": 0.85,
    "identity_attack": 0.7,
}


def auc(labels: Array, scores: Array) -> float | None:
    """ROC-AUC at a label of one half, None with fewer than five rows of either class."""
    positive = labels >= 0.5
    if min(positive.sum(), (~positive).sum()) < 5:
        return None
    return float(roc_auc_score(positive, scores))


def by_source(rows: list[Row], logits: Array, linear: Array | None) -> list[dict]:
    """One line per source and attribute; the linear baseline knows toxicity only."""
    lines = []
    for source in sorted({row.source for row in rows}):
        for a, attribute in enumerate(ATTRIBUTES):
            index = [i for i, r in enumerate(rows) if r.source == source and attribute in r.labels]
            if not index:
                continue
            labels = np.array([rows[i].labels[attribute] for i in index])
            found = {
                "source": source,
                "attribute": attribute,
                "rows": len(index),
                "auc": auc(labels, logits[index, a]),
                "rank_correlation": float(spearmanr(labels, logits[index, a])[0]),
            }
            if attribute == "toxicity" and linear is not None:
                found["linear_auc"] = auc(labels, linear[index])
            lines.append(found)
    return lines


def linear_baseline(train: list[Row], rows: list[Row]) -> Array:
    """Logits of words and letter groups, trained on the same rows."""
    labels = np.array([float(row.labels["toxicity"] >= 0.5) for row in train])
    model = fit(matrix([row.text for row in train]), labels)
    return np.asarray(model.decision_function(matrix([row.text for row in rows])))


def reliability(rows: list[Row], logits: Array) -> dict[str, dict]:
    """Per attribute the cross-fitted error and the points of the curve (said, true, weight)."""
    found = {}
    for attribute in ATTRIBUTES:
        x, y, w = usable(rows, logits, attribute)
        said = cross_fitted(x, y, w, folds=FOLDS, seed=1, fit=curve_for(y))
        place = np.minimum((said * 10).astype(int), 9)
        points = [
            [float(np.average(v[place == b], weights=w[place == b])) for v in (said, y)]
            + [float(w[place == b].sum() / w.sum())]
            for b in range(10)
            if (place == b).any()
        ]
        found[attribute] = {
            "error": error_of(x, y, w),
            "base_rate": BASE_RATES[attribute],
            "rows": len(y),
            "positive": int(y.sum()),
            "points": points,
        }
    return found


def at_thresholds(rows: list[Row], values: dict[str, Array]) -> list[dict]:
    """What the default thresholds hold, per source: share held, precision, recall."""
    lines = []
    for attribute, threshold in THRESHOLDS.items():
        for source in sorted({r.source for r in rows if attribute in r.labels}):
            index = [i for i, r in enumerate(rows) if r.source == source and attribute in r.labels]
            true = np.array([rows[i].labels[attribute] >= 0.5 for i in index])
            held = values[attribute][index] >= threshold
            both = float((true & held).sum())
            lines.append(
                {
                    "attribute": attribute,
                    "threshold": threshold,
                    "source": source,
                    "held": float(held.mean()),
                    "precision": both / held.sum() if held.any() else None,
                    "recall": both / true.sum() if true.any() else None,
                }
            )
    return lines


def curves(rows: list[Row], logits: Array) -> dict[str, list[list[float]]]:
    """ROC curve of toxicity per source, at most 60 points."""
    found = {}
    for source in sorted({row.source for row in rows}):
        index = [i for i, row in enumerate(rows) if row.source == source]
        labels = np.array([rows[i].labels["toxicity"] >= 0.5 for i in index])
        false, true, _ = roc_curve(labels, logits[index, 0])
        keep = np.unique(np.linspace(0, len(false) - 1, 60).astype(int))
        found[source] = [[float(false[k]), float(true[k])] for k in keep]
    return found


def evaluate(data: Path, model: Path, *, with_linear: bool) -> dict:
    """Everything the model card states."""
    rows = labelled(data, "dev")
    manifest = json.loads((model / "manifest.json").read_text("utf-8"))
    logits, tokens = raw_logits(model, [row.text for row in rows])
    values = {
        attribute: Calibration.from_json(manifest["calibration"][attribute]).apply(logits[:, a])
        for a, attribute in enumerate(ATTRIBUTES)
    }
    for low, high in manifest.get("ceilings", {}).items():
        values[low] = np.minimum(values[low], values[high])
    shipped = np.stack([logit(values[a]) for a in ATTRIBUTES], axis=1)
    x, y, w = usable(rows, shipped, "toxicity")
    threshold, f1 = best_threshold(rows, tokens)
    return {
        "version": manifest["version"],
        "pooled_auc": float(roc_auc_score(y, x, sample_weight=w)),
        "sources": by_source(
            rows, shipped, linear_baseline(labelled(data, "train"), rows) if with_linear else None
        ),
        "calibration": reliability(rows, logits),
        "thresholds": at_thresholds(rows, values),
        "disguises": losses(rows, model),
        "groups": groups(rows, logits[:, ATTRIBUTES.index("toxicity")]),
        "spans": {"f1": f1, "threshold": threshold},
        "plain_cases": plain_cases(model),
        "roc": curves(rows, logits),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--write", action="store_true", help="evaluation.json and the card")
    parser.add_argument("--no-linear", action="store_true", help="skip the linear baseline")
    options = parser.parse_args()
    found = evaluate(options.data, options.model, with_linear=not options.no_linear)
    print(f"model {found['version']}; ROC-AUC over all sources {found['pooled_auc']:.3f}")
    show("By source and attribute", found["sources"])
    lines = [{"attribute": a, **v, "points": None} for a, v in found["calibration"].items()]
    show(
        "Calibration error, cross-fitted",
        [{k: v for k, v in li.items() if v is not None} for li in lines],
    )
    show("At the default thresholds", found["thresholds"])
    show("Disguised copies, toxicity", found["disguises"])
    show("By identity group, toxicity", found["groups"])
    show("Spans, character F1", [found["spans"]])
    show("Plain cases, templates never learned from", found["plain_cases"])
    if options.write:
        if options.model == MODEL:
            CARD.write_text(with_tables(CARD.read_text("utf-8"), found), "utf-8")
        (options.model / "evaluation.json").write_text(json.dumps(_short(found)) + "\n", "utf-8")


def _short(value: object) -> object:
    """Four decimals are enough for a page."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {k: _short(v) for k, v in value.items()}
    return [_short(v) for v in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
