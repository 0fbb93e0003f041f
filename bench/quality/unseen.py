"""Each source held out in turn, toxicity: `python -m bench.quality.unseen --data DIR
[--each 700] [--networks FOLDER]`.

Everything is trained without the source and asked about its dev rows. The whole way trains a
network for each (`python -m bench.quality.train --without SOURCE --out FOLDER/SOURCE`, hours
without matrix units) and names their folder with --networks. Without that, a read-out of the base
encoder as it was before it saw any comment stands in, a lower bound for it; beside either, the
linear baseline on the same rows.
"""

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bench.quality.data import ATTRIBUTES, RECORDED, SOURCES, Row, labelled
from bench.quality.encoder import Network, pool, pretrained_folder
from bench.quality.linear import fit, matrix
from bench.quality.tables import show
from bench.quality.tokens import load_tokenizer, padded
from service.scoring.normalise import fold

BATCH = 16
STRENGTH = 0.003  # inverse of the penalty: 768 columns and few rows


def chosen(rows: list[Row], each: int | None) -> dict[str, list[Row]]:
    """Rows with a toxicity by source, `each` at most, the same every time."""
    chance = random.Random(5)
    found = {}
    for source in SOURCES:
        here = [row for row in rows if row.source == source and "toxicity" in row.labels]
        if here:
            found[source] = chance.sample(here, min(each or len(here), len(here)))
    return found


@torch.no_grad()
def states(network: Network, rows: list[Row]) -> NDArray[np.float32]:
    """The encoder's pooled states (rows, 2 * width)."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].text))
    found: dict[int, NDArray[np.float32]] = {}
    for begin in range(0, len(order), BATCH):
        part = order[begin : begin + BATCH]
        encodings = load_tokenizer().encode_batch([fold(rows[i].text).text for i in part])
        ids, mask = padded(encodings)
        pooled = pool(network.encoder(ids, mask), mask).numpy()
        found |= dict(zip(part, pooled, strict=True))
    return np.stack([found[i] for i in range(len(rows))])


def _toxic(rows: list[Row]) -> NDArray[np.float64]:
    return np.array([float(row.labels["toxicity"] >= 0.5) for row in rows])


def by_readout(train: dict[str, list[Row]], dev: dict[str, list[Row]]) -> dict[str, float]:
    """ROC-AUC on each source of a head over the base encoder, trained on the others."""
    network = Network().eval()
    network.encoder.load_pretrained(pretrained_folder())
    seen = {source: states(network, rows) for source, rows in train.items()}
    asked = {source: states(network, rows) for source, rows in dev.items()}
    found = {}
    for source in dev:
        x = np.concatenate([v for s, v in seen.items() if s != source])
        y = np.concatenate([_toxic(rows) for s, rows in train.items() if s != source])
        mean, spread = x.mean(0), x.std(0) + 1e-3
        head = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500)
        head.fit((x - mean) / spread, y)
        said = head.decision_function((asked[source] - mean) / spread)
        found[source] = float(roc_auc_score(_toxic(dev[source]), said))
    return found


def by_networks(folder: Path, dev: dict[str, list[Row]]) -> dict[str, float]:
    """ROC-AUC on each source of the network that was trained without it: its common head and that
    of the recorded scores together. Each source leaves one that has such scores."""
    found = {}
    for source in dev:
        network = Network().eval()
        network.load_state_dict(torch.load(folder / source / "network.pt"))
        with torch.no_grad():
            pooled = torch.tensor(states(network, dev[source]))
            own = network.heads.own(pooled)[:, SOURCES.index(RECORDED[-1]) * len(ATTRIBUTES)]
            said = (network.heads.common(pooled)[:, 0] + own).numpy()
        found[source] = float(roc_auc_score(_toxic(dev[source]), said))
    return found


def by_baseline(train: dict[str, list[Row]], dev: dict[str, list[Row]]) -> dict[str, float]:
    """ROC-AUC on each source of the linear baseline, trained on the others."""
    found = {}
    for source, asked in dev.items():
        rows = [row for s, mine in train.items() if s != source for row in mine]
        model = fit(matrix([row.text for row in rows]), _toxic(rows))
        said = model.decision_function(matrix([row.text for row in asked]))
        found[source] = float(roc_auc_score(_toxic(asked), said))
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--each", type=int, help="train and dev rows of a source at most")
    parser.add_argument("--networks", type=Path, help="folder of networks, one for each source")
    options = parser.parse_args()
    train = chosen(labelled(options.data, "train"), options.each)
    dev = chosen(labelled(options.data, "dev"), options.each)
    linear = by_baseline(train, dev)
    name = "network" if options.networks else "read-out of the base encoder"
    ours = by_networks(options.networks, dev) if options.networks else by_readout(train, dev)
    rows = {source: sum(len(v) for s, v in train.items() if s != source) for source in dev}
    lines = [
        {"held out": s, "trained on": rows[s], "asked": len(dev[s]), name: ours[s], "linear": linear[s]}
        for s in dev
    ]  # fmt: skip
    show("Each source held out in turn, toxicity, ROC-AUC", lines)


if __name__ == "__main__":
    main()
