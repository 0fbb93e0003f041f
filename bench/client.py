"""A small HTTP client for loads: raw requests over kept connections, one thread, one selector.

It costs some 15 microseconds a request, so that on two cores the service is measured and not
the client. It understands answers with a Content-Length, chunks, or an end by closing.
"""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATIENCE = 15.0  # seconds that answers may come late: a slow peer's are still counted


@dataclass(slots=True)
class Load:
    """What came of a load. `seconds` are those of each answer, in the order of their end."""

    wall: float = 0.0
    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    received: int = 0  # bytes, heads included
    unanswered: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.wall if self.wall else 0.0

    def add(self, other: "Load") -> None:
        """Take in another load of the same kind, driven after this one."""
        self.wall += other.wall
        self.seconds += other.seconds
        self.received += other.received
        self.unanswered += other.unanswered
        for status, count in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count

    def percentile(self, share: float) -> float | None:
        """Milliseconds within which that share of the answers came; None without any."""
        if not self.seconds:
            return None
        ordered = sorted(self.seconds)
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)

    def summary(self) -> dict[str, object]:
        """For a result file."""
        told: dict[str, object] = {
            "rate": round(self.rate, 1 if self.rate > 10 else 3), "p50_ms": self.percentile(0.5),
            "p95_ms": self.percentile(0.95), "p99_ms": self.percentile(0.99),
            "bytes": round(self.received / max(1, len(self.seconds))),
            "statuses": {str(status): count for status, count in self.statuses.items()},
        }  # fmt: skip
        return told | ({"unanswered": self.unanswered} if self.unanswered else {})


@dataclass(slots=True)
class _Connection:
    """One kept connection; `sent` is when its request was due, `answer` what came of it so far."""

    address: tuple[str, int]
    socket: socket.socket
    sent: float = 0.0
    is_busy: bool = False
    answer: bytes = b""


def request(method: str, url: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of one request; header names with underscores for hyphens."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body or method in ("POST", "PUT"):
        lines += [f"Content-Length: {len(body)}", "Content-Type: application/json"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def drive(
    url: str, requests: Iterator[bytes], *, connections: int, seconds: float,
    rate: float | None = None,
) -> Load:  # fmt: skip
    """Send `requests` over `connections` for so many seconds, as fast as answers come or at
    `rate` a second; with a rate, waiting counts from when a request was due."""
    parts = urlsplit(url)
    address = parts.hostname or "127.0.0.1", parts.port or 80
    with selectors.DefaultSelector() as selector:
        run = _Run(selector, requests, rate)
        for _ in range(connections):
            run.connect(address)
        try:
            run.until(seconds)
        finally:
            for key in list(selector.get_map().values()):
                key.data.socket.close()
    return run.load


class _Run:
    """One load under way. Owns its connections; those without a request are in `idle`."""

    def __init__(
        self, selector: selectors.BaseSelector, requests: Iterator[bytes], rate: float | None
    ) -> None:
        self.load = Load()
        self._selector = selector
        self._requests = requests
        self._rate = rate
        self._idle: list[_Connection] = []
        self._busy = 0
        self._number = 0

    def connect(self, address: tuple[str, int]) -> None:
        """Open one more connection."""
        opened = socket.create_connection(address, timeout=PATIENCE)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = _Connection(address, opened)
        self._selector.register(opened, selectors.EVENT_READ, connection)
        self._idle.append(connection)

    def until(self, seconds: float) -> None:
        """Send for so long, then wait for what is under way."""
        begun = last = time.perf_counter()
        end = begun + seconds
        while True:
            now = time.perf_counter()
            if now < end:
                pause = min(self._send(begun, end), end - now)
            elif self._busy and now < end + PATIENCE:
                pause = end + PATIENCE - now
            else:
                break
            for key, _ in self._selector.select(max(0.0, pause)):
                last = self._read(key.data)
        self.load.unanswered = self._busy
        self.load.wall = (now if self._busy else max(last, end)) - begun

    def _send(self, begun: float, end: float) -> float:
        """Send on idle connections what is due; seconds until the next is."""
        while self._idle:
            now = time.perf_counter()
            due = begun + self._number / self._rate if self._rate else now
            if due > now:
                return due - now
            raw = next(self._requests, None)
            if raw is None:
                break
            connection = self._idle.pop()
            connection.sent = due
            connection.is_busy = True
            connection.socket.sendall(raw)
            self._number += 1
            self._busy += 1
        return end - begun

    def _read(self, connection: _Connection) -> float:
        """Take in what came; the time by which it was here."""
        chunk = connection.socket.recv(1 << 18)
        connection.answer = connection.answer + chunk if connection.answer else chunk
        length = _length(connection.answer, is_closed=not chunk)
        now = time.perf_counter()
        if length is None:
            return now
        self._count(connection, now)
        if not chunk or b"\r\nconnection: close" in connection.answer[:2_000].lower():
            self._reopen(connection)
        else:
            self._idle.append(connection)
        connection.answer = b""
        return now

    def _reopen(self, connection: _Connection) -> None:
        self._selector.unregister(connection.socket)
        connection.socket.close()
        self.connect(connection.address)

    def _count(self, connection: _Connection, now: float) -> None:
        if not connection.is_busy:  # the server tired of waiting for a request: none is owed
            self._idle.remove(connection)
            return
        connection.is_busy = False
        self._busy -= 1
        load = self.load
        status = int(connection.answer[9:12] or 0)  # 0: closed without an answer
        load.statuses[status] = load.statuses.get(status, 0) + 1
        if status:
            load.seconds.append(now - connection.sent)
            load.received += len(connection.answer)


def _length(answer: bytes, *, is_closed: bool) -> int | None:
    """The length of a whole answer, or None while more of it is to come."""
    if is_closed:
        return len(answer)
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = answer[:end].lower()
    at = head.find(b"content-length:")
    if at >= 0:
        line = head.find(b"\r\n", at)
        whole = end + 4 + int(head[at + 15 : line if line >= 0 else end])
        return whole if len(answer) >= whole else None
    if b"transfer-encoding: chunked" in head:
        return len(answer) if answer.endswith(b"0\r\n\r\n") else None
    return end + 4 if head[9:12] in (b"204", b"304") else None
