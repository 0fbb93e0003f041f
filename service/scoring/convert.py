"""Detoxify's models as quantised ONNX, which engine `onnx` serves without PyTorch.

The folder holds model.onnx, tokenizer.json and manifest.json; the manifest says where it came
from and how far its scores are from the original's.
"""

import json
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from service.scoring.calibrate import Calibration
from service.scoring.engines.detoxify import OVERLAP, DetoxifyEngine, Opened
from service.scoring.engines.onnx import OnnxEngine

_OPSET = 17
_PASS_THROUGH = Calibration(((-1.0, -1.0), (1.0, 1.0)), 0.5)  # Detoxify's scores as they are


class _Picked(torch.nn.Module):
    """The model with engine `onnx`'s inputs, and only the columns that are attributes."""

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self.model = opened.model
        self.picks = list(opened.picks)
        self.eval()  # the exporter restores the mode it finds: dropout would come back

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits (rows, attributes). The mask has four dimensions, so that no exporter may think
        it away because its example had no padding."""
        shut = ((1 - mask) * -10_000.0)[:, None, None, :].expand(-1, -1, ids.shape[1], -1)
        logits: torch.Tensor = self.model(input_ids=ids, attention_mask=shut).logits
        return logits[:, self.picks]


def sample() -> list[str]:
    """Comments of ours, mild and otherwise, short and long, on which a conversion is checked."""
    text = files("service.scoring").joinpath("sample.txt").read_text(encoding="utf-8")
    return text.splitlines()


def convert(
    name: str, opened: Opened, folder: Path, *, texts: Sequence[str] = ()
) -> dict[str, Any]:
    """Write the converted model into `folder` and return its manifest.

    `texts`: on which the scores are compared, those of `sample` when empty. Raises ImportError
    without the package `onnx`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    original = DetoxifyEngine(name, opened)
    before = original.judge(list(texts) or sample())  # first: the exporter is given the same model
    with TemporaryDirectory(dir=folder) as scratch:
        plain = Path(scratch) / "plain.onnx"
        _export(opened, plain)
        size = plain.stat().st_size
        _quantise(plain, folder / "model.onnx")
    opened.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    manifest = _manifest(name, opened, folder)
    manifest["sizes"] = {"onnx": size, "quantised": (folder / "model.onnx").stat().st_size}
    _write(folder, manifest)
    after = OnnxEngine(name, folder).judge(list(texts) or sample())
    differences = [
        abs(a.values[attribute] - b.values[attribute])
        for a, b in zip(before, after, strict=True)
        for attribute in a.values
    ]
    manifest["compared"] = {
        "texts": len(before),
        "largest_difference": round(max(differences), 5),
        "mean_difference": round(sum(differences) / len(differences), 5),
    }
    _write(folder, manifest)
    return manifest


def _export(opened: Opened, path: Path) -> None:
    ids = torch.full((2, 8), 5, dtype=torch.int64)
    mask = torch.ones((2, 8))
    mask[1, 5:] = 0
    rows_and_tokens = {0: "rows", 1: "tokens"}
    opened.model.config._attn_implementation = "eager"
    with warnings.catch_warnings(), _first_token_only(opened):
        warnings.simplefilter("ignore")  # of an exporter that talks about its own future
        torch.onnx.export(
            _Picked(opened), (ids, mask), str(path), dynamo=False, opset_version=_OPSET,
            input_names=["ids", "mask"], output_names=["logits"],
            dynamic_axes={"ids": rows_and_tokens, "mask": rows_and_tokens, "logits": {0: "rows"}},
        )  # fmt: skip


@contextmanager
def _first_token_only(opened: Opened) -> Iterator[None]:
    """The head reads the first token alone, so the last layer needs to work out no other: a
    sixteenth of the whole. ALBERT's layers are one and the same, and stay as they are."""
    layers = getattr(opened.model.base_model.encoder, "layer", None)
    if layers is None:
        yield
        return
    mixed = layers[-1].attention.output
    hook = mixed.register_forward_pre_hook(lambda _, states: tuple(each[:, :1] for each in states))
    try:
        yield
    finally:
        hook.remove()


def _quantise(plain: Path, quantised: Path) -> None:
    """Weights to 8 bits, each output channel with its own scale: without that, differences of a
    few hundredths are common."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(plain), str(quantised), weight_type=QuantType.QInt8, per_channel=True)


def _manifest(name: str, opened: Opened, folder: Path) -> dict[str, Any]:
    hashes = {
        file: sha256((folder / file).read_bytes()).hexdigest()
        for file in ("model.onnx", "tokenizer.json")
    }
    return {
        "name": name,
        "version": f"{opened.digest[:12]}-int8-{hashes['model.onnx'][:4]}",
        "sha256": hashes,
        "attributes": [str(attribute) for attribute in opened.attributes],
        "window": opened.window,
        "overlap": min(OVERLAP, (opened.window - 2) // 4),
        "reads_as_written": True,
        "calibration": {str(a): _PASS_THROUGH.as_json() for a in opened.attributes},
        "span_threshold": None,
        "source": {
            "checkpoint_sha256": opened.digest,
            "architecture": opened.model.config.model_type,
            "package": f"detoxify {version('detoxify')}, transformers {version('transformers')}",
        },
        "licence": "Apache-2.0 (Detoxify's code and weights)",
        "command": f"parley model convert {name}",
    }


def _write(folder: Path, manifest: dict[str, Any]) -> None:
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
