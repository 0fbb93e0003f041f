"""Tiny checkpoints of every architecture that Detoxify uses, made on the spot.

These tests need PyTorch and Detoxify: `make test DETOXIFY=1`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="needs PyTorch: make test DETOXIFY=1")
pytest.importorskip("detoxify", reason="needs Detoxify: make test DETOXIFY=1")
pytest.importorskip("onnx", reason="needs onnx: make test DETOXIFY=1")

CLASSES = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate", "male"]
ARCHITECTURES = ["Bert", "Roberta", "XLMRoberta", "Albert"]
_WORDS = [
    "you",
    "are",
    "a",
    "stupid",
    "idiot",
    "nice",
    "day",
    "good",
    "morning",
    "the",
    "harbour",
    "to",
    "all",
    "of",
    "friends",
]

Make = Callable[..., Path]


def tokenizer_for(architecture: str) -> Any:
    """A word-and-letter tokenizer with the special tokens of the architecture."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    bert = architecture in ("Bert", "Albert")
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] if bert else ["<s>", "<pad>", "</s>", "<unk>"]
    opening, closing = ("[CLS]", "[SEP]") if bert else ("<s>", "</s>")
    pieces = [
        *special,
        *_WORDS,
        *map(chr, range(97, 123)),
        *(f"##{chr(c)}" for c in range(97, 123)),
    ]
    known = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    made = Tokenizer(models.WordPiece(known, unk_token="[UNK]" if bert else "<unk>"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single=f"{opening} $A {closing}",
        special_tokens=[(opening, known[opening]), (closing, known[closing])],
    )
    return made


@pytest.fixture
def make_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """A function that writes `tiny.ckpt` and its configuration folder, and returns the file."""
    import torch
    import transformers

    def make(architecture: str, **extra: Any) -> Path:
        folder = tmp_path / "config"
        config = getattr(transformers, f"{architecture}Config")(
            vocab_size=100, hidden_size=32, embedding_size=16, num_hidden_layers=2,
            num_attention_heads=2, intermediate_size=64, max_position_embeddings=66,
            num_labels=len(CLASSES),
        )  # fmt: skip
        config.save_pretrained(folder)
        wrapped = transformers.PreTrainedTokenizerFast(
            tokenizer_object=tokenizer_for(architecture),
            pad_token="[PAD]" if architecture in ("Bert", "Albert") else "<pad>",
        )
        wrapped.save_pretrained(folder)
        torch.manual_seed(7)
        model = getattr(transformers, f"{architecture}ForSequenceClassification")(config)
        with torch.no_grad():  # as loud as a trained one, so that differences show
            model.classifier.out_proj.weight.mul_(40) if hasattr(
                model.classifier, "out_proj"
            ) else model.classifier.weight.mul_(40)
        arguments = {
            "model_type": "nobody/has-this",
            "model_name": f"{architecture}ForSequenceClassification",
            "tokenizer_name": "PreTrainedTokenizerFast",
            "num_classes": len(CLASSES),
        }
        described = {"arch": {"args": arguments}, "dataset": {"args": {"classes": CLASSES}}}
        path = tmp_path / "tiny.ckpt"
        torch.save({"config": described, "state_dict": model.state_dict(), **extra}, path)
        monkeypatch.setenv("PARLEY_DETOXIFY_CHECKPOINT", str(path))
        monkeypatch.setenv("PARLEY_DETOXIFY_CONFIG", str(folder))
        return path

    return make
