"""Detoxify's models on PyTorch, through the `detoxify` package: the scorer the field knows.

Its own download or a local checkpoint; a checkpoint is a pickle, so it is opened as plain data,
and one that needs more is refused unless its hash is known. Scores are Detoxify's own: they are
not calibrated again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import numpy as np
import torch
from detoxify import detoxify as package
from numpy.typing import NDArray

from service.scoring.batch import by_length
from service.scoring.calibrate import sigmoid
from service.scoring.normalise import fold, readings
from service.scoring.types import Attribute, Judgement
from service.scoring.windows import windows

OVERLAP = 64  # tokens that neighbouring windows of a long text share
_MOST_ROWS, _MOST_TOKENS = 32, 2048
_ROOM = {"roberta": 2, "xlm-roberta": 2}  # positions these architectures never give to a token
# Checkpoints name classes as their data did; identities (male, muslim ...) are no attribute.
_CLASSES = {
    **{str(attribute): attribute for attribute in Attribute},
    "toxic": Attribute.TOXICITY,
    "severe_toxic": Attribute.SEVERE_TOXICITY,
    "identity_hate": Attribute.IDENTITY_ATTACK,
}
_PINNED = re.compile(r"-([0-9a-f]{8})\.(?:ckpt|pt|pth)$")  # as PyTorch's hub names its files


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A file, the folder of its configuration and tokenizer (None: Hugging Face's hub), and its
    SHA-256 in hexadecimal or the beginning of it (empty: unknown)."""

    path: Path
    config: Path | None = None
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A model in memory. `picks` are the columns of its output that are attributes."""

    model: Any
    tokenizer: Any
    attributes: tuple[Attribute, ...]
    picks: tuple[int, ...]
    digest: str

    @property
    def window(self) -> int:
        """Tokens that the model reads at once, those around the text included."""
        config = self.model.config
        room = _ROOM.get(config.model_type, 0)
        return min(512, int(config.max_position_embeddings) - room)


def load_detoxify(name: str, *, threads: int | None = None) -> "DetoxifyEngine":
    """The engine of this name; raises as `open_named` does."""
    return DetoxifyEngine(f"detoxify:{name}", open_named(name), threads=threads)


def open_named(name: str) -> Opened:
    """The model `name` (original, unbiased, multilingual, original-small, unbiased-small), from
    PARLEY_DETOXIFY_CHECKPOINT or from Detoxify's own download.

    Raises FileNotFoundError, or ValueError for a name or file that is not as it should be.
    """
    from service.config import from_env

    chosen = from_env()
    config = Path(chosen.detoxify_config) if chosen.detoxify_config else None
    if not chosen.detoxify_checkpoint:
        return open_checkpoint(_downloaded(name, config))
    path = Path(chosen.detoxify_checkpoint)
    return open_checkpoint(Checkpoint(path, config, chosen.detoxify_sha256 or pin_of(path)))


def pin_of(path: Path) -> str:
    """The beginning of the hash that a file's name promises; empty without one."""
    found = _PINNED.search(path.name)
    return found.group(1) if found else ""


