"""Is there enough to read, and not too much?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def text_length(draft: Draft, policy: Policy) -> Finding | None:
    """Refuse a text outside the policy's limits; characters are code points after NFC."""
    length = len(draft.text)
    limits = policy.length
    if length > limits.maximum:
        return Finding(
            "length",
            Action.REFUSE,
            f"{length} characters, {limits.maximum} allowed",
            {"kind": "long", "characters": length, "allowed": limits.maximum},
        )
    if length < limits.minimum:
        return Finding(
            "length",
            Action.REFUSE,
            f"{length} characters, {limits.minimum} needed",
            {"kind": "short", "characters": length, "needed": limits.minimum},
        )
    return None
