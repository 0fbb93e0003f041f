"""Does the author write faster than a person should?"""

from math import ceil

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def too_fast(draft: Draft, policy: Policy) -> Finding | None:
    """Refuse a comment too soon after the last one, or too many within an hour."""
    author = draft.author
    pause = policy.speed.seconds_between
    if draft.article.slow_mode is not None:
        pause = max(pause, draft.article.slow_mode.total_seconds())
    if author.since_last is not None and author.since_last.total_seconds() < pause:
        wait = ceil(pause - author.since_last.total_seconds())
        return Finding("speed", Action.REFUSE, f"wait {wait} s", {"retry_after": wait})
    if policy.speed.hourly and author.in_last_hour >= policy.speed.hourly:
        return Finding(
            "speed",
            Action.REFUSE,
            f"{author.in_last_hour} comments within an hour",
            {"retry_after": 600, "hourly": policy.speed.hourly},
        )
    return None
