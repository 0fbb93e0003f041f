"""Writes docs/operate/benchmarks.md and its plots from bench/results: `python -m bench.page`."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bench.goals import GOALS, Found, Goal, rate
from bench.place import RESULTS
from bench.plots import Bar, bars, number
from bench.rows import FIGURES, PLOTS, Plot

DOCS = RESULTS.parent.parent / "docs"
PAGE = DOCS / "operate" / "benchmarks.md"
IMAGES = DOCS / "images"
_HEAD = """# Benchmarks

<!-- Written by `python -m bench.page` from bench/results: change those, or bench/, never this page. -->

`make bench` measures all of this again, on your machine, in about ten minutes: Parley, two other
comment servers and the limits of the machine itself, one after the other in the same run. **Read the
ratios**: the rates are those of one small machine on which client, servers and database share the
processors.

"""
_HOW = """
## How it is measured

* Every load is driven by one small client over kept connections, 8 unless said otherwise, in six
  rounds that take turns with the others, so that all saw the same machine; the client takes
  its share of the same processors.
* Parley runs as `parley up` starts it, with every check on, on a PostgreSQL that waits for the disk
  (`fsync` and `synchronous_commit` on). Only limits of frequency are off, here and at the peers.
* While posts and reads are measured the workers sleep, as if they ran on machines of their own;
  *accepted to published* and memory are measured with them.
* **Isso** keeps its SQLite and is served by gunicorn with two processes of four threads. **Waline**
  runs its own `vanilla.js` on the same PostgreSQL; the look-up of sign-in services on the internet,
  which it makes at every request, is answered on the spot. Each was filled through its own database.
* A page is the first 100 comments, newest first. Parley's is asked for and sent compressed; the peers
  do not compress. *Not kept* is the page that is rendered anew because its article has just moved.
* nginx is given `deploy/nginx.conf`, the file that operators are given, with other addresses.
"""


def write() -> None:
    """Write the page and its plots anew."""
    PAGE.write_text(render(results()))
    for plot in PLOTS:
        found = results().get(plot.figure, {}).get("found", {})
        rows = _bars(plot, found)
        if rows:
            (IMAGES / plot.file).write_text(bars(plot.title, rows, plot.unit))


def results() -> dict[str, Any]:
    """What was measured, by figure."""
    files = {name: RESULTS / f"{name}.json" for name in FIGURES}
    return {name: json.loads(file.read_text()) for name, file in files.items() if file.exists()}


def render(measured: Mapping[str, Any]) -> str:
    """The whole page."""
    parts = [_HEAD, _machine(measured), "## Goals\n\n", _goals(measured)]
    for name, figure in FIGURES.items():
        parts.append(f"\n## {figure.title}\n\n")
        if name not in measured:
            parts.append("Not measured yet.\n")
            continue
        found = measured[name]["found"]
        for plot in PLOTS:
            if plot.figure == name and _bars(plot, found):
                parts.append(f"![{plot.title}](../images/{plot.file})\n\n")
        parts.append(figure.table(found))
    return "".join([*parts, _HOW])


def _machine(measured: Mapping[str, Any]) -> str:
    lines = [
        f"{name}: {each['at']} at commit `{each['commit']}`, {each['cores']} cores"
        f" ({each['processor']}), {number(each['seconds'])} s a load, load before {each['load_before']}"
        for name, each in measured.items()
    ]
    return "".join(f"* {line}\n" for line in lines) + "\n"


def _goals(measured: Mapping[str, Any]) -> str:
    lines = ["| what | goal | reached | |", "| --- | --- | --- | --- |"]
    gaps = []
    for goal in GOALS:
        found: Found = measured.get(goal.figure, {}).get("found", {})
        met = goal.is_met(found)
        word = {True: "met", False: "missed", None: "not measured"}[met]
        lines.append(f"| {goal.words} | {_bar(goal)} | {_value(goal, found)} | {word} |")
        if met is not True and goal.gap:
            gaps.append(f"* **{goal.words}**: {goal.gap}\n")
    gap = "\nWhere the gap is:\n\n" + "".join(gaps) if gaps else ""
    return "\n".join(lines) + "\n" + gap


def _bar(goal: Goal) -> str:
    return f"{'under' if goal.is_ceiling else 'at least'} {number(goal.bar)}{goal.unit}"


def _value(goal: Goal, found: Found) -> str:
    value = goal.value(found)
    return f"{number(value)}{goal.unit}" if value is not None else "-"


def _bars(plot: Plot, found: Found) -> Sequence[Bar]:
    known = ((label, rate(found, row), kind) for row, label, kind in plot.rows)
    return [Bar(label, value, kind) for label, value, kind in known if value is not None]


if __name__ == "__main__":
    write()
