"""The guard around celery-batches: a new connection begins with nothing of the old one."""

from typing import Any

import pytest

from workers.score import score_comments


class Timer:
    """A flush timer that remembers whether it was cancelled."""

    def __init__(self) -> None:
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


def test_a_new_connection_forgets_timer_and_buffers_of_the_old_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from celery_batches import Batches

    timer: Any = Timer()
    monkeypatch.setattr(Batches, "Strategy", lambda *_: "handler")
    monkeypatch.setattr(score_comments, "_tref", timer)
    score_comments._buffer.put("a message of the lost connection")
    score_comments._pending.put("another")
    assert score_comments.Strategy(score_comments, None, None) == "handler"
    assert timer.is_cancelled
    # Were it kept, no timer would ever be set again, and a buffer that never fills never empties.
    assert score_comments._tref is None
    assert score_comments._buffer.empty()
    assert score_comments._pending.empty()
