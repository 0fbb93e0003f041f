"""The load client counts what came, however a server frames its answers."""

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.client import drive, request

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
KNOWN = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
CLOSING = b"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nhello"


@contextmanager
def server(answer: bytes, *, closes: bool = False) -> Iterator[str]:
    """Gives the same answer to every request, in two pieces."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection:
            while connection.recv(65_536):
                connection.sendall(answer[:20])
                connection.sendall(answer[20:])
                if closes:
                    return

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return  # the listener is closed: the test is over
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.mark.parametrize(
    ("answer", "status"),
    [(PLAIN, 200), (CHUNKED, 200), (KNOWN, 304), (CLOSING, 200)],
    ids=["length", "chunks", "304", "closing"],
)
def test_every_answer_is_counted_once_and_whole(answer: bytes, status: int) -> None:
    with server(answer, closes=answer is CLOSING) as url:
        raw = itertools.repeat(request("GET", f"{url}/"), 20)
        load = drive(url, raw, connections=3, seconds=0.5)
    assert load.statuses == {status: 20}
    assert load.received == 20 * len(answer)
    assert load.unanswered == 0


def test_a_rate_is_kept_and_waiting_counts_from_when_a_request_was_due() -> None:
    with server(PLAIN) as url:
        raw = itertools.repeat(request("GET", f"{url}/"))
        load = drive(url, raw, connections=4, seconds=1, rate=50)
    # A busy machine may answer late, never more often.
    assert 25 <= len(load.seconds) <= 51
