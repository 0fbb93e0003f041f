"""The phases, one a file, each a pure function of Draft and Policy."""

from service.moderation.phases.banned import banned_author
from service.moderation.phases.closed import closed_article
from service.moderation.phases.copies import near_copy
from service.moderation.phases.external import external_check
from service.moderation.phases.flagged import reported
from service.moderation.phases.history import author_history
from service.moderation.phases.language import unscored_language
from service.moderation.phases.length import text_length
from service.moderation.phases.links import too_many_links
from service.moderation.phases.premoderate import premoderation
from service.moderation.phases.repeat import repeated_text
from service.moderation.phases.scores import scores_above_thresholds
from service.moderation.phases.speed import too_fast
from service.moderation.phases.words import listed_words
from service.moderation.pipeline import Phase

PHASES: list[Phase] = [
    # May this person write here at all?
    banned_author,
    closed_article,
    # The text by itself
    text_length,
    too_many_links,
    listed_words,
    # The text beside others
    too_fast,
    repeated_text,
    near_copy,
    # Who says it, and where
    author_history,
    premoderation,
    # What the model says, the publisher's own check, and readers
    scores_above_thresholds,
    unscored_language,
    external_check,
    reported,
]
