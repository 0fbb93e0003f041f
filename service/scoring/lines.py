"""JSON lines in, JSON lines out: what `parley score` does. One line each, in order, as they come.

A line that cannot be scored becomes `{"error": ...}` in its place, so that line n of the output
always answers line n of the input (blank lines do not count).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any

from service.scoring.types import Scorer, Scores

BATCH = 256  # lines scored together when they come faster than they are scored


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of the output without its end, and what was wrong, if anything."""

    line: bytes
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    fields: dict[str, Any]
    error: str | None = None


def score_lines(scorer: Scorer, lines: Iterable[bytes]) -> Iterator[list[Answered]]:
    """Answers in groups: whatever had come by the time the last group was done, so that a person
    who types gets each answer at once and a million lines go in full batches."""
    for group in _as_they_come(lines):
        rows = [_read(number, line) for number, line in group if line.strip()]
        good = [row for row in rows if row.error is None]
        scores = iter(_score_each(scorer, [row.fields["text"] for row in good]))
        yield [_answer(row, next(scores) if row.error is None else None) for row in rows]


def _as_they_come(lines: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    """Numbered lines (from 1) in groups of at most BATCH, read by a thread of their own."""
    waiting: Queue[tuple[int, bytes] | BaseException | None] = Queue(maxsize=4 * BATCH)
    done = Event()
    Thread(target=_feed, args=[lines, waiting, done], daemon=True).start()
    try:
        while (first := waiting.get()) is not None:
            group, end = _gather(first, waiting)
            if group:
                yield group
            if isinstance(end, BaseException):
                raise end
            if end:
                return
    finally:
        done.set()


def _gather(
    first: tuple[int, bytes] | BaseException,
    waiting: "Queue[tuple[int, bytes] | BaseException | None]",
) -> tuple[list[tuple[int, bytes]], BaseException | bool]:
    """The lines at hand, and whether they were the last: True, or the error that ended them."""
    group: list[tuple[int, bytes]] = []
    item: tuple[int, bytes] | BaseException | None = first
    while item is not None and not isinstance(item, BaseException):
        group.append(item)
        if len(group) == BATCH:
            return group, False
        try:
            item = waiting.get_nowait()
        except Empty:
            return group, False
    return group, True if item is None else item


def _feed(
    lines: Iterable[bytes],
    waiting: "Queue[tuple[int, bytes] | BaseException | None]",
    done: Event,
) -> None:
    def put(item: tuple[int, bytes] | BaseException | None) -> None:
        while not done.is_set():
            with suppress(Full):
                waiting.put(item, timeout=0.5)
                break

    try:
        for number, line in enumerate(lines, 1):
            put((number, line))
            if done.is_set():
                return
        put(None)
    except Exception as error:  # it is raised again where the lines are used
        put(error)


def _read(number: int, line: bytes) -> _Row:
    try:
        read = line.decode("utf-8-sig" if number == 1 else "utf-8")
        fields = json.loads(read, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return _Row(number, {}, f"line {number} is no JSON: {error.msg}")
    except UnicodeDecodeError:
        return _Row(number, {}, f"line {number} is no UTF-8")
    except (ValueError, RecursionError) as error:  # NaN, a number of 5,000 digits, 1,000 brackets
        return _Row(number, {}, f"line {number} is no JSON: {error}")
    if not isinstance(fields, dict):
        return _Row(number, {}, f"line {number} is no JSON object")
    text = fields.get("text")
    if not isinstance(text, str):
        return _Row(number, fields, f'line {number} has no string "text"')
    try:
        text.encode()
    except UnicodeEncodeError:
        return _Row(number, fields, f"line {number}: half of a surrogate pair is no text")
    return _Row(number, fields)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")


def _score_each(scorer: Scorer, texts: Sequence[str]) -> list[Scores | Exception]:
    """One result per text; a batch that fails is halved, so that only the culprit fails."""
    if not texts:
        return []
    try:
        return list(scorer.score(texts))
    except Exception as error:  # a model fails in its own ways, and the others go on
        if len(texts) == 1:
            return [error]
        middle = len(texts) // 2
        return [*_score_each(scorer, texts[:middle]), *_score_each(scorer, texts[middle:])]


def _answer(row: _Row, scores: Scores | Exception | None) -> Answered:
    if isinstance(scores, Exception):
        row = _Row(row.number, row.fields, f"line {row.number} cannot be scored: {scores}")
    if row.error is not None or not isinstance(scores, Scores):
        return Answered(_dump({**row.fields, "error": row.error}), row.error)
    values = {str(attribute): value for attribute, value in scores.values.items()}
    told = {"language": scores.language, "served": scores.served, "scores": values}
    return Answered(_dump({**row.fields, **told}))


def _dump(row: dict[str, Any]) -> bytes:
    try:
        return json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair in a field that is only passed through
        return json.dumps(row).encode()
