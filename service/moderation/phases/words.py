"""Words that the site does not want, or wants a person to see."""

from service.moderation.pipeline import Action, Draft, Finding
from service.moderation.policy import Policy
from service.moderation.wordlist import compiled


def listed_words(draft: Draft, policy: Policy) -> Finding | None:
    """Reject banned words, hold suspect ones. Matching: service/moderation/wordlist.py."""
    banned = compiled(policy.words.banned).found_in(draft.text)
    if banned:
        return Finding(
            "words", Action.REJECT, f"banned: {', '.join(banned)}", {"banned": list(banned)}
        )
    suspect = compiled(policy.words.suspect).found_in(draft.text)
    if suspect:
        return Finding(
            "words", Action.HOLD, f"suspect: {', '.join(suspect)}", {"suspect": list(suspect)}
        )
    return None
