"""Plants the demo site with the keys of a data folder. Safe to run again: it adds what is missing.

`secrets` holds api_key, publisher_key, moderator_email and moderator_password in the clear, as
service/up/folder.py made them; only their hashes are stored.
"""

from collections.abc import Mapping


def plant(secrets: Mapping[str, str], *, url: str, seed: bool) -> None:
    """Make the site `demo`, its keys and moderator; with `seed`, its articles and comments too.

    The site's origins are `url` and http://localhost with the same port.
    """
