"""Engine `detoxify` says what Detoxify says."""

import hashlib
from pathlib import Path

import pytest

from service.scoring import Attribute, BrokenModel, load
from tests.detoxify.conftest import ARCHITECTURES, CLASSES, Make

TEXTS = ["You are a stupid idiot", "Good morning to all of you", "A nice day", "x"]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_scores_are_those_of_the_package(architecture: str, make_checkpoint: Make) -> None:
    from detoxify import Detoxify

    from service.scoring.engines.detoxify import open_named

    make_checkpoint(architecture)
    opened = open_named("unbiased")
    package = Detoxify.__new__(Detoxify)  # its constructor would ask the hub
    package.model, package.tokenizer, package.device = opened.model, opened.tokenizer, "cpu"
    package.class_names = CLASSES
    scores = load("detoxify:unbiased").score(TEXTS)
    for text, ours in zip(TEXTS, scores, strict=True):
        theirs = package.predict(text)
        assert ours.values[Attribute.TOXICITY] == pytest.approx(theirs["toxic"], abs=1e-4)
        assert ours.values[Attribute.IDENTITY_ATTACK] == pytest.approx(
            theirs["identity_hate"], abs=1e-4
        )
    assert len({round(each.values[Attribute.TOXICITY], 4) for each in scores}) > 1


def test_only_attributes_are_told_and_a_list_of_one_stays_a_list(make_checkpoint: Make) -> None:
    make_checkpoint("Bert")
    scores = load("detoxify:original").score(["A nice day"])
    assert len(scores) == 1
    assert set(scores[0].values) == set(Attribute) - {Attribute.SEXUAL_EXPLICIT}
    assert (scores[0].model, scores[0].language) == ("detoxify:original", "en")
    assert load("detoxify:original").score([]) == []


def test_a_long_text_is_read_to_its_end(make_checkpoint: Make) -> None:
    make_checkpoint("Roberta")
    scorer = load("detoxify:unbiased")
    quiet = "a nice day to all of you " * 40  # several windows of 64 tokens
    endings = [f"{word} " * 60 for word in ("stupid", "idiot", "harbour", "friends", "morning")]
    alone, *with_endings = (
        each.values[Attribute.TOXICITY]
        for each in scorer.score([quiet, *(quiet + ending for ending in endings)])
    )
    assert max(with_endings) > alone  # some ending is worse than all before, and was seen
    assert min(with_endings) >= alone  # and none makes what came before it milder


def test_a_disguise_is_read_through(make_checkpoint: Make) -> None:
    make_checkpoint("Bert")
    plain, disguised = load("detoxify:original").score(
        ["you are an idiot", "you are an i d i o t"]
    )  # fmt: skip
    assert disguised.values[Attribute.TOXICITY] >= plain.values[Attribute.TOXICITY] - 1e-6


def test_a_changed_checkpoint_is_refused(
    make_checkpoint: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_checkpoint("Bert")
    monkeypatch.setenv("PARLEY_DETOXIFY_SHA256", "0" * 64)
    with pytest.raises(ValueError, match="has SHA-256"):
        load("detoxify:original")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setenv("PARLEY_DETOXIFY_SHA256", digest)
    assert load("detoxify:original").version == digest[:12]


def test_a_file_with_the_hubs_hash_in_its_name_is_held_to_it(make_checkpoint: Make) -> None:
    from service.scoring.engines.detoxify import Checkpoint, open_checkpoint, pin_of

    path = make_checkpoint("Bert")
    named = path.rename(path.with_name("toxic_original-c1212f89.ckpt"))
    assert pin_of(named) == "c1212f89"
    with pytest.raises(ValueError, match="not c1212f89"):
        open_checkpoint(Checkpoint(named, pin=pin_of(named)))


def test_a_checkpoint_that_could_run_code_is_refused(make_checkpoint: Make) -> None:
    make_checkpoint("Bert", callbacks=Path("a class of its own"))
    with pytest.raises(ValueError, match="could run code"):
        load("detoxify:original")


@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04 half a download"])
def test_a_file_that_is_no_checkpoint_is_told(
    content: bytes, make_checkpoint: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_checkpoint("Bert").write_bytes(content)
    with pytest.raises(BrokenModel, match="is no PyTorch file"):
        load("detoxify:original")
    monkeypatch.setenv("PARLEY_DETOXIFY_SHA256", hashlib.sha256(content).hexdigest())
    with pytest.raises(BrokenModel, match="is no PyTorch file"):
        load("detoxify:original")


def test_a_checkpoint_without_all_weights_is_refused(make_checkpoint: Make) -> None:
    import torch

    path = make_checkpoint("Bert")
    stored = torch.load(path)
    del stored["state_dict"]["classifier.weight"]
    torch.save(stored, path)
    with pytest.raises(BrokenModel, match=r"lacks 1 weights, such as classifier\.weight"):
        load("detoxify:original")


def test_a_missing_configuration_is_told(
    make_checkpoint: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_checkpoint("Bert")
    monkeypatch.setenv("PARLEY_DETOXIFY_CONFIG", str(tmp_path / "nowhere"))
    with pytest.raises(BrokenModel, match="PARLEY_DETOXIFY_CONFIG"):
        load("detoxify:original")


def test_a_model_that_detoxify_does_not_have_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PARLEY_DETOXIFY_CHECKPOINT", raising=False)
    with pytest.raises(ValueError, match="multilingual"):
        load("detoxify:huge")
