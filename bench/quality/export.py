"""Make the shipped model of a trained network: `python -m bench.quality.export --data DIR
--network FOLDER --out service/scoring/models/compact`.

Mixes the heads into one, quantises to int8, fits the calibration of each attribute and the
threshold of spans on the dev rows with the quantised model itself, and writes the manifest.
"""

import argparse
import json
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from bench.quality.calibrating import BASE_RATES, fit_all
from bench.quality.data import ATTRIBUTES, SOURCES, labelled
from bench.quality.encoder import Network, pretrained_folder
from bench.quality.graph import build
from bench.quality.ranges import ranges_of, sample_texts
from bench.quality.raw import raw_logits
from bench.quality.rounding import WEIGHT_BITS
from bench.quality.spans import best_threshold

# The heads that are mixed into the one that is shipped, and their shares. The common head has
# learned from everything, that of the rows with recorded scores ranks mild comments better, those
# of the talk pages and the news comments know their places best. Heads are linear: mixing is free.
COMMON = "common"
_FEW = {COMMON: 0.4, "perspective_sample": 0.6}
MIX: dict[str, dict[str, float]] = {
    "toxicity": {
        COMMON: 0.2,
        "perspective_sample": 0.4,
        "wikipedia_context": 0.2,
        "civil_spans": 0.2,
    },
    "severe_toxicity": {COMMON: 0.3, "perspective_sample": 0.7},
    "obscene": _FEW,
    "threat": _FEW,
    "insult": {COMMON: 0.2, "perspective_sample": 0.6, "civil_spans": 0.2},
    "identity_attack": _FEW,
    "sexual_explicit": {COMMON: 0.3, "perspective_sample": 0.7},
}
WINDOW, OVERLAP = 192, 32
SPAN_BAR = 0.5  # below this F1 on held-out rows spans are not shown
# How the shipped model was made of the one BEFORE it and the one EARLIER, by the code of the commit
# that shipped it. START was the float network behind BEFORE, which `recover` gives up to rounding.
COMMAND = (
    "python -m bench.quality.recover --model BEFORE --out START; "
    "python -m bench.quality.teacher --data DIR --model BEFORE EARLIER --out TAUGHT.npz; "
    "python -m bench.quality.train --data DIR --first START --out U31 --taught TAUGHT.npz "
    "--threads 1 --passes 2 --minutes 50 --peak 1e-4 --seed 31; "
    "python -m bench.quality.train --data DIR --first START --out U32 --taught TAUGHT.npz "
    "--threads 1 --passes 2 --minutes 36 --peak 1e-4 --seed 32; "
    "python -m bench.quality.export --data DIR --network START U31 U32 --shares 0.6 0.2 0.2 "
    "--out MODEL; "
    "python -m bench.quality.readout --data DIR --model MODEL --taught-by BEFORE; "
    "python -m bench.quality.export --data DIR --out MODEL"
)


def averaged(folders: list[Path], shares: list[float] | None = None) -> Network:
    """The network between several that began at the same one, half-way if no shares are given."""
    shares = shares or [1 / len(folders)] * len(folders)
    states = [torch.load(folder / "network.pt") for folder in folders]
    network = Network().eval()
    network.load_state_dict(
        {
            key: sum(share * state[key] for share, state in zip(shares, states, strict=True))
            for key in states[0]
        }
    )
    return network


def mixed_head(network: Network) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (7, 2 * width) and bias (7) of the one head that is shipped."""
    heads = network.heads
    shape = (len(SOURCES), len(ATTRIBUTES), -1)
    own_weight = heads.own.weight.detach().numpy().reshape(shape)
    own_bias = heads.own.bias.detach().numpy().reshape(shape[:2])
    weight = np.zeros_like(heads.common.weight.detach().numpy())
    bias = np.zeros(len(ATTRIBUTES), dtype=np.float32)
    for a, attribute in enumerate(ATTRIBUTES):
        for source, share in MIX[attribute].items():
            if source == COMMON:
                weight[a] += share * heads.common.weight.detach().numpy()[a]
                bias[a] += share * heads.common.bias.detach().numpy()[a]
            else:
                weight[a] += share * own_weight[SOURCES.index(source), a]
                bias[a] += share * own_bias[SOURCES.index(source), a]
    return weight, bias


def write_model(network: Network, data: Path, out: Path) -> None:
    """Write `model.onnx` (int8) and `tokenizer.json`."""
    head, bias = mixed_head(network)
    reach = ranges_of(network, sample_texts(data))
    onnx.save(build(network, head, bias, reach), out / "model.onnx")
    shutil.copy(pretrained_folder() / "tokenizer.json", out / "tokenizer.json")


def write_manifest(out: Path, data: Path) -> None:
    """Fit what is fitted on the dev rows and describe the model."""
    hashes = {
        f: sha256((out / f).read_bytes()).hexdigest() for f in ("model.onnx", "tokenizer.json")
    }
    manifest = {
        "name": "compact",
        "sha256": hashes,
        "attributes": list(ATTRIBUTES),
        "window": WINDOW,
        "overlap": OVERLAP,
        "weight_bits": WEIGHT_BITS,
        "ceilings": {"identity_attack": "toxicity"},
        "source": "all-MiniLM-L6-v2, fine-tuned on the rows that bench/quality/data.py names",
        "licence": "Apache-2.0 (base model); labelled rows CC0, MIT, Apache-2.0 and CC-BY-4.0",
        "command": COMMAND,
    }
    rows = labelled(data, "dev")
    logits, tokens = raw_logits(out, [row.text for row in rows])
    fitted = fit_all(rows, logits)
    threshold, f1 = best_threshold(rows, tokens)
    manifest |= {
        "calibration": {a: c.as_json() for a, c in fitted.items()},
        "base_rates": BASE_RATES,
        "span_threshold": threshold if f1 >= SPAN_BAR else None,
        "span_f1": round(f1, 3),
    }
    described = json.dumps(manifest["calibration"]).encode()
    manifest["version"] = f"{hashes['model.onnx'][:8]}-{sha256(described).hexdigest()[:4]}"
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    print(f"spans: F1 {f1:.3f} at {threshold}; version {manifest['version']}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--network", type=Path, nargs="*", help="folders to average; none: only recalibrate"
    )
    parser.add_argument("--shares", type=float, nargs="*", help="of each network, together 1")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.network:
        write_model(averaged(options.network, options.shares), options.data, options.out)
    write_manifest(options.out, options.data)


if __name__ == "__main__":
    main()
