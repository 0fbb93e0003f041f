"""Handing a mail to the operator's server."""

import ipaddress
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

PATIENCE = 20.0  # seconds for each answer of the server


class Undelivered(Exception):
    """The server did not take it; it may later."""


def send(url: str, letter: EmailMessage) -> None:
    """Send by `smtp://[user:password@]host[:port]` (STARTTLS where the server offers it) or
    `smtps://…`. A password never goes over a line in the clear, but to this very machine.

    Raises Undelivered.
    """
    parts = urlsplit(url)
    try:
        with _connection(parts) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(letter)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise Undelivered(type(error).__name__) from error  # a message may hold the address


def _connection(parts: SplitResult) -> smtplib.SMTP:
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        trust = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=trust)
    server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE)
    server.ehlo()
    if server.has_extn("starttls") and not _is_here(host):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    elif parts.username and not _is_here(host):
        server.close()
        raise Undelivered("the server offers no STARTTLS: the password stays here")
    return server


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
