"""Settings as the views need them."""

from service.config import Settings
from service.core import current_settings

settings = current_settings


def secret() -> str:
    """What signs tokens and cursors."""
    return current_settings().secret_key.get_secret_value()


__all__ = ["Settings", "secret", "settings"]
