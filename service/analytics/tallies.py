"""What is counted: the names of the columns, and how they are added together in SQL."""

VERSION = 4  # of the counting: a site that was counted by another is counted anew
WAIT_BASE = 1.3  # each bucket of waits is 30 % longer than the one before
WAIT_UNIT = 0.05  # seconds: the upper end of the first bucket
WAIT_BUCKETS = 60  # the last one ends at about three days
TENTHS = 10
TOXIC_FROM = 8  # tenths: the bucket from which a comment counts as toxic

COUNTS = (
    "comments", "replies", "published_by_machine", "published_by_people", "held_by_machine",
    "held_by_people", "rejected_by_machine", "rejected_by_people", "withdrawn", "edited", "votes",
    "flags", "scored", "depth_total", "answered", "featured", "handled", "overturned", "appeals",
    "appeals_upheld", "appeals_denied", "audited", "audit_errors",
)  # fmt: skip
WEIGHTS = ("audit_weight", "audit_weight_wrong", "audit_weight_squares")
SUMS = (*COUNTS, *WEIGHTS)
ARRAYS = {"toxicity": TENTHS, "waits": WAIT_BUCKETS}
COLUMNS = (*SUMS, *ARRAYS)

# By what articles are listed: rows `r` of rollups, in SQL. Kept in this order by the month, so that
# another order is another VERSION.
_TOXIC_TENTHS = range(TOXIC_FROM + 1, TENTHS + 1)
LISTED = {
    "comments": "r.comments",
    "replies": "r.replies",
    "conversations": "r.answered",
    "published": "r.published_by_machine + r.published_by_people",
    "held": "r.held_by_machine + r.held_by_people",
    "rejected": "r.rejected_by_machine + r.rejected_by_people",
    "withdrawn": "r.withdrawn",
    "votes": "r.votes",
    "flags": "r.flags",
    "featured": "r.featured",
    "toxic": " + ".join(f"coalesce(r.toxicity[{n}], 0)" for n in _TOXIC_TENTHS),
    "handled": "r.handled",
    "overturned": "r.overturned",
    "appeals": "r.appeals",
    "audit_errors": "r.audit_errors",
    "scored": "r.scored",
}


def added(column: str, size: int) -> str:
    """Arrays of `size` added place by place; a shorter one counts as zeros."""
    sums = ", ".join(f"coalesce(sum(r.{column}[{n}]), 0)::int" for n in range(1, size + 1))
    return f"ARRAY[{sums}]"


def summed() -> str:
    """Every column of rollups `r` added together, in the order of COLUMNS, each by its name."""
    sums = [f"coalesce(sum(r.{name}), 0)::bigint AS {name}" for name in COUNTS]
    weights = [f"coalesce(sum(r.{name}), 0) AS {name}" for name in WEIGHTS]
    arrays = [f"{added(name, size)} AS {name}" for name, size in ARRAYS.items()]
    return ", ".join((*sums, *weights, *arrays))


def wait_seconds(bucket: int) -> float:
    """The upper end of a bucket of waits, in seconds."""
    return float(WAIT_UNIT * WAIT_BASE ** (bucket + 1))


def percentile(waits: list[int], share: float) -> float | None:
    """The upper end, in seconds, of the bucket in which that share of the waits is reached."""
    total = sum(waits)
    if not total:
        return None
    reached = 0
    for bucket, count in enumerate(waits):
        reached += count
        if reached >= share * total:
            return round(wait_seconds(bucket), 2)
    return None
