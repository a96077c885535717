"""Sends mail to a mail server, over connections that are kept and used again.

What the server answers becomes one of the failures every transport knows. Nothing is retried here
but one thing: a kept connection that turns out to be dead, before anything was said on it.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import aiosmtplib

from activities.mail.message import Mail, needs_utf8
from activities.mail.smtp_settings import SmtpServer
from activities.mail.transport import AddressRejected, on_the_wire
from activities.receipts import NotTaken, PermanentFailure, Receipt, TemporaryFailure

_POLICY_REFUSAL = re.compile(r"\b5\.7\.\d+\b")
"""A refusal of us (RFC 3463: security or policy), not of the address."""

_MAILBOX_FULL = re.compile(r"\b5\.2\.2\b")
"""The address is right, and takes mail again once its owner has made room."""

_NOT_LET_IN = (530, 535)
"""It wants us to sign in, or does not know us any more: whoever looks after it can mend that."""

_CLOSING = 421
"""The server says goodbye, as it may at any moment, and has not taken what it was handed."""


@dataclass(frozen=True)
class SmtpLimits:
    connections: int = 4
    command: timedelta = timedelta(seconds=10)
    """For the server to answer anything."""
    whole: timedelta = timedelta(seconds=20)
    """For one mail from beginning to end, without waiting for a free connection."""
    turn: timedelta = timedelta(seconds=10)
    """To get one of the connections."""
    idle: timedelta = timedelta(seconds=30)
    """After which a kept connection is not trusted any more; servers hang up after minutes."""
    mails: int = 200
    """Over one connection, so that no server grows tired of it."""


@dataclass
class _Connection:
    client: aiosmtplib.SMTP
    mails: int = 0
    used_at: float = field(default_factory=time.monotonic)


class SmtpTransport:
    """One mail server. Connections are made when needed, and survive its restarts."""

    def __init__(self, server: SmtpServer, limits: SmtpLimits | None = None) -> None:
        self._server = server
        self._limits = limits or SmtpLimits()
        self._turns = asyncio.Semaphore(self._limits.connections)
        self._kept: list[_Connection] = []

    async def send(self, mail: Mail) -> Receipt:
        content = on_the_wire(mail)
        async with self._turn():
            handing = _Handing(mail, content)
            try:
                async with asyncio.timeout(self._limits.whole.total_seconds()):
                    return await self._hand_over(handing)
            except TimeoutError as error:
                raise handing.lost(f"{self._server} did not answer in time.") from error
            except (aiosmtplib.SMTPServerDisconnected, OSError) as error:
                raise handing.lost(f"The connection to {self._server} was lost.") from error

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """One of the few places at the server. Who gets none in time sends nothing, and says so:
        waiting on would end in the middle of a mail, when the attempt's own time is up."""
        try:
            async with asyncio.timeout(self._limits.turn.total_seconds()):
                await self._turns.acquire()
        except TimeoutError as error:
            raise TemporaryFailure("Too many mails at a time; this one waits its turn.") from error
        try:
            yield
        finally:
            self._turns.release()

    async def close(self) -> None:
        while self._kept:
            await _leave(self._kept.pop())

    async def _hand_over(self, handing: "_Handing") -> Receipt:
        if (kept := self._take_kept()) is not None:
            try:
                async with self._using(kept):
                    return await handing.over(kept.client)
            except (aiosmtplib.SMTPServerDisconnected, ConnectionError):
                # The server has hung up meanwhile. Unless it may have taken the mail, a fresh
                # connection tells whether it is there.
                if handing.content_sent:
                    raise
        fresh = await self._connect()
        async with self._using(fresh):
            return await handing.over(fresh.client)

    def _take_kept(self) -> _Connection | None:
        trusted_since = time.monotonic() - self._limits.idle.total_seconds()
        while self._kept:
            kept = self._kept.pop()
            if kept.client.is_connected and kept.used_at >= trusted_since:
                return kept
            kept.client.close()
        return None

    @asynccontextmanager
    async def _using(self, connection: _Connection) -> AsyncIterator[None]:
        """Keep the connection afterwards if it is in a state to be used again."""
        try:
            yield
        except NotTaken:
            # Refused, so the conversation stands in the middle of a mail.
            with suppress(aiosmtplib.SMTPException, OSError):
                await connection.client.rset()
                self._keep(connection)
            raise
        except BaseException:
            connection.client.close()
            raise
        self._keep(connection)

    def _keep(self, connection: _Connection) -> None:
        connection.mails += 1
        connection.used_at = time.monotonic()
        if connection.client.is_connected and connection.mails < self._limits.mails:
            self._kept.append(connection)
        else:
            connection.client.close()

    async def _connect(self) -> _Connection:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            timeout=self._limits.command.total_seconds(),
            use_tls=server.tls,
            start_tls=server.starts_tls,
            validate_certs=server.verify,
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            client.close()
            raise TemporaryFailure(f"{server} cannot be reached: {error}") from error
        return _Connection(client)


async def _leave(connection: _Connection) -> None:
    with suppress(aiosmtplib.SMTPException, OSError):
        await connection.client.quit()
    connection.client.close()


class _Handing:
    """One mail on its way over, and how far it has come."""

    def __init__(self, mail: Mail, content: bytes) -> None:
        self._mail = mail
        self._content = content
        self._utf8 = needs_utf8(mail)
        self.content_sent = False

    async def over(self, client: aiosmtplib.SMTP) -> Receipt:
        encoding = "utf-8" if self._utf8 else "ascii"
        if self._utf8 and not client.supports_extension("smtputf8"):
            # Another server may: it is not the address that is at fault.
            raise PermanentFailure("The mail server does not take addresses in this script.")
        options = ["SMTPUTF8"] if self._utf8 else []
        try:
            await client.mail(self._mail.sender.wire_address, options=options, encoding=encoding)
            await client.rcpt(self._mail.recipient.wire_address, encoding=encoding)
            self.content_sent = True
            answer = await client.data(self._content)
        except aiosmtplib.SMTPResponseException as error:
            if error.code == _CLOSING:
                self.content_sent = False
                raise aiosmtplib.SMTPServerDisconnected(error.message) from error
            raise _refusal(error) from error
        return Receipt("smtp", f"{answer.code} {answer.message}")

    def lost(self, reason: str) -> TemporaryFailure:
        return TemporaryFailure(reason, maybe_sent=self.content_sent)


def _refusal(error: aiosmtplib.SMTPResponseException) -> NotTaken:
    said = f"{error.code} {error.message}"
    if error.code < 500:
        return TemporaryFailure(f"The mail server put it off: {said}")
    if error.code in _NOT_LET_IN or isinstance(error, aiosmtplib.SMTPSenderRefused):
        return TemporaryFailure(f"The mail server takes nothing from us: {said}")
    about_address = isinstance(error, aiosmtplib.SMTPRecipientRefused)
    if about_address and not (_POLICY_REFUSAL.search(said) or _MAILBOX_FULL.search(said)):
        return AddressRejected(f"The mail server refused the address: {said}")
    return PermanentFailure(f"The mail server refused the mail: {said}")
