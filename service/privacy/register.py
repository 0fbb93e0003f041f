"""The record of what is kept of people, why and for how long; docs/privacy.md is made from it and
from the comments of the columns. A test demands every table."""

from dataclasses import dataclass

ERASED = "until the reader is erased"
RETENTION = "rejected 180 days, withdrawn 30 days (the site's settings), else until erased"


@dataclass(frozen=True, slots=True)
class Kept:
    """One table: of whom, what for, how long."""

    of: str
    why: str
    long: str


PERSONAL = {
    "readers": Kept("readers", "the name by a comment; to know a person again", ERASED),
    "comments": Kept("readers", "the discussion", "the text see revisions; the place stays"),
    "revisions": Kept("readers", "the words of a comment", RETENTION),
    "scores": Kept("readers", "to hold what may hurt others", "as long as the text"),
    "sketches": Kept("readers", "to find near copies: hashes of words", "as long as the text"),
    "scoring_jobs": Kept("readers", "what is still to be scored", "seconds"),
    "queue_items": Kept("readers", "what moderators should look at", "until decided"),
    "votes": Kept("readers", "to count each reader once", "with the comment; without a name"),
    "flags": Kept("readers", "reports to moderators", "with the comment; the words until erased"),
    "decisions": Kept("readers, staff", "who decided what and why", "with the comment"),
    "statements": Kept("readers", "the reasons owed to an author", "with the comment"),
    "appeals": Kept("readers", "to look at a decision again", "the words until erased"),
    "reader_notices": Kept("readers", "to tell a reader of decisions", ERASED),
    "author_actions": Kept(
        "readers, staff", "warnings, suspensions, bans", "the note until erased"
    ),
    "illegal_notices": Kept(
        "whoever notifies",
        "notices of illegal content",
        "the words and the name 2 years after the answer; the words until the author is erased",
    ),
    "reader_days": Kept("readers", "how many people write: ids without names", ERASED),
    "reader_months": Kept("readers", "how many people write: ids without names", ERASED),
    "reader_spans": Kept("readers", "how many come back: ids without names", ERASED),
    "section_readers": Kept("readers", "how many people write: ids without names", ERASED),
    "nudges": Kept(
        "readers", "whether proposing another wording helps; never a text", "for the record"
    ),
    "refresh_tokens": Kept("readers", "to know a guest again on the device", "180 days"),
    "reader_mails": Kept("readers", "to sign in by mail; digests, if wanted: sealed", ERASED),
    "account_sessions": Kept("readers", "to stay signed in on our own pages", "90 days"),
    "grants": Kept("readers", "that a sign-in link or code is good once: sealed", "15 minutes"),
    "mails": Kept(
        "readers, staff", "a mail still to be sent: sealed", "until sent, two hours at most"
    ),
    "kept_answers": Kept(
        "readers, staff", "to answer a request that comes twice once: sealed", "24 hours"
    ),
    "events": Kept("readers", "the ledger: ids, never text, names or addresses", "for the record"),
    "suggestions": Kept("readers", "texts with scores that programs corrected", "180 days"),
    "erasures": Kept("erased readers", "to erase again after a restore: an id", "for the record"),
    "staff": Kept("staff", "to sign in", "while they work here"),
    "staff_sessions": Kept("staff", "to stay signed in", "12 hours"),
    "passkeys": Kept("staff", "to sign in without a password: public keys", "until removed"),
    "recovery_codes": Kept("staff", "to sign in when the phone is lost: hashes", "until used"),
    "staff_challenges": Kept("staff", "what a passkey must sign", "5 minutes"),
    "invitations": Kept("whoever is invited", "to let somebody work here", "7 days at most"),
    "site_acts": Kept("staff", "who changed staff, keys, webhooks or settings", "2 years"),
    "memberships": Kept("staff", "who may do what", "while they work here"),
    "claims": Kept("staff", "that two people never judge one comment", "minutes"),
    "batches": Kept("staff", "decisions made together, to undo them", "for the record"),
    "saved_queues": Kept("staff", "one's own views of the queue", "until removed"),
    "shadow_verdicts": Kept(
        "readers", "what a draft would have decided: ids, no text", "with the comment"
    ),
    "audit_samples": Kept("staff", "how right machine and people are", "for the record"),
}
# These hold nobody's data.
IMPERSONAL = frozenset(
    {
        "api_keys", "article_months", "article_sections", "articles", "batch_items", "calibrations", "conversations", "deliveries",
        "external_checks", "hot_articles", "oidc_providers", "policies", "queue_tallies",
        "replays", "rollup_cursors", "rollup_days", "rollup_states", "rollups", "score_watches",
        "section_days", "section_rollups", "section_views", "shadows", "signing_keys", "site_engines", "sites", "view_days", "webhooks",
    }
)  # fmt: skip

FOREWORD = """\
Parley keeps what a discussion needs, on your own machines, and sends none of it anywhere: scores are
made by a model that runs beside it, and nothing is fetched from other companies.

- **Addresses** of the network are never stored. For limits they are cut to their network (/24, /48) and
  hashed with a random salt that lives for a day in Valkey.
- **Cookies**: none before a reader acts. Whoever has posted or signed in gets one cookie, which only
  renews the session on that site (`HttpOnly`, `Partitioned`, 180 days without a visit). The sign-in
  window, a page of Parley's own, keeps one more: signed in there for 90 days.
- **Another name** in the same browser is another guest. The page shows the token it held before, so that
  a ban, a suspension, being read first and the wait between comments hold on; no link between the two is
  kept.
- **Mail addresses** are kept only of readers who signed in by mail (or by a provider that verified
  theirs), encrypted, found again by a keyed hash of each site's own, and used for sign-in links and, if
  the reader ticked so, for one digest a day at most.
- **One's own data**: `GET /api/v1/sites/{site}/readers/me/export`. **Erasure**: `DELETE
  /api/v1/sites/{site}/readers/me`; on request an admin, or a key with the scope `privacy`, gives the
  reader's id instead of `me`. Name, texts, scores, hashes, the words of reports and appeals, findings and
  rendered pages are gone when it answers `erased` (at once up to 500 comments, else within minutes);
  replies of others stay. Webhooks are told `reader.erased`. Readers do both themselves in the embed, under
  *Your comments and data*: in the composer's line *Writing as …*, and below what the bell opens.
- **Backups** still hold the person until they age out: keep them for 35 days at most. After a restore run
  `parley erasures apply FILE` with what `parley erasures list > FILE` wrote last (do that daily, beside
  the backups): whoever was erased since is erased again.
- **Retention** runs every minute: `withdrawn_days` (30) and `rejected_days` (180) of a site's settings
  (`parley site set SLUG --withdrawn-days N --rejected-days N`).
- **Logs** hold no text, name, token or address.
"""
