"""Does a person read it first in any case?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def premoderation(draft: Draft, policy: Policy) -> Finding | None:
    """Hold everything by this author, below this article, or on this site."""
    if draft.author.is_premoderated:
        return Finding("premoderate", Action.HOLD, "this author's comments are read first",
                       {"because": "author"})  # fmt: skip
    if draft.article.is_premoderated:
        return Finding("premoderate", Action.HOLD, "comments below this article are read first",
                       {"because": "article"})  # fmt: skip
    if draft.article.holds_newcomers and draft.author.published == 0:
        return Finding("premoderate", Action.HOLD, "first comments below this article are read first",
                       {"because": "newcomer"})  # fmt: skip
    if policy.premoderate:
        return Finding("premoderate", Action.HOLD, "comments on this site are read first",
                       {"because": "site"})  # fmt: skip
    return None
