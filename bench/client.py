"""A small HTTP client for loads: raw requests over kept connections, one event loop.

It costs some 40 microseconds a request, so that on two cores the service is measured and not
the client. It understands answers with a Content-Length or chunks, and nothing else.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(slots=True)
class Load:
    """What came of a load. `seconds` are those of each answer, in the order of their end."""

    wall: float = 0.0
    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    received: int = 0  # bytes

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.wall if self.wall else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the answers came."""
        ordered = sorted(self.seconds)
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)

    def summary(self) -> dict[str, object]:
        """For a result file."""
        return {
            "rate": round(self.rate, 1), "p50_ms": self.percentile(0.5),
            "p95_ms": self.percentile(0.95), "p99_ms": self.percentile(0.99),
            "statuses": {str(status): count for status, count in self.statuses.items()},
        }  # fmt: skip


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
    rate: float | None = None, on_answer: Callable[[int, bytes], None] | None = None,
) -> Load:  # fmt: skip
    """Send `requests` over `connections` for so many seconds, as fast as answers come or at
    `rate` a second."""
    return asyncio.run(_drive(url, requests, connections, seconds, rate, on_answer))


async def _drive(
    url: str, requests: Iterator[bytes], connections: int, seconds: float,
    rate: float | None, on_answer: Callable[[int, bytes], None] | None,
) -> Load:  # fmt: skip
    parts = urlsplit(url)
    load = Load()
    begun = time.perf_counter()
    slots = _slots(begun, rate)

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 22)
        while time.perf_counter() - begun < seconds:
            at = next(slots)
            if at > time.perf_counter():
                await asyncio.sleep(at - time.perf_counter())
            raw = next(requests, None)
            if raw is None:
                break
            sent = max(at, begun) if rate else time.perf_counter()
            writer.write(raw)
            status, body = await _read(reader)
            load.seconds.append(time.perf_counter() - sent)
            load.statuses[status] = load.statuses.get(status, 0) + 1
            load.received += len(body)
            if on_answer is not None:
                on_answer(status, body)
        writer.close()

    await asyncio.gather(*(connection() for _ in range(connections)))
    load.wall = time.perf_counter() - begun
    return load


def _slots(begun: float, rate: float | None) -> Iterator[float]:
    """When each request is due: with a rate, waiting counts from then, not from the sending."""
    number = 0
    while True:
        yield begun + number / rate if rate else 0.0
        number += 1


async def _read(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at >= 0:
        length = int(lowered[at + 15 : lowered.index(b"\r\n", at)])
        return status, await reader.readexactly(length) if length else b""
    if b"transfer-encoding: chunked" not in lowered:
        return status, b""
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return status, body
