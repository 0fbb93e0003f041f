"""What do other readers report?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def reported(draft: Draft, policy: Policy) -> Finding | None:
    """Hold above a weight of reports, if the policy sets one; else reports only queue."""
    return weighed(draft.report_weight, policy)


def weighed(weight: float, policy: Policy) -> Finding | None:
    """What reports of that weight come to."""
    limit = policy.reports.hold_at
    if not limit or weight < limit:
        return None
    return Finding(
        "reports",
        Action.HOLD,
        f"reports weigh {weight:.1f}, holds at {limit:.1f}",
        {"weight": round(weight, 2), "holds_at": limit},
    )
