"""The file that is imported: packed or not, read once from front to back."""

import gzip
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

BROKEN = (EOFError, gzip.BadGzipFile, zlib.error)  # what a packed file that is cut off raises
_GZIP = b"\x1f\x8b"


class Source:
    """An opened file, and how far it has been read."""

    def __init__(self, path: Path, raw: IO[bytes]) -> None:
        self.path = path
        self._raw = raw
        is_packed = raw.read(2) == _GZIP
        raw.seek(0)
        self.stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if is_packed else raw
        self.is_packed = is_packed

    @property
    def position(self) -> int:
        """Bytes of the file, as it lies on the disk, that have been read."""
        return self._raw.tell()

    def beside(self, *names: str) -> Path | None:
        """The first file of these names, packed or not, in the same folder."""
        for name in names:
            for each in (self.path.with_name(name), self.path.with_name(name + ".gz")):
                if each.is_file():
                    return each
        return None

    @contextmanager
    def unpacked(self) -> Iterator[Path]:
        """A path to the plain file, for what can read nothing else."""
        if not self.is_packed:
            yield self.path
            return
        with tempfile.NamedTemporaryFile(prefix="parley-import-") as copy:
            shutil.copyfileobj(self.stream, copy)
            copy.flush()
            yield Path(copy.name)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The file at `path`, whether packed or not."""
    with path.open("rb") as raw:
        yield Source(path, raw)
