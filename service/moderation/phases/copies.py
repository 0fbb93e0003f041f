"""Is it a near copy of what was posted lately?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def near_copy(draft: Draft, policy: Policy) -> Finding | None:
    """Hold a near copy of recent comments on the site, by whomever: waves come that way."""
    if draft.near_copies <= policy.copies.allowed:
        return None
    return Finding(
        "copies",
        Action.HOLD,
        f"near copy of {draft.near_copies} recent comment{'s' * (draft.near_copies > 1)}",
        {"copies": draft.near_copies, "allowed": policy.copies.allowed},
    )
