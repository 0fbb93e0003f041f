"""Perspective's attribute names and ours. Pure."""

from collections.abc import Mapping

from service.scoring import Attribute

_PRODUCTION = {
    "TOXICITY": Attribute.TOXICITY,
    "SEVERE_TOXICITY": Attribute.SEVERE_TOXICITY,
    "IDENTITY_ATTACK": Attribute.IDENTITY_ATTACK,
    "INSULT": Attribute.INSULT,
    "PROFANITY": Attribute.OBSCENE,
    "THREAT": Attribute.THREAT,
}
# Other attributes (FLIRTATION, SPAM, LIKELY_TO_REJECT ...) have no model here: asking for one is
# an error, never an invented number. The `_EXPERIMENTAL` twins were the same models, earlier.
BY_NAME: Mapping[str, Attribute] = {
    **_PRODUCTION,
    **{f"{name}_EXPERIMENTAL": attribute for name, attribute in _PRODUCTION.items()},
    "OBSCENE": Attribute.OBSCENE,
    "SEXUALLY_EXPLICIT": Attribute.SEXUAL_EXPLICIT,
}
