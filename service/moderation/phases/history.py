"""What became of the author's comments so far?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def author_history(draft: Draft, policy: Policy) -> Finding | None:
    """Hold by the author's record, where the policy asks for it (it is off by default)."""
    author, rules = draft.author, policy.history
    if rules.rejected_of_ten and author.rejected_of_ten >= rules.rejected_of_ten:
        return Finding(
            "history",
            Action.HOLD,
            f"{author.rejected_of_ten} of the last 10 rejected",
            {"rejected": author.rejected_of_ten, "holds_at": rules.rejected_of_ten},
        )
    if author.published < rules.first_comments:
        return Finding(
            "history",
            Action.HOLD,
            f"one of the author's first {rules.first_comments} comments",
            {"published": author.published, "first": rules.first_comments},
        )
    return None
