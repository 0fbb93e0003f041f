"""May this author write?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def banned_author(draft: Draft, policy: Policy) -> Finding | None:
    """Refuse a banned or suspended author."""
    if draft.author.is_banned:
        return Finding("banned", Action.REFUSE, "the author is banned", {"kind": "banned"})
    if draft.author.suspended_for is not None:
        seconds = int(draft.author.suspended_for.total_seconds()) + 1
        return Finding(
            "banned",
            Action.REFUSE,
            "the author is suspended",
            {"kind": "suspended", "seconds": seconds},
        )
    return None
