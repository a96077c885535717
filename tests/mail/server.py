"""A mail server that does as its recipients say: `451@…` is put off, `550@…` refused."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from activities.mail.smtp import SmtpLimits, SmtpTransport
from activities.mail.smtp_settings import SmtpServer

ANSWERS = {
    "greylisted": "451 4.7.1 come back later",
    "unknown": "550 5.1.1 no such user",
    "blocked": "550 5.7.1 relaying denied",
    "full": "552 5.2.2 mailbox full",
    "unauthenticated": "530 5.7.0 authentication required",
}


class Handler:
    """Keeps what it was sent, and counts who connected."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.sessions: set[int] = set()
        self.stall = asyncio.Event()
        self.stall.set()
        self.data_answer = "250 OK queued as 42"
        self.seconds_to_answer = 0.0
        self.drop_at: str | None = None

    async def handle_MAIL(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        if self.drop_at == "mail":
            self._drop(server)
        if address.startswith("nobody@"):
            return "553 5.1.8 unknown sender"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self.stall.wait()
        name = address.partition("@")[0]
        if name in ANSWERS:
            return ANSWERS[name]
        envelope.rcpt_tos.append(address)
        self.recipients.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        if self.drop_at == "data":
            self._drop(server)
        read = message_from_bytes(envelope.content, policy=SMTPUTF8)
        assert isinstance(read, EmailMessage)
        self.mails.append(read)
        await asyncio.sleep(self.seconds_to_answer)
        return self.data_answer

    def _drop(self, server: SMTP) -> None:
        self.drop_at = None
        _abort(server)


def _abort(server: SMTP) -> None:
    """Hang up without a word, as a crash would."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


class MailServer:
    """Listens on one port, and can go away and come back on it."""

    def __init__(self, **options: Any) -> None:
        self.handler = Handler()
        self._options = {"enable_SMTPUTF8": True, **options}
        self._server: asyncio.Server | None = None
        self._protocols: list[SMTP] = []
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(
            self._protocol, "127.0.0.1", self.port
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def _protocol(self) -> SMTP:
        made = SMTP(self.handler, hostname="mail.example", **self._options)
        self._protocols.append(made)
        return made

    async def stop(self) -> None:
        assert self._server
        self._server.close()
        for protocol in self._protocols:
            _abort(protocol)
        self._protocols.clear()
        await self._server.wait_closed()
        # A turn for each side to see that the other is gone.
        await asyncio.sleep(0.01)

    def transport(self, limits: SmtpLimits | None = None, **server: Any) -> SmtpTransport:
        return SmtpTransport(SmtpServer("127.0.0.1", self.port, **server), limits)


@asynccontextmanager
async def mail_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[MailServer]:
    server = MailServer(tls_context=tls, require_starttls=tls is not None)
    await server.start()
    try:
        yield server
    finally:
        server.handler.stall.set()
        await server.stop()
