"""Rows only: columns, constraints, indexes; no verbs. The site comes first in every key."""

from service.models.articles import Article
from service.models.comments import Comment, Flag, Revision, Sketch, Vote
from service.models.counters import ReaderDay, Rollup, RollupCursor, ViewDay
from service.models.credentials import RefreshToken, SigningKey
from service.models.decisions import Claim, Decision
from service.models.events import Event
from service.models.feedback import Suggestion
from service.models.people import ApiKey, Membership, Reader, Staff, StaffSession
from service.models.policies import PolicyVersion
from service.models.scores import Score, ScoringJob
from service.models.sites import Site

__all__ = [
    "ApiKey",
    "Article",
    "Claim",
    "Comment",
    "Decision",
    "Event",
    "Flag",
    "Membership",
    "PolicyVersion",
    "Reader",
    "ReaderDay",
    "RefreshToken",
    "Revision",
    "Rollup",
    "RollupCursor",
    "Score",
    "ScoringJob",
    "SigningKey",
    "Site",
    "Sketch",
    "Staff",
    "StaffSession",
    "Suggestion",
    "ViewDay",
    "Vote",
]
