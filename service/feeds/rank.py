"""The order "top": the lower bound of what share of up-votes a comment deserves. Pure."""

from math import sqrt

_Z = 1.281551565545  # 80 % two-sided: new comments get a chance to rise


def wilson(up: int, down: int) -> float:
    """Lower bound of Wilson's interval for up / (up + down), 0..1; 0 without votes."""
    votes = up + down
    if up == 0:  # exactly: rounding would leave 2e-19, and another value for every vote
        return 0.0
    share = up / votes
    spread = _Z * sqrt((share * (1 - share) + _Z * _Z / (4 * votes)) / votes)
    return max(0.0, (share + _Z * _Z / (2 * votes) - spread) / (1 + _Z * _Z / votes))
