"""What does the model say?"""

from service.moderation.pipeline import Action, Draft, Finding, Scoring
from service.moderation.policy import Policy


def scores_above_thresholds(draft: Draft, policy: Policy) -> Finding | None:
    """Wait for the scores, then hold what is above a threshold. No score rejects by itself."""
    if draft.scoring is Scoring.WAITING:
        if policy.while_unscored == "publish":
            return None
        return Finding("scores", Action.WAIT, "not scored yet")
    if draft.scoring is Scoring.FAILED:
        action = Action.HOLD if policy.if_scorer_fails == "hold" else Action.ALLOW
        return Finding("scoring_failed", action, "the model could not score this text")
    if not draft.may_score_decide:
        return None  # `language` says what happens then
    return _above(draft, policy)


def _above(draft: Draft, policy: Policy) -> Finding | None:
    over = [
        (attribute, score, limit.hold, limit.reject)
        for attribute, score in sorted(draft.scores.items())
        if (limit := policy.scores.get(attribute)) and limit.hold is not None
        if score >= limit.hold
    ]
    if not over:
        return None
    worst = sorted(over, key=lambda row: row[2] - row[1])
    proposes_rejecting = any(reject is not None and score >= reject for _, score, _, reject in over)
    return Finding(
        "scores",
        Action.HOLD,
        "; ".join(f"{name} {score:.2f}, holds at {hold:.2f}" for name, score, hold, _ in worst),
        {
            "above": [
                {"attribute": name, "score": round(score, 4), "holds_at": hold}
                for name, score, hold, _ in worst
            ],
            "proposes": "reject" if proposes_rejecting else None,
        },
    )
