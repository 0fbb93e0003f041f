"""The goals: ratios within one run, so that a slow machine does not make them false.

`gap` is told where a goal is missed: what the profile says, and what was tried.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Found = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Goal:
    """What is promised. `value` reads it from a figure's rows and is None where it cannot."""

    words: str
    figure: str
    value: Callable[[Found], float | None]
    bar: float
    gap: str = ""
    is_ceiling: bool = False
    unit: str = "×"

    def is_met(self, found: Found) -> bool | None:
        """Whether it is reached; None where it was not measured."""
        value = self.value(found)
        if value is None:
            return None
        return value < self.bar if self.is_ceiling else value >= self.bar


def rate(found: Found, name: str) -> float | None:
    """Answers a second in a row; None where there are none."""
    told = found.get(name, {}).get("rate")
    return float(told) if told else None


def ratio(ours: str, *others: str) -> Callable[[Found], float | None]:
    """Our rate over that of the fastest of the others that was measured."""

    def value(found: Found) -> float | None:
        mine = rate(found, ours)
        theirs = [known for name in others if (known := rate(found, name)) is not None]
        return mine / max(theirs) if mine is not None and theirs else None

    return value


def wait(row: str, share: str) -> Callable[[Found], float | None]:
    """Milliseconds of a row."""
    return lambda found: found.get(row, {}).get(share)


_POST = (
    "a profile of the web process gives a third of a post to the driver (two statements and the commit),"
    " a third to Flask, the checks of the request and the answer, the rest to near copies, the phases and"
    " the text; the database runs both statements in 0.7 ms. Tried and kept: one statement to read and"
    " one to write, plans kept, rings gathered, commits by the short way, sessions that rest between"
    " requests (a fifth of the web's share), no foreign keys that every post checks (a sixth of the"
    " database's). Not done: fewer checks, or an answer before the disk has it. Left to do: sending the"
    " last statement and the commit in one round trip of the four."
)
_PAGE = (
    "an answer without any work (`/healthz`) is the measure of what Flask, the description of the API and"
    " the headers that protect readers cost; the page itself comes from the process's memory. Tried and"
    " kept: pages compressed once, versions believed for 20 ms and asked anew by one thread, headers"
    " looked through once. On a machine busy with other work every question to Valkey waits its turn."
)
_TWIKOO = (
    "its server is not on the registry that the measuring machine asks. On another day, before Parley"
    " was written, it did 3 times Isso's rate, keeping comments in memory when it answers."
)
_NGINX = (
    "a kept answer carries 300 bytes more of headers than a file, and every two seconds one is fetched"
    " anew; the rest is what nginx itself spends on finding it in its cache."
)
_JOURNEY = (
    "the comments came faster than the model scores on the processors left to it; more workers, or"
    " machines of their own for them, are the remedy ([scale](scale.md))."
)

GOALS = (
    Goal("Durable posts, all checks on, beside Isso", "posts", ratio("parley_8", "isso_8"), 3,
         gap=_POST),
    Goal("… beside Waline", "posts", ratio("parley_8", "waline_8"), 1),
    Goal("… beside Twikoo, which answers before the comment is on disk", "posts",
         ratio("parley_8", "twikoo_8"), 1.3, gap=_TWIKOO),
    Goal("A page of 100 comments beside Flask answering a constant 10 kB", "reads",
         ratio("page_100", "limit_constant"), 0.4, gap=_PAGE),
    Goal("The same page of an article with 10,000 comments, beside that with 100", "reads",
         ratio("page_10000", "page_100"), 0.85),
    Goal("… with 100,000 comments", "reads", ratio("page_100000", "page_100"), 0.85),
    Goal("A page of an article with 10,000 comments beside the fastest peer's", "reads",
         ratio("page_10000", "isso_page_10000", "waline_page_10000"), 15),
    Goal("A page from nginx's cache beside a file of its size from nginx", "reads",
         ratio("nginx_page_100", "limit_file"), 0.9, gap=_NGINX),
    Goal("Counts of 50 articles beside the fastest peer's", "reads",
         ratio("counts_50", "isso_counts_50", "waline_counts_50"), 1),
    Goal("Accepted to published at 100 a second, half of them", "journey",
         wait("rate_100", "p50_ms"), 150, gap=_JOURNEY, is_ceiling=True, unit=" ms"),
    Goal("… 99 of 100", "journey", wait("rate_100", "p99_ms"), 1_000, is_ceiling=True, unit=" ms"),
)  # fmt: skip
