"""How many links?"""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy


def too_many_links(draft: Draft, policy: Policy) -> Finding | None:
    """Hold a comment with more links than the policy allows, refuse one full of them."""
    count = len(draft.links)
    if count <= policy.links.allowed:
        return None
    saw = {"links": count, "allowed": policy.links.allowed}
    if count > policy.links.refused:
        return Finding("links", Action.REFUSE, f"{count} links", saw)
    return Finding("links", Action.HOLD, f"{count} links, {policy.links.allowed} allowed", saw)
