"""Each phase as a table: facts, the action, and why."""

from datetime import timedelta
from typing import Any

import pytest

from service.moderation.phases import PHASES
from service.moderation.pipeline import Action, ArticleFacts, External, Scoring, run
from service.moderation.policy import overlay
from tests.make import make_draft

LINK = "https://example.org"


@pytest.mark.parametrize(
    ("facts", "body", "action"),
    [
        ({"links": (LINK,) * 5}, {}, Action.ALLOW),  # exactly the limit is allowed
        ({"links": (LINK,) * 6}, {}, Action.HOLD),  # one more goes to a person, not to the bin
        ({"links": (LINK,) * 21}, {}, Action.REFUSE),  # a page of links is refused
        ({"text": "x" * 5000}, {}, Action.ALLOW),
        ({"text": "x" * 5001}, {}, Action.REFUSE),
        ({"text": "xy"}, {"length": {"minimum": 3}}, Action.REFUSE),
        ({"author": {"is_banned": True}}, {}, Action.REFUSE),
        ({"author": {"suspended_for": timedelta(hours=1)}}, {}, Action.REFUSE),
        ({"article": ArticleFacts(is_open=False)}, {}, Action.REFUSE),
        ({"author": {"since_last": timedelta(seconds=9)}}, {}, Action.REFUSE),
        ({"author": {"since_last": timedelta(seconds=10)}}, {}, Action.ALLOW),
        ({"author": {"in_last_hour": 30}}, {}, Action.REFUSE),  # the thirty-first
        ({"article": ArticleFacts(slow_mode=timedelta(minutes=1)),
          "author": {"since_last": timedelta(seconds=30)}}, {}, Action.REFUSE),
        ({"author": {"has_said_this": True}, "text": "Buy my watches"}, {}, Action.REFUSE),
        ({"author": {"has_said_this": True}, "text": "Thanks!"}, {}, Action.ALLOW),  # short
        ({"near_copies": 1}, {}, Action.HOLD),  # waves come as near copies
        ({"near_copies": 1}, {"copies": {"allowed": 1}}, Action.ALLOW),
        ({"author": {"rejected_of_ten": 4}}, {}, Action.ALLOW),  # off by default
        ({"author": {"rejected_of_ten": 4}}, {"history": {"rejected_of_ten": 4}}, Action.HOLD),
        ({"author": {"published": 2}}, {"history": {"first_comments": 3}}, Action.HOLD),
        ({"author": {"published": 3}}, {"history": {"first_comments": 3}}, Action.ALLOW),
        ({"author": {"is_premoderated": True}}, {}, Action.HOLD),
        ({"article": ArticleFacts(is_premoderated=True)}, {}, Action.HOLD),
        ({}, {"premoderate": True}, Action.HOLD),
        ({"scoring": Scoring.WAITING}, {}, Action.WAIT),  # stays submitted
        ({"scoring": Scoring.WAITING}, {"while_unscored": "publish"}, Action.ALLOW),
        ({"scoring": Scoring.FAILED}, {}, Action.HOLD),  # a person looks
        ({"scoring": Scoring.FAILED}, {"if_scorer_fails": "publish"}, Action.ALLOW),
        ({"scores": {"toxicity": 0.79}}, {}, Action.ALLOW),
        ({"scores": {"toxicity": 0.8}}, {}, Action.HOLD),
        ({"scores": {"toxicity": 1.0}}, {"scores": {"toxicity": {"reject": 0.9}}}, Action.HOLD),
        ({"scores": {"severe_toxicity": 1.0}}, {}, Action.ALLOW),  # experimental: no default
        ({"scores": {"toxicity": 1.0}, "may_score_decide": False, "language": "fa"}, {},
         Action.HOLD),  # held for its language, not for a score nobody vouches for
        ({"may_score_decide": False}, {"unscored_language": "publish"}, Action.ALLOW),
        ({"external": External(has_answered=True)}, {}, Action.ALLOW),
        ({"external": External(has_answered=True, held=("spam",))}, {}, Action.HOLD),
        ({"external": External(has_answered=False)}, {}, Action.HOLD),  # fails closed
        ({"external": External(has_answered=False)}, {"external": {"if_fails": "publish"}},
         Action.ALLOW),  # or open
        ({"report_weight": 9.0}, {}, Action.ALLOW),  # reports only queue
        ({"report_weight": 3.0}, {"reports": {"hold_at": 3}}, Action.HOLD),
    ],
)  # fmt: skip
def test_phases(facts: dict[str, Any], body: dict[str, Any], action: Action) -> None:
    assert run(PHASES, make_draft(**facts), overlay(body)).action is action


def test_a_finding_says_what_it_saw_in_words() -> None:
    verdict = run(PHASES, make_draft(links=(LINK,) * 6), overlay({}))
    assert verdict.findings[0].message == "6 links, 5 allowed"
    assert verdict.findings[0].saw == {"links": 6, "allowed": 5}


def test_a_reject_threshold_only_proposes() -> None:
    body = {"scores": {"toxicity": {"hold": 0.5, "reject": 0.9}}}
    finding = run(PHASES, make_draft(scores={"toxicity": 0.95}), overlay(body)).findings[0]
    assert (finding.action, finding.saw["proposes"]) == (Action.HOLD, "reject")
