"""The watchdog: what is a stall, and what only looks like one."""

from workers.watchdog import Watchdog


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_no_progress_while_comments_wait_is_a_stall() -> None:
    clock = Clock()
    watchdog = Watchdog(60, clock=clock)
    clock.now = 61
    assert watchdog.is_stalled(waiting=61)


def test_a_long_queue_that_moves_is_none() -> None:
    clock = Clock()
    watchdog = Watchdog(60, clock=clock)
    for clock.now in range(0, 600, 30):
        watchdog.note_progress()
        assert not watchdog.is_stalled(waiting=500)


def test_an_idle_worker_is_not_stalled() -> None:
    clock = Clock()
    watchdog = Watchdog(60, clock=clock)
    clock.now = 3_600
    assert not watchdog.is_stalled(waiting=0)
    assert not watchdog.is_stalled(waiting=2)  # a comment has just come


def test_after_broker_or_database_were_away_the_worker_gets_its_time() -> None:
    clock = Clock()
    watchdog = Watchdog(60, clock=clock)
    clock.now = 300
    assert not watchdog.is_stalled(waiting=None)
    clock.now = 330
    assert not watchdog.is_stalled(waiting=330)
    clock.now = 361
    assert watchdog.is_stalled(waiting=361)
