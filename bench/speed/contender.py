"""One scorer in a process of its own, asked through a pipe: its threads, time and memory are its."""

import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

BATCH = 64
Score = Callable[[Sequence[str]], object]


@dataclass(frozen=True, slots=True)
class Contender:
    """What is measured. `kind`: "ours" (a scorer's name as in PARLEY_SCORER), or "predict"
    (Detoxify.predict, one comment at a time, from the checkpoint `name` and its folder)."""

    title: str
    kind: str
    name: str
    threads: int


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock and of all cores for one round; `singles` of each comment alone."""

    wall: float
    cores: float
    singles: list[float]
    memory: float  # MiB, the highest so far


class Running:
    """A contender that has loaded. Owns its process until `stop`."""

    def __init__(self, contender: Contender) -> None:
        context = multiprocessing.get_context("spawn")
        self.contender = contender
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=[contender, theirs], daemon=True)
        self._process.start()
        theirs.close()

    def round(self, texts: Sequence[str], *, singles: int) -> Took:
        """Score all texts once, then the first `singles` one by one. Raises EOFError when the
        process has died."""
        self._pipe.send((list(texts), singles))
        answer: Took = self._pipe.recv()
        return answer

    def stop(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join()


def _serve(contender: Contender, pipe: Connection) -> None:
    score = _loaded(contender)
    score(["Good morning, all."])
    while True:
        try:
            texts, singles = pipe.recv()
        except EOFError:
            return
        pipe.send(_took(score, texts, singles))


def _took(score: Score, texts: list[str], singles: int) -> Took:
    wall, cores = time.perf_counter(), time.process_time()
    for start in range(0, len(texts), BATCH):
        score(texts[start : start + BATCH])
    wall, cores = time.perf_counter() - wall, time.process_time() - cores
    alone = []
    for text in texts[:singles]:
        began = time.perf_counter()
        score([text])
        alone.append(time.perf_counter() - began)
    return Took(wall, cores, alone, _memory())


def _memory() -> float:
    """MiB, the highest so far; Linux's, where getrusage would count what the parent had."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _loaded(contender: Contender) -> Score:
    if contender.kind == "predict":
        return _predict(Path(contender.name), contender.threads)
    from service.scoring import load

    return load(contender.name, threads=contender.threads).score


def _predict(checkpoint: Path, threads: int) -> Score:
    """As Detoxify's documentation calls it."""
    import torch
    from detoxify import Detoxify

    torch.set_num_threads(threads)
    model = Detoxify(
        checkpoint=str(checkpoint), huggingface_config_path=str(checkpoint.parent)
    )  # fmt: skip
    return lambda batch: [model.predict(text) for text in batch]
