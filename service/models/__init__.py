"""Rows only: columns, constraints, indexes; no verbs. The site comes first in every key."""

from service.models.accounts import AccountSession, Grant, Mail, Provider, ReaderMail
from service.models.articles import Article
from service.models.comments import Comment, Flag, Revision, Sketch, Vote
from service.models.counters import (
    ArticleMonth,
    ArticleSection,
    Conversation,
    NudgeShown,
    ReaderDay,
    ReaderMonth,
    ReaderSpan,
    Rollup,
    RollupCursor,
    RollupDay,
    RollupState,
    SectionDay,
    SectionReader,
    SectionRollup,
    SectionView,
    ViewDay,
)
from service.models.credentials import RefreshToken, SigningKey
from service.models.decisions import Claim, Decision
from service.models.deliveries import Delivery, Webhook
from service.models.erasures import Erasure
from service.models.events import Event
from service.models.external import ExternalCheck
from service.models.fairness import (
    Appeal,
    AuditSample,
    AuthorAction,
    IllegalNotice,
    ReaderNotice,
    Statement,
)
from service.models.feedback import SiteCalibration, SiteEngine, Suggestion
from service.models.lab import Replay, ScoreWatch, Shadow, ShadowVerdict
from service.models.people import ApiKey, Membership, Reader, Staff, StaffSession
from service.models.policies import PolicyVersion
from service.models.repeats import KeptAnswer
from service.models.review import Batch, BatchItem, HotArticle, QueueItem, QueueTally, SavedQueue
from service.models.scores import Score, ScoringJob
from service.models.sites import Site
from service.models.staff import Invitation, Passkey, RecoveryCode, SiteAct, StaffChallenge

__all__ = [
    "AccountSession",
    "ApiKey",
    "Appeal",
    "Article",
    "ArticleMonth",
    "ArticleSection",
    "AuditSample",
    "AuthorAction",
    "Batch",
    "BatchItem",
    "Claim",
    "Comment",
    "Conversation",
    "Decision",
    "Delivery",
    "Erasure",
    "Event",
    "ExternalCheck",
    "Flag",
    "Grant",
    "HotArticle",
    "IllegalNotice",
    "Invitation",
    "KeptAnswer",
    "Mail",
    "Membership",
    "NudgeShown",
    "Passkey",
    "PolicyVersion",
    "Provider",
    "QueueItem",
    "QueueTally",
    "Reader",
    "ReaderDay",
    "ReaderMail",
    "ReaderMonth",
    "ReaderNotice",
    "ReaderSpan",
    "RecoveryCode",
    "RefreshToken",
    "Replay",
    "Revision",
    "Rollup",
    "RollupCursor",
    "RollupDay",
    "RollupState",
    "SavedQueue",
    "Score",
    "ScoreWatch",
    "ScoringJob",
    "SectionDay",
    "SectionReader",
    "SectionRollup",
    "SectionView",
    "Shadow",
    "ShadowVerdict",
    "SigningKey",
    "Site",
    "SiteAct",
    "SiteCalibration",
    "SiteEngine",
    "Sketch",
    "Staff",
    "StaffChallenge",
    "StaffSession",
    "Statement",
    "Suggestion",
    "ViewDay",
    "Vote",
    "Webhook",
]
