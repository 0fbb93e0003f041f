"""A converted model is served without PyTorch and scores like the original."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.detoxify.conftest import ARCHITECTURES, Make

PARLEY = Path(sys.executable).with_name("parley")


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_architecture_is_converted(
    architecture: str, make_checkpoint: Make, tmp_path: Path
) -> None:
    from service.scoring.convert import convert
    from service.scoring.engines.detoxify import open_named

    make_checkpoint(architecture)
    convert("detoxify:unbiased", open_named("unbiased"), tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    # On processors without VNNI this was 0.05, before engine `onnx` asked for unsigned weights.
    assert manifest["compared"]["largest_difference"] <= 0.02
    assert set(manifest["sha256"]) == {"model.onnx", "tokenizer.json"}
    assert manifest["name"] == "detoxify:unbiased"


def test_it_is_served_without_pytorch(make_checkpoint: Make, tmp_path: Path) -> None:
    make_checkpoint("Roberta")
    folder = tmp_path / "converted"
    done = subprocess.run(
        [PARLEY, "model", "convert", "detoxify:unbiased", "--to", str(folder)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["compared"]["largest_difference"] <= 0.02
    code = (
        "import sys; from service.scoring import load;"
        f"found = load('onnx:{folder}').score(['You are a stupid idiot', 'é' * 900]);"
        "print(found[0].model, found[0].rank, 'torch' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["detoxify:unbiased", "decides", "False"]


def test_a_changed_model_file_is_refused(make_checkpoint: Make, tmp_path: Path) -> None:
    from service.scoring import load
    from service.scoring.convert import convert
    from service.scoring.engines.detoxify import open_named

    make_checkpoint("Bert")
    convert("detoxify:original", open_named("original"), tmp_path / "out")
    with (tmp_path / "out" / "model.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ValueError, match="not the file that its manifest describes"):
        load(f"onnx:{tmp_path / 'out'}")


def test_this_processor_says_what_the_careful_arithmetic_says(
    make_checkpoint: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it sums in 32 bits, engine `onnx` takes the fast way, for it is the same."""
    from service.scoring.convert import convert, sample
    from service.scoring.engines import onnx
    from service.scoring.engines.detoxify import open_named

    make_checkpoint("Bert")
    convert("detoxify:original", open_named("original"), tmp_path)
    as_it_is = onnx.OnnxEngine("converted", tmp_path).judge(sample())
    monkeypatch.setattr(onnx, "_adds_in_32_bits", lambda: False)
    assert onnx.OnnxEngine("converted", tmp_path).judge(sample()) == as_it_is
