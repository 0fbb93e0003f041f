"""May any engine decide in this language?"""

from service.moderation.pipeline import Action, Draft, Finding, Scoring
from service.moderation.policy import Policy


def unscored_language(draft: Draft, policy: Policy) -> Finding | None:
    """Send to a person what no engine is good enough to judge (`unscored_language`)."""
    if draft.scoring is not Scoring.SCORED or draft.may_score_decide:
        return None
    action = Action.HOLD if policy.unscored_language == "hold" else Action.ALLOW
    return Finding(
        "language",
        action,
        f"no engine may decide in {draft.language}",
        {"language": draft.language},
    )
