"""Train and measure the linear engines: `python -m bench.quality.linear --data DIR [--out FOLDER]`.

Prints ROC-AUC by five folds and, where a language has two sources, on the source left out.
Half a minute. With `--out` it writes `linear-{language}.npz`.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bench.quality.data import read_lines
from service.scoring.calibrate import cross_fitted, expected_error, platt, weights_for
from service.scoring.engines.linear import BITS, features

BASE_RATE = 0.25
FOLDS = 5
STRENGTH = 1.0  # inverse of the penalty, best of 0.5, 1, 4, 16 on unseen sources
Array = NDArray[np.float64]


def matrix(texts: Sequence[str]) -> csr_matrix:
    """One row per text, its features, scaled to length one."""
    rows = [features(text) for text in texts]
    ends = np.cumsum([0, *(len(r) for r in rows)])
    values = np.concatenate([np.full(len(r), max(len(r), 1) ** -0.5, np.float32) for r in rows])
    return csr_matrix((values, np.concatenate(rows), ends), shape=(len(rows), 1 << BITS))


def fit(x: csr_matrix, y: Array) -> LogisticRegression:
    """Both classes count the same, whatever their share."""
    return LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="liblinear", max_iter=200
    ).fit(x, y)


def held_out_logits(x: csr_matrix, y: Array, groups: NDArray[np.int64]) -> Array:
    """Logit of every row from a model that has not seen its group."""
    result = np.zeros(len(y))
    for group in np.unique(groups):
        out = groups == group
        result[out] = fit(x[~out], y[~out]).decision_function(x[out])
    return result


def measure(x: csr_matrix, y: Array, sources: Sequence[str]) -> tuple[Array, dict[str, float]]:
    """Held-out logits and the ROC-AUC by name of what was held out."""
    folds = np.random.default_rng(1).permutation(len(y)) % FOLDS
    logits = held_out_logits(x, y, folds)
    names = sorted(set(sources))
    found = {}
    for name in names:
        here = np.array([s == name for s in sources])
        found[f"{name}, five folds"] = float(roc_auc_score(y[here], logits[here]))
    if len(names) > 1:
        unseen = held_out_logits(x, y, np.array([names.index(s) for s in sources]))
        for name in names:
            here = np.array([s == name for s in sources])
            found[f"{name}, never seen"] = float(roc_auc_score(y[here], unseen[here]))
    return logits, found


def one_language(folder: Path, language: str, out: Path | None) -> None:
    """Measure, and write the weights trained on all rows."""
    rows = [
        r for r in read_lines(folder, "labelled_languages.jsonl.gz") if r["language"] == language
    ]
    y = np.array([float(r["labels"]["toxicity"]) for r in rows])  # type: ignore[index]
    x = matrix([str(r["text"]) for r in rows])
    logits, found = measure(x, y, [str(r["source"]) for r in rows])
    weights = weights_for(y, BASE_RATE)
    error = expected_error(cross_fitted(logits, y, weights, folds=FOLDS, seed=1), y, weights)
    for name, auc in found.items():
        print(f"{language}  {name:40} ROC-AUC {auc:.3f}")
    print(
        f"{language}  calibration error, cross-fitted, at a base rate of {BASE_RATE}: {error:.3f}"
    )
    if out:
        model, calibration = fit(x, y), platt(logits, y, weights)
        np.savez_compressed(
            out / f"linear-{language}.npz",
            weights=model.coef_[0].astype(np.float16),
            bias=np.float32(model.intercept_[0]),
            knots=np.array(calibration.knots),
            base_rate=np.float32(BASE_RATE),
        )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    for language in ("ar", "fr"):
        one_language(options.data, language, options.out)


if __name__ == "__main__":
    main()
