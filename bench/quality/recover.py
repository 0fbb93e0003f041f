"""The float weights behind a shipped model: `python -m bench.quality.recover --out FOLDER`.

Training folders are not kept; the model in the repository is. Its int8 weights times their scales
are weights again, and its one mixed head stands for every head, so that `train.py` can go on.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from bench.quality.data import SOURCES
from bench.quality.encoder import Network, pretrained_folder

MODEL = Path("service/scoring/models/compact")


def recovered(model: Path) -> Network:
    """The network that the folder's `model.onnx` was made of, up to the rounding of its weights.

    The word embeddings never move in training, so they are those of the base model, unrounded.
    """
    stored = {
        w.name: numpy_helper.to_array(w) for w in onnx.load(model / "model.onnx").graph.initializer
    }
    network = Network().eval()
    network.encoder.load_pretrained(pretrained_folder())
    state = network.state_dict()
    for name in state:
        if name.startswith("encoder.") and name != "encoder.words.weight":
            state[name] = torch.tensor(_weight(stored, name.removeprefix("encoder.")))
    head, bias = torch.tensor(stored["head"].T), torch.tensor(stored["head_bias"])
    state |= {
        "heads.common.weight": head,
        "heads.common.bias": bias,
        "heads.own.weight": head.repeat(len(SOURCES), 1),
        "heads.own.bias": bias.repeat(len(SOURCES)),
        "heads.token.weight": torch.tensor(stored["token_head"].T),
        "heads.token.bias": torch.tensor(stored["token_bias"]),
    }
    network.load_state_dict(state)
    return network


def _weight(stored: dict[str, NDArray], name: str) -> NDArray[np.float32]:
    """One tensor of the encoder, as the network names and shapes it.

    What the weights of the values were divided by, those of the layer after were multiplied by:
    both stay so, the network says the same.
    """
    place = name.replace("layers.", "layer")
    place = place.replace(".qkv.weight", ".qkv").replace(".qkv.bias", ".qkv_bias")
    place = place.removesuffix(".weight") if place == "positions.weight" else place
    whole = stored.get(f"{place}_quantized", stored.get(place))
    if whole is None:
        raise SystemExit(f"the model holds no {place}")
    if whole.dtype != np.int8:
        return np.array(whole)
    steps = stored.get(f"{place.removesuffix('.weight')}.per_step", np.float32(1))
    return ((whole * stored[f"{place}_scale"]).T * steps).astype(np.float32)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(recovered(options.model).state_dict(), options.out / "network.pt")


if __name__ == "__main__":
    main()
