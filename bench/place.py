"""Where and when a figure was measured, kept with it."""

import os
import platform
import subprocess
import time
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def place() -> dict[str, Any]:
    """Commit, time, cores, machine, and what else ran."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "commit": commit, "at": time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime()),
        "cores": os.cpu_count(), "machine": platform.machine(), "processor": _processor(),
        # What else ran: far above 0 the rates are worth only as ratios to each other.
        "load_before": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def _processor() -> str:
    """The processor's name and which of the instructions it has that int8 arithmetic likes."""
    info = Path("/proc/cpuinfo")
    lines = dict(
        (part.strip() for part in line.split(":", 1))
        for line in (info.read_text().splitlines() if info.exists() else ())
        if ":" in line
    )
    has = [flag for flag in _FLAGS if flag in lines.get("flags", "").split()]
    return " ".join([lines.get("model name", "unknown"), *has])


_FLAGS = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "amx_int8")
