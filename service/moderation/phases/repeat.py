"""Has this author said exactly this before?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def repeated_text(draft: Draft, policy: Policy) -> Finding | None:
    """Refuse the same text by the same author; short ones ("Thank you!") may be repeated."""
    if not draft.author.has_said_this or len(draft.text) < policy.repeat.characters:
        return None
    return Finding("repeat", Action.REFUSE, "the author has said this already")
