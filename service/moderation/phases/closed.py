"""Is the discussion open?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def closed_article(draft: Draft, policy: Policy) -> Finding | None:
    """Refuse a comment below an article that is closed: by hand, for its age, or for the night."""
    if draft.article.is_open:
        return None
    return Finding("closed", Action.REFUSE, "the discussion is closed")
