"""How much of the ROC-AUC disguised copies lose."""

import random
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from bench.quality.data import Row
from bench.quality.disguises import KINDS, disguise
from bench.quality.raw import raw_logits
from service.scoring.disguise import lexicon

SAMPLE = 400
SOURCES = ("davidson", "wikipedia_context", "perspective_sample")


def losses(rows: list[Row], model: Path) -> list[dict]:
    """Per kind of disguise: ROC-AUC of toxicity on the plain and on the disguised sample."""
    chance = random.Random(5)
    sample = [r for r in rows if r.source in SOURCES]
    sample = chance.sample(sample, min(SAMPLE, len(sample)))
    labels = np.array([row.labels["toxicity"] >= 0.5 for row in sample])
    words = frozenset(lexicon())
    plain = roc_auc_score(labels, raw_logits(model, [r.text for r in sample])[0][:, 0])
    found = []
    for kind in KINDS:
        copies = [disguise(row.text, chance, kind=kind, words=words) for row in sample]
        now = roc_auc_score(labels, raw_logits(model, copies)[0][:, 0])
        found.append({"disguise": kind, "auc": float(now), "loss": float(plain - now)})
    return [{"disguise": "none", "auc": float(plain), "loss": 0.0}, *found]
