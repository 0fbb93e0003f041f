"""The doorbell: Celery's app, the names of tasks and queues, and `ring()`.

The database is the ledger. A ring may be lost: the sweeper rings again. So ringing never
blocks and never fails a request: ids are handed to a thread that publishes them together.
"""

import logging
import os
import secrets
import threading
from collections import deque
from enum import StrEnum
from typing import Any

from celery import Celery

from service.config import Settings
from service.valkey import memory

logger = logging.getLogger(__name__)

IDS_PER_MESSAGE = 32
_KEPT_RINGS = 20_000  # beyond this the sweeper does the work anyway
_GATHER_SECONDS = 0.005  # rings of this long share a message: at 500 posts a second, 3 or so


class Task(StrEnum):
    """Every task by name; a test holds this against what the workers register."""

    SCORE = "parley.score"
    SCORE_BULK = "parley.score_bulk"
    DECIDE = "parley.decide"
    SWEEP = "parley.sweep"
    DELIVER = "parley.deliver"
    TIDY = "parley.tidy"
    TEND = "parley.tend"
    ROLL_UP = "parley.roll_up"
    REPLAY = "parley.replay"
    WATCH = "parley.watch"
    MAIL = "parley.mail"
    DIGEST = "parley.digest"


class Queue(StrEnum):
    """Queues in the order in which a worker empties them."""

    UPKEEP = "upkeep"  # short and seldom: must not wait behind a backlog of comments
    SCORING = "scoring"
    BULK = "bulk"


ROUTES = {
    Task.SCORE: Queue.SCORING,
    Task.SCORE_BULK: Queue.BULK,
    Task.DECIDE: Queue.UPKEEP,
    Task.SWEEP: Queue.UPKEEP,
    Task.DELIVER: Queue.UPKEEP,
    Task.TIDY: Queue.UPKEEP,
    Task.TEND: Queue.UPKEEP,
    Task.ROLL_UP: Queue.UPKEEP,
    Task.REPLAY: Queue.BULK,
    Task.WATCH: Queue.UPKEEP,
    Task.MAIL: Queue.UPKEEP,
    Task.DIGEST: Queue.UPKEEP,
}

# The order among queues is made by message priorities, 0 first: kombu keeps the queues that it
# reads in a set, so its own `queue_order_strategy: priority` follows the hashes of a process.
PRIORITIES = {Queue.UPKEEP: 0, Queue.SCORING: 3, Queue.BULK: 9}
BULK_SECONDS = 30  # a token not seen for this long is taken for lost

celery = Celery("parley")


def configure(settings: Settings) -> None:
    """Point Celery at the broker. Numbers: docs/operate/queue.md has where each comes from."""
    celery.conf.update(
        broker_url=settings.broker_url,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": 180,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_keepalive": True,
            "health_check_interval": 25,
            "socket_connect_timeout": 1,
            "socket_timeout": 2,
        },
        task_acks_late=True,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_publish_retry=False,
        task_serializer="json",
        accept_content=["json"],
        task_routes={
            str(task): {"queue": str(queue), "priority": PRIORITIES[queue]}
            for task, queue in ROUTES.items()
        },
        task_create_missing_queues=True,
        task_default_queue=str(Queue.UPKEEP),
        worker_prefetch_multiplier=2 * settings.flush_every,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        timezone="UTC",
        enable_utc=True,
    )


class Bell:
    """Publishes rings from a thread of its own, a few milliseconds' worth in one message.

    Owns the rings not yet published. One per process: a fork gets a fresh one.
    """

    def __init__(self) -> None:
        self._rings: deque[tuple[Task, str]] = deque(maxlen=_KEPT_RINGS)
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._publishing = threading.Lock()
        self._process = 0

    def ring(self, task: Task, *ids: str) -> None:
        """Ask for `task` on these public ids soon. Returns at once, never raises."""
        self._rings.extend((task, each) for each in ids)
        self._start()
        if not self._wake.is_set():  # the thread looks for more of itself; waking it costs
            self._wake.set()

    def flush(self) -> None:
        """Publish at once what is waiting, and wait for what the thread has in hand: before a
        short-lived process ends."""
        self._publish_all()

    def _start(self) -> None:
        if self._process == os.getpid():
            return
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._publish_forever, name="bell", daemon=True).start()

    def _publish_forever(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            threading.Event().wait(_GATHER_SECONDS)
            self._publish_all()

    def _publish_all(self) -> None:
        with self._publishing:
            for task, ids in self._take_all().items():
                for start in range(0, len(ids), IDS_PER_MESSAGE):
                    send(task, ids[start : start + IDS_PER_MESSAGE])

    def _take_all(self) -> dict[Task, list[str]]:
        batches: dict[Task, list[str]] = {}
        while True:
            try:
                task, public_id = self._rings.popleft()
            except IndexError:  # empty
                return batches
            batches.setdefault(task, []).append(public_id)


def send(task: Task, ids: list[str], **options: Any) -> bool:
    """Publish one message now, without retry. False, and a line in the log, when the broker
    does not take it: the rows still say what is undone."""
    try:
        celery.send_task(str(task), args=[ids], retry=False, **options)
    except Exception as error:  # the broker's many ways to be away: none may fail the caller
        logger.warning("ring lost", extra={"task": str(task), "ids": len(ids), "why": str(error)})
        return False
    return True


def waiting_messages(queue: Queue) -> int | None:
    """How many messages lie in a queue, without those in workers' hands; None: nobody knows."""
    priority = PRIORITIES[queue]
    key = f"{queue}\x06\x16{priority}" if priority else str(queue)
    count: int | None = memory().ask(lambda client: int(client.llen(key)), otherwise=None)
    return count


def ring_bulk(site: str) -> None:
    """Send the bulk lane's token of a site (by public id) on its way, unless one is: a token
    scores one portion and goes to the back of the queue, and two would only double the work
    that stands before live comments."""
    token = secrets.token_hex(4)
    is_new = memory().ask(
        lambda client: client.set(_bulk_key(site), token, nx=True, ex=BULK_SECONDS),
        otherwise=None,
    )
    if is_new:
        ring(Task.SCORE_BULK, f"{site}.{token}")


def keep_bulk(site: str, token: str) -> bool:
    """Whether this token still is the site's; keeps it so for BULK_SECONDS more."""
    key = _bulk_key(site)

    def renew(client: Any) -> bool:
        known = client.get(key)
        if known is not None and known.decode() != token:
            return False
        client.set(key, token, ex=BULK_SECONDS)
        return True

    return bool(memory().ask(renew, otherwise=True))


def end_bulk(site: str) -> None:
    """The lane is empty: the next `ring_bulk` sends a new token."""
    memory().ask(lambda client: client.delete(_bulk_key(site)), otherwise=None)


def _bulk_key(site: str) -> str:
    return f"bulk:{site}"


bell = Bell()
ring = bell.ring
flush = bell.flush
