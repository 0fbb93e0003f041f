"""Names that a reader would take for one another."""

from service.scoring.disguise import LETTERS, LOOKALIKES
from service.text import fold

_LIKE = {**LETTERS, **LOOKALIKES, "0": "o", "1": "l", "|": "l", "i": "l"}


def likeness(name: str) -> str:
    """What the eye sees of a name: no case, accents, spaces or signs; look-alikes as one."""
    likes = "".join(LETTERS.get(each, LOOKALIKES.get(each, each)) for each in name)
    folded = "".join(_LIKE.get(each, each) for each in fold(likes))
    return "".join(each for each in folded if each.isalnum())
