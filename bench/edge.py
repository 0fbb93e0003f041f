"""nginx before Parley, by the very settings that operators are given, and nginx serving a file."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench.peers import wait_for
from bench.peers.installing import program
from service.up.ports import free_port

CONF = Path(__file__).parent.parent / "deploy" / "nginx.conf"
# Whoever is not root may not write where nginx is built to.
_TEMPORARY = "".join(
    f"  {name}_temp_path {{folder}}/{name};\n"
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)
_FILE = "    location = /file { default_type application/json; gzip off; root {folder}/www; }\n"


@contextmanager
def edge(service: str, file: bytes) -> Iterator[str]:
    """The address of an nginx before the service; below /file it serves `file` itself.
    Raises Unusable where there is no nginx."""
    nginx = program("nginx")
    folder = Path(tempfile.mkdtemp(prefix="nginx-bench-"))
    process = None
    try:
        folder.chmod(0o755)  # started by root, it serves as somebody else
        (folder / "www").mkdir()
        (folder / "www" / "file").write_bytes(file)
        port = free_port()
        (folder / "nginx.conf").write_text(conf(CONF.read_text(), service, port, folder))
        process = subprocess.Popen(
            [nginx, "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf", "-g", "daemon off;"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(f"http://127.0.0.1:{port}/file")
        yield f"http://127.0.0.1:{port}"
    finally:
        if process is not None:
            process.terminate()
            process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def conf(given: str, service: str, port: int, folder: Path) -> str:
    """The operators' file with addresses and folders of this run; all else stays."""
    temporary, file = (each.replace("{folder}", str(folder)) for each in (_TEMPORARY, _FILE))
    changes = (
        (r"server web:8000", f"server {urlsplit(service).netloc}"),
        (r"listen 8080;", f"listen 127.0.0.1:{port};\n{file}"),
        (r"pid /tmp/nginx.pid;", f"pid {folder}/nginx.pid;"),
        (r"proxy_cache_path \S+", f"proxy_cache_path {folder}/cache"),
        (r"http \{\n", f"http {{\n{temporary}"),
    )
    for pattern, instead in changes:
        given, count = re.subn(pattern, lambda _, instead=instead: instead, given)
        if count != 1:
            raise ValueError(f"deploy/nginx.conf has {count} times {pattern!r}, one was expected")
    return given
