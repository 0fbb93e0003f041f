"""Which endpoints each action of docs/permissions.md means, and who is refused in which words."""

from typing import Any

_READ = "GET comments/{id}"
_LOG = ["GET review/log", "GET review/log.csv"]
_POLICY = "sites/{site}/policy"
_SHADOW = f"{_POLICY}/shadow"
_READER = "sites/{site}/readers/{reader}"

# The endpoints of each row; `@own_held` replaces the thing that the example names.
ACTIONS: dict[str, list[str]] = {
    "read public comments": [
        "GET sites/{site}/articles/{article}", "GET sites/{site}/articles/{article}/comments",
        "GET sites/{site}/articles/{article}/changes", "GET sites/{site}/counts",
        "GET comments/{id}", "GET comments/{id}/replies", "GET comments/{id}/conversation",
    ],
    "read one's own held or rejected comment": [f"{_READ}@own_held", f"{_READ}@own_rejected"],
    "read others' held or rejected comments": [f"{_READ}@held", f"{_READ}@rejected"],
    "see what became of one's own comments": [
        "GET sites/{site}/articles/{article}/mine", "GET sites/{site}/mine/notices",
        "PUT sites/{site}/mine/notices/seen",
    ],
    "begin the discussion of an article": ["PUT sites/{site}/articles/{article}"],
    "post a comment or a reply": ["POST sites/{site}/articles/{article}/comments"],
    "edit one's own comment, for some minutes": ["PATCH comments/{id}"],
    "delete one's own comment": ["DELETE comments/{id}"],
    "vote": ["PUT comments/{id}/vote"],
    "report a comment": ["POST comments/{id}/flags"],
    "appeal a decision": ["POST comments/{id}/appeals"],
    "export and erase one's own data": [f"GET {_READER}/export@me", f"DELETE {_READER}@me"],
    "say whether to be mailed": ["GET sites/{site}/mine/mails", "PUT sites/{site}/mine/mails"],
    "see the queues, claim from them": [
        *(f"GET review/{each}" for each in (
            "queues", "articles", "comments", "histogram", "samples", "heat", "notices", "batches",
            "batches/{batch}", "saved",
        )),
        "PUT review/looking", "POST review/claims", "PUT review/claims/{id}",
        "DELETE review/claims/{id}", "POST review/saved", "DELETE review/saved/{id}",
    ],
    "see scores, findings, an author's record": [
        "GET review/comments/{id}", "GET review/comments/{id}/parents",
        "GET review/comments/{id}/revisions",
        "GET review/comments/{id}/similar", "GET review/authors/{id}",
    ],
    "publish, hold, reject; answer appeals and notices": [
        "POST review/decisions", "POST review/decisions/{batch}/undo",
        "POST review/batches/{batch}/stop", "POST review/appeals/{id}", "POST review/notices/{id}",
    ],
    "escalate, feature, close a discussion": [
        "POST review/comments/{id}/escalate", "DELETE review/comments/{id}/escalate",
        "POST review/comments/{id}/feature", "POST review/articles/{article}/state",
    ],
    "warn, suspend, ban; write notes on authors": [
        "POST review/authors/{id}/actions", "POST review/authors/{id}/notes",
    ],
    "see one's own decisions in the log": [
        *_LOG, "GET review/health", "GET review/exposure",
    ],
    "see everybody's decisions in the log": _LOG,
    "read the policy, word list and thresholds": [
        f"GET {_POLICY}", f"GET {_POLICY}/versions", f"GET {_POLICY}/changes",
        f"POST {_POLICY}/checks", f"GET {_POLICY}/drift", f"GET {_SHADOW}",
    ],
    "try a draft of the policy on the past": [
        f"POST {_POLICY}/replays", f"GET {_POLICY}/replays/{{replay}}",
        f"GET {_POLICY}/replays/{{replay}}.csv",
    ],
    "change the policy, word list and thresholds": [
        f"PUT {_POLICY}", f"POST {_POLICY}/rollbacks", f"PUT {_SHADOW}",
        f"POST {_SHADOW}/adoptions", f"DELETE {_SHADOW}", f"POST {_POLICY}/drift/acceptances",
        "PUT sites/{site}/reasons",
    ],
    "see statistics, no group under five people": [
        "GET sites/{site}/statistics", "GET sites/{site}/statistics.csv",
        "GET sites/{site}/statistics/articles", "GET sites/{site}/statistics/articles.csv",
        "GET sites/{site}/statistics/breakdowns",
    ],
    "get the weekly mail of the figures": [
        "GET sites/{site}/statistics/mails", "PUT sites/{site}/statistics/mails",
    ],
    "see what admins changed": ["GET sites/{site}/acts"],
    "see and change staff and roles": [
        "GET sites/{site}/staff", "PUT sites/{site}/staff/{staff}",
        "DELETE sites/{site}/staff/{staff}", "POST sites/{site}/invitations",
        "DELETE sites/{site}/invitations/{invitation}",
    ],
    "see and make API keys": [
        "GET sites/{site}/keys", "POST sites/{site}/keys", "DELETE sites/{site}/keys/{key}",
        "POST sites/{site}/keys/{key}/rotations",
    ],
    "see and make signing keys": [
        "GET sites/{site}/signing-keys", "POST sites/{site}/signing-keys",
        "DELETE sites/{site}/signing-keys/{key}",
    ],
    "see and make webhooks and the site's own check": [
        "GET sites/{site}/webhooks", "POST sites/{site}/webhooks", "GET sites/{site}/deliveries",
        "DELETE sites/{site}/webhooks/{webhook}", "POST sites/{site}/webhooks/{webhook}/replays",
        "GET sites/{site}/external", "PUT sites/{site}/external", "DELETE sites/{site}/external",
    ],
    "change the site's settings, see its refusals": [
        "GET sites/{site}/settings", "PUT sites/{site}/settings", "GET sites/{site}/refusals",
    ],
    "export statements of reasons": ["GET sites/{site}/statements"],
    "export or erase a reader on request": [f"GET {_READER}/export", f"DELETE {_READER}"],
    "make sites, see all of them with their totals": ["GET sites", "POST sites"],
    "see and change one's own account of staff": [
        "GET account", "GET sessions/current", "DELETE account/sessions/{id}",
        "PUT account/password", "POST account/codes", "POST account/codes/end",
        "POST account/passkeys/options"
    ],
}  # fmt: skip
# For everybody, or only beside a device or a code that a test elsewhere has.
OTHERS = {
    "GET /healthz", "GET /readyz", "GET /metrics", "GET policy.schema.json",
    "DELETE sessions/current", "POST sessions", "POST sessions/passkeys", "POST sessions/passkeys/options",
    "POST sessions/refresh", "POST invitations/look", "POST invitations/accept",
    "POST sites/{site}/sessions", "GET sites/{site}/sign-in", "GET sites/{site}/reasons",
    "POST sites/{site}/previews", "POST sites/{site}/articles/{article}/views",
    "POST sites/{site}/articles/{article}/nudges",
    "POST sites/{site}/notices", "GET sites/{site}/notices/{id}",
    "PUT account/codes", "POST account/passkeys", "DELETE account/passkeys/{id}",
    "POST account/recovery-codes",
}  # fmt: skip
_WAVE = {"verb": "keep", "filter": {"site": "gazette", "queue": "held"}}
MADE_BY_ONE: dict[str, tuple[str, str, Any]] = {
    "claim": ("claims/{id}", "review/claims", {"site": "gazette"}),
    "saved": ("saved/{id}", "review/saved?site=gazette", {"name": "x", "filters": {}}),
    "batch": ("batches/{batch}/stop", "review/decisions", _WAVE),
}
# What only readers do, and what one may not even know of: they are refused in other words.
BY_READERS = frozenset(list(ACTIONS)[3:13])
UNKNOWABLE = frozenset(list(ACTIONS)[1:3])
INSTALLATION = {
    "make sites, see all of them with their totals", "see and change one's own account of staff",
}  # fmt: skip
