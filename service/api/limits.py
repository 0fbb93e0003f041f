"""What a request may do how often, in one table. docs/operate/limits.md shows the same.

A comment's own frequency is the policy's business (phases `speed` and `repeat`), counted in the
database; what they refuse is only noted here.
Per address there is more room than per person: households, schools and whole towns share one.
"""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import request

from service import challenges
from service.api.config import secret, settings
from service.clock import utc_now
from service.errors import ChallengeRequired, Repeated, TooFast
from service.ids import first_id
from service.limiting import Rule, address_hash, note_refusal, wait_for
from service.measures import Measure, count

logger = logging.getLogger(__name__)

POST_BY_ADDRESS = Rule("post", 20, 60)
POST_BY_STAFF = Rule("post_staff", 30, 60)  # a newsroom shares one address
SESSION_BY_ADDRESS = Rule("session", 60, 600)
REFRESH_BY_ADDRESS = Rule("refresh", 240, 600)
PREVIEW_BY_ADDRESS = Rule("preview", 120, 60)
VOTE = Rule("vote", 60, 60)
VOTE_BY_ADDRESS = Rule("vote_address", 240, 60)
VOTE_BY_NEWCOMERS = Rule("vote_newcomers", 10, 600)  # on one comment, from one network
NEWCOMER = timedelta(days=1)  # since the account was made
REPORT = Rule("report", 20, 3600)
REPORT_BY_ADDRESS = Rule("report_address", 60, 3600)
APPEAL = Rule("appeal", 10, 3600)
SIGN_IN = Rule("sign_in", 10, 600)
SIGN_IN_BY_ADDRESS = Rule("sign_in_address", 30, 600)
PASSKEY_BY_ADDRESS = Rule("passkey_address", 120, 600)
INVITE = Rule("invite", 60, 3600)
INVITATION_BY_ADDRESS = Rule("invitation_address", 30, 600)
MAIL = Rule("mail", 5, 3600)
# Sessions and comments together; more is no discussion, whoever writes.
SITE_PER_MINUTE = 6_000
ARTICLE_PER_MINUTE = 1_200
PROOF_HEADER = "X-Parley-Proof"
NO_SITE = 0  # what concerns the installation, such as the sign-in of staff


def by_address(rule: Rule, site_id: int = NO_SITE) -> None:
    """Count this request for its address. Raises TooFast."""
    if settings().are_limits_on:
        _count(rule, address_hash(request.remote_addr or "", now=utc_now()), site_id)


def by_flow(site_id: int, article: str | None = None) -> None:
    """Count a session or a comment for its site and article. Raises TooFast above what either can
    bear, ChallengeRequired while the site is under attack and no work is shown."""
    chosen, now = settings(), utc_now()
    if not chosen.are_limits_on:
        return
    flow = challenges.note(site_id, article, attack_at=chosen.attack_per_minute, now=now)
    if flow.of_site > SITE_PER_MINUTE or flow.of_article > ARTICLE_PER_MINUTE:
        seconds = 60 - int(now.timestamp()) % 60
        raise _refused("flow", seconds, site_id)
    if not flow.bits:
        return
    proof = request.headers.get(PROOF_HEADER, "")
    if challenges.is_solved(proof, site_id, secret=secret(), now=now):
        return
    note("challenge", site_id)
    asked = challenges.puzzle(site_id, flow.bits, secret=secret(), now=now)
    raise ChallengeRequired("show some work first", puzzle=asked, bits=flow.bits)


def by_account(rule: Rule, account: object, site_id: int = NO_SITE) -> None:
    """Count this request for an account, or whatever names one. Raises TooFast."""
    if settings().are_limits_on:
        _count(rule, hashlib.sha256(str(account).encode()).hexdigest()[:24], site_id)


def by_crowd(reader_id: int, comment_id: int, site_id: int) -> None:
    """Count a newcomer's vote on one comment for their network: accounts that somebody makes to
    push a comment up or down come together, from one place. Raises TooFast; nothing is counted
    less in secret."""
    now = utc_now()
    if settings().are_limits_on and reader_id >= first_id(now - NEWCOMER):
        network = address_hash(request.remote_addr or "", now=now)
        _count(VOTE_BY_NEWCOMERS, f"{network}:{comment_id:x}", site_id)


def _count(rule: Rule, who: str, site_id: int) -> None:
    seconds = wait_for(rule, who)
    if seconds is not None:
        raise _refused(rule.name, seconds, site_id)


@contextmanager
def noted(site_id: int) -> Iterator[None]:
    """Count what the policy refuses inside for frequency or repetition; the error goes on."""
    try:
        yield
    except TooFast:
        note("speed", site_id)
        raise
    except Repeated:
        note("repeat", site_id)
        raise


def note(rule: str, site_id: int) -> None:
    """Count a refusal, for /metrics and for the site's admins."""
    count(Measure.REFUSALS, rule=rule)
    note_refusal(site_id, rule, now=utc_now())


def _refused(rule: str, seconds: int, site_id: int) -> TooFast:
    note(rule, site_id)
    logger.info("refused for frequency", extra={"rule": rule})
    return TooFast(f"wait {seconds} s", retry_after=seconds, rule=rule)
