"""Is the discussion open?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def closed_article(draft: Draft, policy: Policy) -> Finding | None:
    """Refuse a comment below a closed article."""
    if draft.article.is_open:
        return None
    return Finding("closed", Action.REFUSE, "the discussion is closed")
