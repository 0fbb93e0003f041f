"""What a request may do how often, in one table. docs/operate/limits.md shows the same.

A comment's own frequency is the policy's business (phase `speed`), counted in the database.
Per address there is more room than per person: households, schools and whole towns share one.
"""

import hashlib
import logging

from flask import request

from service.api.config import settings
from service.clock import utc_now
from service.errors import TooFast
from service.limiting import Rule, address_hash, wait_for

logger = logging.getLogger(__name__)

POST_BY_ADDRESS = Rule("post", 20, 60)
SESSION_BY_ADDRESS = Rule("session", 60, 600)
REFRESH_BY_ADDRESS = Rule("refresh", 240, 600)
PREVIEW_BY_ADDRESS = Rule("preview", 120, 60)
VOTE = Rule("vote", 60, 60)
VOTE_BY_ADDRESS = Rule("vote_address", 240, 60)
REPORT = Rule("report", 20, 3600)
REPORT_BY_ADDRESS = Rule("report_address", 60, 3600)
SIGN_IN = Rule("sign_in", 10, 600)
SIGN_IN_BY_ADDRESS = Rule("sign_in_address", 30, 600)
PASSKEY_BY_ADDRESS = Rule("passkey_address", 120, 600)
INVITATION_BY_ADDRESS = Rule("invitation_address", 30, 600)
MAIL = Rule("mail", 5, 3600)


def by_address(rule: Rule) -> None:
    """Count this request for its address. Raises TooFast."""
    if settings().are_limits_on:
        _count(rule, address_hash(request.remote_addr or "", now=utc_now()))


def by_account(rule: Rule, account: object) -> None:
    """Count this request for an account, or whatever names one. Raises TooFast."""
    if settings().are_limits_on:
        _count(rule, hashlib.sha256(str(account).encode()).hexdigest()[:24])


def _count(rule: Rule, who: str) -> None:
    seconds = wait_for(rule, who)
    if seconds is not None:
        logger.info("refused for frequency", extra={"rule": rule.name})
        raise TooFast(f"wait {seconds} s", retry_after=seconds, rule=rule.name)
