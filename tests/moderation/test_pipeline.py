"""run(): every phase is asked, the strictest wins, their order does not matter."""

import random

import pytest

from service.moderation.phases import PHASES
from service.moderation.pipeline import Action, ArticleFacts, Draft, Scoring, run
from service.moderation.policy import default_policy, overlay
from tests.make import make_draft

DRAFTS = [
    make_draft(),
    make_draft(scoring=Scoring.WAITING),
    make_draft(scores={"toxicity": 0.95, "insult": 0.9}, links=("https://x.example",) * 7),
    make_draft(author={"is_banned": True, "is_premoderated": True}),
    make_draft(text="a banned word", article=ArticleFacts(is_open=False)),
    make_draft(near_copies=3, may_score_decide=False, language="fa"),
]


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_order_of_phases_cannot_matter(draft: Draft) -> None:
    policy = overlay({"words": {"banned": ["banned"]}})
    expected = run(PHASES, draft, policy)
    for seed in range(20):
        shuffled = random.Random(seed).sample(PHASES, len(PHASES))
        assert run(shuffled, draft, policy) == expected


def test_all_evidence_is_kept_not_only_the_first() -> None:
    draft = make_draft(links=("https://x.example",) * 6, near_copies=1, scores={"toxicity": 0.9})
    assert {f.phase for f in run(PHASES, draft, default_policy()).findings} == {
        "links", "copies", "scores",
    }  # fmt: skip


def test_without_a_finding_a_new_guest_is_published_by_the_default_policy() -> None:
    assert run(PHASES, make_draft(), default_policy()).action is Action.ALLOW


def test_staff_are_exempt_from_what_the_policy_says_and_from_nothing_else() -> None:
    policy = overlay({"words": {"banned": ["banned"]}, "premoderate": True})
    staff = {"is_staff": True}
    assert run(PHASES, make_draft(author=staff), policy).action is Action.ALLOW
    assert run(PHASES, make_draft(author=staff, text="banned"), policy).action is Action.REJECT
