"""A mail server of the tests' own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from service.up.ports import free_port
from tests.waiting import wait_until


@dataclass
class Mailbox:
    """Every mail that was handed over, in order."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """What aiosmtpd calls, by this name, for each mail."""
        parsed = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 kept"

    def sent_to(self, address: str) -> list[EmailMessage]:
        return [each for each in self.mails if each["To"] == address]

    def wait_for(self, address: str, *, count: int = 1) -> EmailMessage:
        """The newest mail to an address, once there are so many."""
        wait_until(lambda: len(self.sent_to(address)) >= count)
        return self.sent_to(address)[-1]


@contextmanager
def receive_mail() -> Iterator[Mailbox]:
    """A server on a free port of this machine."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield mailbox
    finally:
        controller.stop()
