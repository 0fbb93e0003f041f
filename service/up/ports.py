"""Ports: whether one is free, and free ones for the engines."""

import random
import socket

from service.up.errors import CannotStart

# Below Linux's range for outgoing connections: there, a client could be given the engine's port
# while the engine restarts, and the engine would never come back.
ENGINE_PORTS = range(20_000, 32_000)


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise CannotStart(f"Port {port} needs root: choose one above 1023.") from error
        except OSError:
            return False
        return True


def answers(host: str, port: int) -> bool:
    """Whether something accepts connections on this port."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def free_port(preferred: int | None = None) -> int:
    """A free port of this machine, `preferred` where it still is free."""
    if preferred and is_free("127.0.0.1", preferred):
        return preferred
    for port in random.SystemRandom().sample(ENGINE_PORTS, k=200):
        if is_free("127.0.0.1", port):
            return port
    raise CannotStart("No free port was found between 20000 and 32000 on this machine.")
