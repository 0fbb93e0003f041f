"""Is a comment scored higher only because it names a group? ROC-AUC by identity group.

subgroup: within comments that name the group. BPSN: harmless ones that name it against toxic ones
that do not (low: naming it is taken for an attack). BNSP: the reverse (low: attacks are missed).
"""

import re

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from bench.quality.data import Row

GROUPS = {
    "women": r"wom[ae]n|female|girls?",
    "men": r"m[ae]n|male|boys?",
    "gay, lesbian, bisexual": r"gays?|lesbians?|bisexuals?|homosexuals?|queer|lgbt\w*",
    "transgender": r"transgender\w*|trans",
    "Muslim": r"muslims?|islam\w*",
    "Jewish": r"jews?|jewish",
    "Christian": r"christians?|catholics?|protestant",
    "Black": r"blacks?|african",
    "white": r"whites?|european",
    "Asian": r"asians?|chinese|japanese|indian",
    "Latino": r"latin[oax]\w*|hispanics?|mexicans?",
    "disabled": r"disabled|deaf|blind|paralyzed",
    "old or young": r"old|older|elderly|young|younger|teenage\w*|middle aged",
}
FEWEST = 10


def groups(rows: list[Row], scores: NDArray[np.float64]) -> list[dict]:
    """One line per group with enough rows of both classes, templates and comments together."""
    labels = np.array([row.labels["toxicity"] >= 0.5 for row in rows])
    lines = []
    for name, pattern in GROUPS.items():
        word = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
        named = np.array([bool(word.search(row.text)) for row in rows])
        if min((named & labels).sum(), (named & ~labels).sum()) < FEWEST:
            continue
        lines.append(
            {
                "group": name,
                "rows": int(named.sum()),
                "subgroup": _auc(labels, scores, named),
                "BPSN": _auc(labels, scores, (named & ~labels) | (~named & labels)),
                "BNSP": _auc(labels, scores, (named & labels) | (~named & ~labels)),
            }
        )
    return lines


def _auc(
    labels: NDArray[np.bool_], scores: NDArray[np.float64], chosen: NDArray[np.bool_]
) -> float:
    return float(roc_auc_score(labels[chosen], scores[chosen]))
