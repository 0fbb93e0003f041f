"""What an earlier run may have left behind when its supervisor was killed: processes that are
still on their way out. They are asked to hurry, so that the next start finds ports and folder
free."""

import json
import time

import psutil

from service.up.errors import CannotStart
from service.up.folder import DataFolder

_PATIENCE = 10.0  # seconds the kernel's signal gives them before we kill


def note_processes(folder: DataFolder, pids: dict[str, int]) -> None:
    """Remember who runs, with the time of birth, since a pid may be given to a stranger."""
    ours = set(pids.values())
    running = psutil.process_iter(["create_time"])
    born = {str(each.pid): each.info["create_time"] for each in running if each.pid in ours}
    (folder.run / "processes.json").write_text(json.dumps(born))


def end_leftovers(folder: DataFolder) -> None:
    """Wait for the processes of an earlier run to end; kill those that do not."""
    processes = _remembered(folder) + _postmaster(folder)
    for process in _wait(processes):
        process.kill()
    if alive := _wait(processes):
        raise CannotStart(
            f"Process {alive[0].pid} of an earlier run does not end: stop it, then start again."
        )


def _wait(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run after the time they are given."""
    deadline = time.monotonic() + _PATIENCE
    while (alive := [each for each in processes if _runs(each)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive


def _runs(process: psutil.Process) -> bool:
    # Where nobody collects the dead (a container without init), they stay as zombies.
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _remembered(folder: DataFolder) -> list[psutil.Process]:
    try:
        born = json.loads((folder.run / "processes.json").read_text())
    except (OSError, ValueError):
        return []
    found = [each for each in psutil.process_iter(["create_time"]) if str(each.pid) in born]
    return [each for each in found if each.info["create_time"] == born[str(each.pid)]]


def _postmaster(folder: DataFolder) -> list[psutil.Process]:
    try:
        pid = int((folder.postgres / "postmaster.pid").read_text().split()[0])
        process = psutil.Process(pid)
        is_ours = process.name() == "postgres" and str(folder.postgres) in process.cmdline()
    except (OSError, ValueError, IndexError, psutil.Error):
        return []
    return [process] if is_ours else []
