"""Make the shipped model of a trained network: `python -m bench.quality.export --data DIR
--network FOLDER --out service/scoring/models/compact`.

Mixes the heads into one, quantises to int8, fits the calibration of each attribute and the
threshold of spans on the dev rows with the quantised model itself, and writes the manifest.
"""

import argparse
import json
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic

from bench.quality.calibrating import BASE_RATES, fit_all
from bench.quality.data import ATTRIBUTES, SOURCES, labelled
from bench.quality.encoder import Network, pretrained_folder
from bench.quality.graph import build
from bench.quality.raw import raw_logits
from bench.quality.spans import best_threshold

# Share of the common head; the rest is the head of the rows with recorded scores. The common head
# has learned from everything, the other ranks mild comments better.
COMMON = {
    "toxicity": 0.5,
    "severe_toxicity": 0.3,
    "obscene": 0.4,
    "threat": 0.4,
    "insult": 0.5,
    "identity_attack": 0.4,
    "sexual_explicit": 0.3,
}
WINDOW, OVERLAP = 192, 32
FLOAT_NODES = ["head_product", "token_product"]  # a thousandth of the work, half of the loss
SPAN_BAR = 0.5  # below this F1 on held-out rows spans are not shown
COMMAND = (
    "python -m bench.quality.train --data DIR --out FIRST --passes 2; "
    "python -m bench.quality.teacher --data DIR --first FIRST --out TAUGHT.npz; "
    "python -m bench.quality.train --data DIR --out SECOND --taught TAUGHT.npz --passes 3 --seed 2; "
    "python -m bench.quality.export --data DIR --network SECOND --out service/scoring/models/compact"
)


def mixed_head(network: Network) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (7, 2 * width) and bias (7) of the one head that is shipped."""
    heads = network.heads
    share = np.array([COMMON[a] for a in ATTRIBUTES], dtype=np.float32)
    recorded = slice(*(len(ATTRIBUTES) * (SOURCES.index("perspective_sample") + i) for i in (0, 1)))
    weight = heads.own.weight.detach().numpy()[recorded]
    bias = heads.own.bias.detach().numpy()[recorded]
    common_weight, common_bias = heads.common.weight.detach().numpy(), heads.common.bias.detach()
    return (
        share[:, None] * common_weight + (1 - share[:, None]) * weight,
        share * common_bias.numpy() + (1 - share) * bias,
    )


def write_model(network: Network, out: Path) -> None:
    """Write `model.onnx` (int8) and `tokenizer.json`."""
    head, bias = mixed_head(network)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "float.onnx"
        onnx.save(build(network, head, bias), full)
        quantize_dynamic(
            full,
            out / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_exclude=FLOAT_NODES,
            op_types_to_quantize=["MatMul", "Attention", "Gather"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
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
        "--network", type=Path, help="folder of network.pt; only recalibrate without"
    )
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.network:
        network = Network().eval()
        network.load_state_dict(torch.load(options.network / "network.pt"))
        write_model(network, options.out)
    write_manifest(options.out, options.data)


if __name__ == "__main__":
    main()
