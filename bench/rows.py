"""What the page calls the rows of each figure, which of them it draws, and its tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.plots import number

Found = Mapping[str, Mapping[str, Any]]

_OURS, _THEIRS, _LIMIT = "ours", "theirs", "limit"
RATES = {
    "posts": {
        "parley_8": "Parley, 8 connections",
        "parley_64": "Parley, 64 connections",
        "isso_8": "Isso",
        "waline_8": "Waline",
        "twikoo_8": "Twikoo",
        "limit_insert_8": "limit: one durable insert, psycopg",
        "limit_pgbench_8": "limit: one durable insert, pgbench, 8 connections",
        "limit_pgbench_64": "limit: the same, 64 connections",
    },
    "reads": {
        "page_100": "page, 100 comments",
        "page_10000": "page, 10,000 comments",
        "page_100000": "page, 100,000 comments",
        "page_100_etag": "page with a matching ETag",
        "nginx_page_100": "page from nginx's cache",
        "counts_50": "counts of 50 articles",
        "counts_100": "counts of 100 articles",
        "changes_one_article": "changes, pages open on one article",
        "changes_10000_articles": "changes, pages open on 10,000 articles",
        "isso_page_100": "Isso: page, 100 comments",
        "isso_page_10000": "Isso: page, 10,000 comments",
        "isso_counts_50": "Isso: counts of 50 articles",
        "waline_page_100": "Waline: page, 100 comments",
        "waline_page_10000": "Waline: page, 10,000 comments",
        "waline_counts_50": "Waline: counts of 50 articles",
        "twikoo_page_100": "Twikoo: page, 100 comments",
        "healthz": "Parley's `/healthz`",
        "limit_constant": "limit: Flask, a constant 10 kB",
        "limit_file": "limit: nginx, a file of the page's size",
    },
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A section of the page; `table` makes its table from the rows."""

    title: str
    table: Callable[[Found], str]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of rates; `rows` are (row, label, kind of bar)."""

    figure: str
    file: str
    title: str
    rows: tuple[tuple[str, str, str], ...]
    unit: str = " a second"


def _rates(name: str) -> Callable[[Found], str]:
    """The table of a figure whose rows are loads."""

    def table(found: Found) -> str:
        lines = ["| | a second | p50 ms | p95 ms | p99 ms | bytes |", "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
        for row, label in RATES[name].items():
            lines.append(f"| {label} | {_cells(found.get(row, {'missing': 'not measured'}))} |")
        return "\n".join(lines) + "\n" + _cold(found)

    return table


def _cells(told: Mapping[str, Any]) -> str:
    if "missing" in told:
        return f"{told['missing']} | | | |"
    numbers = (told.get(name) for name in ("rate", "p50_ms", "p95_ms", "p99_ms", "bytes"))
    return " | ".join(number(each) if each is not None else "" for each in numbers)


def _cold(found: Found) -> str:
    waits = {size: found.get(f"cold_{size}", {}).get("median_ms") for size in (100, 10_000, 100_000)}  # fmt: skip
    if not all(waits.values()):
        return ""
    told = ", ".join(f"{wait} ms of {size:,}" for size, wait in waits.items())
    return f"\nA page that is not kept, one reader at a time, median: {told} comments.\n"


def _journey(found: Found) -> str:
    lines = ["| comments a second | accepted a second | p50 ms | p95 ms | p99 ms | backlog gone after |", "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for row, told in found.items():
        if "missing" in told:
            lines.append(f"| {row} | {told['missing']} | | | | |")
            continue
        waits = " | ".join(number(told[name]) for name in ("p50_ms", "p95_ms", "p99_ms"))
        left = told.get("still_waiting")
        drained = f"not after {told['drained_after_s']} s: {left:,} wait" if left else f"{told['drained_after_s']} s"  # fmt: skip
        asked = row.removeprefix("rate_")
        lines.append(f"| {asked} | {number(told['accepted']['rate'])} | {waits} | {drained} |")
    return "\n".join(lines) + "\n"


def _memory(found: Found) -> str:
    idle, loaded = found.get("idle_mb", {}), found.get("loaded_mb", {})
    lines = ["| role | MB idle | MB under load |", "| --- | --- | --- |"]
    lines += [f"| {role} | {idle[role]} | {loaded.get(role, '')} |" for role in idle]
    start = found.get("cold_start", {}).get("seconds")
    told = f"\nFrom `parley up` on an empty folder to an installation that answers: {start} s.\n"
    return "\n".join(lines) + "\n" + (told if start else "")


FIGURES = {
    "posts": Figure("Posts", _rates("posts")),
    "reads": Figure("Reads", _rates("reads")),
    "journey": Figure("Accepted to published", _journey),
    "memory": Figure("Memory", _memory),
}
PLOTS = (
    Plot("posts", "benchmarks-posts.svg", "Posts accepted, 8 connections", (
        ("parley_8", "Parley", _OURS), ("isso_8", "Isso", _THEIRS),
        ("waline_8", "Waline", _THEIRS), ("limit_insert_8", "limit: one insert", _LIMIT))),
    Plot("reads", "benchmarks-pages.svg", "First page of 100 comments", (
        ("page_100", "Parley, 100 comments", _OURS), ("page_10000", "Parley, 10,000", _OURS),
        ("page_100000", "Parley, 100,000", _OURS), ("isso_page_100", "Isso, 100", _THEIRS),
        ("isso_page_10000", "Isso, 10,000", _THEIRS), ("waline_page_100", "Waline, 100", _THEIRS),
        ("waline_page_10000", "Waline, 10,000", _THEIRS),
        ("limit_constant", "limit: Flask, a constant", _LIMIT))),
    Plot("reads", "benchmarks-cache.svg", "The same page through nginx", (
        ("nginx_page_100", "Parley, nginx's cache", _OURS),
        ("limit_file", "limit: nginx, a file", _LIMIT))),
    Plot("reads", "benchmarks-counts.svg", "Counts of 50 articles", (
        ("counts_50", "Parley", _OURS), ("isso_counts_50", "Isso", _THEIRS),
        ("waline_counts_50", "Waline", _THEIRS))),
)  # fmt: skip
