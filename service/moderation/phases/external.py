"""What does the publisher's own check say?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def external_check(draft: Draft, policy: Policy) -> Finding | None:
    """Hold what the publisher's own check objects to, or, by policy, what it did not answer."""
    if draft.external is None:
        return None
    if not draft.external.has_answered:
        is_closed = policy.external.if_fails == "hold"
        action = Action.HOLD if is_closed else Action.ALLOW
        return Finding("external", action, "the publisher's own check did not answer")
    if not draft.external.held:
        return None
    said = "; ".join(draft.external.held)
    return Finding("external", Action.HOLD, said, {"said": list(draft.external.held)})