def open_checkpoint(checkpoint: Checkpoint) -> Opened:
    """Load a checkpoint. Raises FileNotFoundError, and ValueError when it is not the pinned file,
    holds no attribute of ours, or could run code and is not pinned."""
    with checkpoint.path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    if not digest.startswith(checkpoint.pin):
        raise ValueError(f"{checkpoint.path} has SHA-256 {digest}, not {checkpoint.pin}...")
    loaded = _unpickled(checkpoint)
    try:
        classes = loaded["config"]["dataset"]["args"]["classes"]
        arguments = dict(loaded["config"]["arch"]["args"])
        weights = loaded["state_dict"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{checkpoint.path} is no Detoxify checkpoint: {error}") from error
    if checkpoint.config is not None:
        # The package would ask the hub for the configuration even when it lies here.
        arguments["model_type"] = str(checkpoint.config)
    model, tokenizer = _built(arguments, weights, checkpoint.config)
    lacking = [name for name, _ in model.named_parameters() if name not in weights]
    if lacking:  # the package would leave them at random
        raise ValueError(f"{checkpoint.path} lacks {len(lacking)} weights, such as {lacking[0]}")
    known = {i: _CLASSES[name] for i, name in enumerate(classes) if name in _CLASSES}
    if not known:
        raise ValueError(f"{checkpoint.path} scores nothing that we know: {classes}")
    return Opened(model.eval(), tokenizer, tuple(known.values()), tuple(known), digest)


def _built(arguments: dict[str, Any], weights: Any, config: Path | None) -> tuple[Any, Any]:
    """The model with these weights, and its tokenizer."""
    try:
        model, tokenizer = package.get_model_and_tokenizer(
            **arguments, state_dict=weights, huggingface_config_path=str(config) if config else None
        )
    except OSError as error:
        raise ValueError(
            f"the configuration of {arguments.get('model_type')} cannot be read; name the folder"
            " that holds it and the tokenizer in PARLEY_DETOXIFY_CONFIG"
        ) from error
    return model, tokenizer


class DetoxifyEngine:
    """An Engine over one Detoxify model."""

    def __init__(self, name: str, opened: Opened, *, threads: int | None = None) -> None:
        self.name = name
        self.version = opened.digest[:12]
        self.attributes = opened.attributes
        self._opened = opened
        self._tokenizer = opened.tokenizer.backend_tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        if threads:
            torch.set_num_threads(threads)

    def judge(self, texts: Sequence[str], *, with_spans: bool = False) -> list[Judgement]:
        """See Engine. A long text has the highest score of its windows; a disguised one is read
        as written and as meant. Detoxify knows no spans."""
        del with_spans
        found, rows = self._windows(texts)
        best = np.full((len(texts), len(self.attributes)), -np.inf)
        lengths = [len(ids) for ids in rows]
        for group in by_length(lengths, most_rows=_MOST_ROWS, most_tokens=_MOST_TOKENS):
            logits = self._logits([rows[i] for i in group])
            for row, i in enumerate(group):
                best[found[i]] = np.maximum(best[found[i]], logits[row])
        return [
            Judgement(dict(zip(self.attributes, map(float, row), strict=True)))
            for row in sigmoid(best).round(5)
        ]

    def _windows(self, texts: Sequence[str]) -> tuple[list[int], list[list[int]]]:
        """For every window: whose it is, and its tokens with what opens and closes a text."""
        owned = [
            (i, reading)
            for i, text in enumerate(texts)
            for reading in readings(text, fold(text).text)
        ]
        owners: list[int] = []
        rows: list[list[int]] = []
        encoded = self._tokenizer.encode_batch([reading for _, reading in owned])
        for (owner, _), encoding in zip(owned, encoded, strict=True):
            ids = encoding.ids
            size = self._opened.window - 2
            for begin, end in windows(len(ids) - 2, size=size, overlap=min(OVERLAP, size // 4)):
                owners.append(owner)
                rows.append([ids[0], *ids[begin + 1 : end + 1], ids[-1]])
        return owners, rows

    def _logits(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        longest = max(map(len, rows))
        padding = self._opened.tokenizer.pad_token_id or 0
        ids = torch.tensor([[*row, *[padding] * (longest - len(row))] for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        with torch.inference_mode():
            logits = self._opened.model(input_ids=ids, attention_mask=mask).logits
        picked: NDArray[np.float32] = logits[:, list(self._opened.picks)].float().numpy()
        return picked


def _unpickled(checkpoint: Checkpoint) -> Mapping[str, Any]:
    try:
        loaded = _loaded(checkpoint)
    except (EOFError, RuntimeError, UnpicklingError) as error:
        raise ValueError(f"{checkpoint.path} is no PyTorch file, or not a whole one") from error
    if not isinstance(loaded, Mapping):
        raise ValueError(f"{checkpoint.path} is no Detoxify checkpoint")
    return loaded


def _loaded(checkpoint: Checkpoint) -> Any:
    try:
        return torch.load(checkpoint.path, map_location="cpu", weights_only=True)
    except UnpicklingError as error:
        if "Unsupported global" not in str(error):
            raise
        if not checkpoint.pin:
            raise ValueError(
                f"{checkpoint.path} could run code when it is opened; if you trust it, name its"
                " SHA-256 in PARLEY_DETOXIFY_SHA256"
            ) from error
        return torch.load(checkpoint.path, map_location="cpu", weights_only=False)  # nosec B614  # its SHA-256 was checked


def _downloaded(name: str, config: Path | None) -> Checkpoint:
    url = package.MODEL_URLS.get(name)
    if url is None:
        known = ", ".join(package.MODEL_URLS)
        raise ValueError(f"Detoxify has no model {name!r}; it has: {known}")
    path = Path(torch.hub.get_dir()) / "checkpoints" / url.rpartition("/")[2]
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            torch.hub.download_url_to_file(url, str(path), hash_prefix=pin_of(path))
        except (OSError, RuntimeError) as error:
            raise ValueError(
                f"{url} cannot be fetched ({error}); name a file that is here in"
                " PARLEY_DETOXIFY_CHECKPOINT"
            ) from error
    return Checkpoint(path, config, pin_of(path))
