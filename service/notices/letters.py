"""Mails as text: plain, short, in the reader's language. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid

from service.identity.links import Plea
from service.notices.wording import say

MOST = 20  # pieces of news in one mail


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom, and where the service is found."""

    address: str
    public_url: str


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened to a reader: `kind` is reply or comment_…"""

    kind: str
    title: str
    url: str
    name: str = ""
    excerpt: str = ""
    plea: Plea | None = None  # of a rejection that can still be appealed


def sign_in_letter(
    sender: Sender, to: str, *, site: str, language: str, link: str, digits: str, minutes: int
) -> EmailMessage:
    """The link and the digits that sign somebody in."""
    body = say(language, "sign_in_body", site=site, link=link, digits=digits, minutes=minutes)
    return letter(sender, to, say(language, "sign_in_subject", site=site), body)


def digest_letter(
    sender: Sender, to: str, *, site: str, language: str, news: Sequence[News], stop: str,
    appeal: Callable[[Plea], str],
) -> EmailMessage:  # fmt: skip
    """What is new for a reader, with a way to stop it by one click (RFC 8058); `appeal` makes the
    link by which the author of a rejected comment appeals."""
    parts = [_piece(language, each, appeal) for each in news[:MOST]]
    if len(news) > MOST:
        parts.append(say(language, "digest_more"))
    parts += ["-- ", say(language, "digest_stop", site=site, link=stop)]
    subject = say(language, "digest_subject", site=site)
    return stoppable(letter(sender, to, subject, "\n\n".join(parts)), stop)


def notice_letter(
    sender: Sender, to: str, *, site: str, language: str, outcome: str, link: str = "",
    answer: str = "",
) -> EmailMessage:  # fmt: skip
    """To who notified illegal content; `outcome` is received, removed or kept."""
    if outcome == "received":
        body = say(language, "notice_mail_received", site=site, link=link)
        return letter(sender, to, say(language, "notice_mail_received_subject", site=site), body)
    parts = [say(language, f"notice_{outcome}"), answer, say(language, "notice_redress")]
    subject = say(language, "notice_mail_answer_subject", site=site)
    return letter(sender, to, subject, "\n\n".join(parts))


def invitation_letter(
    sender: Sender, to: str, *, site: str, language: str, by: str, role: str, link: str, until: str
) -> EmailMessage:
    """To somebody whom `by` invites to work on a site."""
    named = say(language, f"role_{role}")
    body = say(language, "invitation_body", by=by, site=site, role=named, link=link, until=until)
    return letter(sender, to, say(language, "invitation_subject", by=by, site=site), body)


def _piece(language: str, news: News, appeal: Callable[[Plea], str]) -> str:
    lines = [say(language, f"digest_{news.kind}", name=news.name, title=news.title)]
    if news.excerpt:
        lines.append(f"  {news.excerpt}")
    if news.url:
        lines.append(f"  {news.url}")
    if news.plea:
        lines.append(say(language, "digest_appeal", link=f"{appeal(news.plea)}?lang={language}"))
    return "\n".join(lines)


def letter(sender: Sender, to: str, subject: str, body: str) -> EmailMessage:
    """Any mail of ours: plain text, of one line of subject, that no machine answers."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender.address
    made["To"] = to
    made["Subject"] = " ".join(subject.split())  # a name of a site must not end the line
    made["Date"] = formatdate()
    made["Message-ID"] = make_msgid(domain=sender.address.rstrip(">").rpartition("@")[2])
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(body.strip() + "\n", cte="quoted-printable")
    return made


def stoppable(made: EmailMessage, stop: str) -> EmailMessage:
    """The same with the mail program's own button to stop it (RFC 8058)."""
    made["List-Unsubscribe"] = f"<{stop}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return made
