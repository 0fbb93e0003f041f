"""Known vulnerabilities in what we depend on: pip-audit over the locks, npm audit over the web's.

Both ask a service in the world outside. Where it does not answer within PATIENCE this says so and
is no failure; a vulnerability that is found is one.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30  # seconds
LOCKS = ("runtime", "build", "dev")


@dataclass(frozen=True, slots=True)
class Heard:
    """What an audit said; `asked` packages were known to it (None: it did not answer)."""

    asked: int | None
    found: tuple[str, ...] = ()


def main() -> int:
    """One line an audit; 1 when something was found."""
    locks = [part for name in LOCKS for part in ("-r", f"requirements/{name}.txt")]
    commands = {
        "pip-audit": [str(Path(sys.executable).parent / "pip-audit"), "--disable-pip",
                      "--require-hashes", "--progress-spinner=off", "--format=json", *locks],
        "npm audit": ["npm", "--prefix", "web", "audit", "--json"],
    }  # fmt: skip
    running = {name: _start(command) for name, command in commands.items()}
    heard = {
        "pip-audit": pip_heard(_end(running["pip-audit"])),
        "npm audit": npm_heard(_end(running["npm audit"])),
    }
    for name, said in heard.items():
        sys.stdout.write(f"{name}: {told(said)}\n")
    return int(any(said.found for said in heard.values()))


def told(said: Heard) -> str:
    """One audit in words."""
    if said.found:
        return "\n  ".join([f"{len(said.found)} vulnerabilities", *said.found])
    if said.asked is None:
        return "could not be reached from here; nothing was checked"
    return f"nothing known against {said.asked} packages"


def pip_heard(raw: str) -> Heard:
    """pip-audit's JSON. A mirror without the data knows none of the packages."""
    parsed = _json(raw)
    packages = parsed.get("dependencies", [])
    asked = [each for each in packages if "skip_reason" not in each]
    return Heard(len(asked) or None, tuple(_pip_findings(asked)))


def _pip_findings(packages: Sequence[dict[str, Any]]) -> Iterator[str]:
    for each in packages:
        for known in each.get("vulns", []):
            fixed = ", ".join(known.get("fix_versions", [])) or "none yet"
            yield f"{each['name']} {each['version']}: {known['id']}, fixed in {fixed}"


def npm_heard(raw: str) -> Heard:
    """npm's JSON; an error has no `vulnerabilities`."""
    parsed = _json(raw)
    if "vulnerabilities" not in parsed:
        return Heard(None)
    found = tuple(
        f"{name} {each.get('range', '')}: {each.get('severity', 'unknown')}"
        for name, each in parsed["vulnerabilities"].items()
    )
    total = parsed.get("metadata", {}).get("dependencies", {}).get("total", 0)
    return Heard(int(total), found)


def _json(raw: str) -> dict[str, Any]:
    try:
        parsed = json.loads(raw)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _start(command: list[str]) -> "subprocess.Popen[str] | None":
    try:
        return subprocess.Popen(  # noqa: S603  # our own words
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
    except OSError:
        return None


def _end(process: "subprocess.Popen[str] | None") -> str:
    if process is None:
        return ""
    try:
        return process.communicate(timeout=PATIENCE)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return ""


if __name__ == "__main__":
    sys.exit(main())
