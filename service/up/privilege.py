"""What a child does between fork and exec: end with its parent, and stop being root.

PostgreSQL refuses to run as root, and root's folders (a checkout below /root, a temporary folder
of mode 0700) are closed to the account it runs as instead. Opening them to everybody, as the
wheel's own starter does, would be rude; so the child keeps one capability: to read past modes.
"""

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from service.up.errors import CannotStart

_PR_SET_PDEATHSIG = 1
_PR_SET_SECUREBITS = 28
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_NO_SETUID_FIXUP = 1 << 2
_CAPABILITY_VERSION_3 = 0x20080522
_DAC_OVERRIDE = 1
_DAC_READ_SEARCH = 2
_SETPCAP = 8

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a child runs as; `capability` is the one kept, or None."""

    uid: int
    gid: int
    capability: int | None


def account_for_postgres(folder: Path, *, binaries: Path) -> Account | None:
    """Whom PostgreSQL runs as: None for ourselves, else another account when we are root.

    Raises CannotStart when that account could not reach the folder.
    """
    if os.geteuid() != 0:
        return None
    entry = _unprivileged_entry(folder)
    if all(_is_open(each) for each in (folder, binaries)):
        return Account(entry.pw_uid, entry.pw_gid, None)
    for capability in (_DAC_READ_SEARCH, _DAC_OVERRIDE):
        if _is_permitted(capability) and _is_permitted(_SETPCAP):
            return Account(entry.pw_uid, entry.pw_gid, capability)
    raise CannotStart(
        f"PostgreSQL does not run as root, and {entry.pw_name} cannot reach {folder}: start as an"
        " ordinary user, or choose a folder that others may enter."
    )


def preparation(death_signal: signal.Signals, account: Account | None) -> Callable[[], None]:
    """What to run in the child before exec (as `preexec_fn`)."""
    parent = os.getpid()

    def prepare() -> None:
        if account is not None:
            _become(account)
        # Last, since a change of account clears it.
        die_with_parent(death_signal, parent)

    return prepare


def die_with_parent(death_signal: signal.Signals, parent: int) -> None:
    """Have the kernel send us `death_signal` when our parent ends, however it ends."""
    if not sys.platform.startswith("linux"):
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), death_signal)


def _unprivileged_entry(folder: Path) -> pwd.struct_passwd:
    owner = folder.stat().st_uid if folder.exists() else 0
    names = [each.pw_name for each in pwd.getpwall() if each.pw_uid == owner != 0]
    for name in (*names, "postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotStart("PostgreSQL does not run as root, and this machine has no user `nobody`.")


def _is_open(path: Path) -> bool:
    existing = path if path.exists() else path.parent
    return all(each.stat().st_mode & 0o001 for each in (existing, *existing.parents))


def _is_permitted(capability: int) -> bool:
    status = Path("/proc/self/status")
    if not status.exists():
        return False
    line = next(each for each in status.read_text().splitlines() if each.startswith("CapPrm"))
    return bool(int(line.split()[1], 16) >> capability & 1)


def _become(account: Account) -> None:
    keep = account.capability
    if keep is not None:
        # Keeps capabilities through the change of account, and has access(2), by which the server
        # looks for its own programs, heed them.
        _call("prctl", _PR_SET_SECUREBITS, _NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setresgid(account.gid, account.gid, account.gid)
    os.setresuid(account.uid, account.uid, account.uid)
    if keep is not None:
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        sets = (ctypes.c_uint32 * 6)(1 << keep, 1 << keep, 1 << keep, 0, 0, 0)
        _call("capset", header, sets)
        _call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, keep, 0, 0)


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
