"""Writes what `make faults` found into docs/operate/faults.md, between its two marks."""

import os
import platform
import subprocess
from collections.abc import Sequence

from tests.faults.cables import APART
from tests.faults.drive import Result
from tests.faults.hosts import REPOSITORY
from tests.faults.pooling import POOLED
from tests.faults.scenarios import SCENARIOS

PAGE = REPOSITORY / "docs" / "operate" / "faults.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"


def write_table(results: Sequence[Result], *, comments: int) -> None:
    """Put the table of these results, summed by fault, into the page."""
    page = PAGE.read_text()
    head, rest = page.split(BEGIN)
    tail = rest.split(END)[1]
    PAGE.write_text(f"{head}{BEGIN}\n\n{table(results, comments=comments)}\n{END}{tail}")


def table(results: Sequence[Result], *, comments: int) -> str:
    """One line a fault: its runs summed, the longest recovery, the slowest answer."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    lines = [
        f"Commit {commit}, {os.cpu_count()} cores, {platform.machine()}: runs of {comments}"
        f" comments each, at a load of {os.getloadavg()[2]:.0f}.",
        "",
        "| fault | runs | accepted | lost | doubled | stuck | against policy | miscounted"
        " | longest recovery | slowest answer |",
        "|--|--|--|--|--|--|--|--|--|--|",
    ]
    for fault in (*SCENARIOS, *APART, *POOLED):
        runs = [each for each in results if each.scenario == fault.name]
        if runs:
            lines.append(_line(fault.name, runs))
    return "\n".join(lines) + "\n"


def _line(name: str, runs: Sequence[Result]) -> str:
    sums = [
        sum(getattr(each.outcome, field) for each in runs)
        for field in ("accepted", "lost", "doubled", "stuck", "leaked", "miscounted")
    ]
    recovery = max(each.recovery for each in runs)
    slowest = max(each.slowest for each in runs)
    cells = [name, str(len(runs)), *map(str, sums), f"{recovery:.1f} s", f"{slowest:.2f} s"]
    return f"| {' | '.join(cells)} |"
