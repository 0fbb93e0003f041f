"""The doorbell: order among queues, one token in the bulk lane, and no error for the caller."""

import pytest
from flask import Flask

from service.queue import (
    PRIORITIES,
    ROUTES,
    Queue,
    Task,
    celery,
    end_bulk,
    flush,
    keep_bulk,
    ring_bulk,
    send,
    waiting_messages,
)
from service.valkey import memory


@pytest.fixture(autouse=True)
def empty_broker(app: Flask) -> None:
    memory().demand(lambda client: client.flushdb())


def test_queues_are_read_in_their_order_whatever_kombu_does_with_sets(app: Flask) -> None:
    assert [PRIORITIES[queue] for queue in Queue] == sorted(PRIORITIES.values())
    assert list(Queue) == [Queue.UPKEEP, Queue.SCORING, Queue.BULK]
    for task, queue in ROUTES.items():
        assert celery.conf.task_routes[str(task)]["priority"] == PRIORITIES[queue]


def test_waiting_messages_are_counted_per_queue() -> None:
    assert waiting_messages(Queue.SCORING) == 0
    assert send(Task.SCORE, ["a"])
    assert send(Task.SCORE, ["b"])
    assert waiting_messages(Queue.SCORING) == 2
    assert waiting_messages(Queue.BULK) == 0


def test_a_site_has_one_token_in_the_bulk_lane() -> None:
    for _ in range(5):
        ring_bulk("site")
    flush()
    assert waiting_messages(Queue.BULK) == 1


def test_a_token_taken_for_lost_ends_when_it_turns_up_again() -> None:
    memory().demand(lambda client: client.set("bulk:site", "new"))
    assert not keep_bulk("site", "old")
    assert keep_bulk("site", "new")
    end_bulk("site")
    assert keep_bulk("site", "old")  # none was sent in its place


def test_ringing_without_a_broker_is_not_the_callers_trouble(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(celery, "send_task", refuse)
    assert not send(Task.SCORE, ["a"])
