"""The command `parley`: each command parses its options and makes one call into a room.

Rooms are imported inside the commands, so that `parley --help` and `parley score` stay quick and
never load what they do not use.
"""

import rich_click as click

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(package_name="parley")
def main() -> None:
    """Parley: a self-hosted discussion and comment-moderation service."""
