"""No more mails a second than a provider takes, from all workers together. What has no turn soon is
put off, and says when."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from activities.mail.message import Mail
from activities.mail.transport import MailTransport
from activities.receipts import Receipt, TemporaryFailure
from engine.store.database import Database
from engine.store.faults import is_transient
from engine.store.pacing import next_turn

_PATIENCE = timedelta(seconds=5)
"""How long a mail waits here for its turn. Longer would end in the middle of handing it over."""


class Paced:
    """Another way of sending, at most `rate` mails a second, evenly spread over all processes on
    this database. `clock` is real time, aware UTC."""

    def __init__(
        self, mail: MailTransport, rate: float, database: Database, clock: Callable[[], datetime]
    ) -> None:
        self._mail = mail
        self._apart = timedelta(seconds=1 / rate)
        self._database = database
        self._clock = clock

    async def send(self, mail: Mail) -> Receipt:
        now = self._clock()
        turn, taken = await self._turn(now)
        if not taken:
            raise TemporaryFailure(
                "As many mails go out as may; this one waits its turn.", turn - now
            )
        await asyncio.sleep(max(0.0, (turn - self._clock()).total_seconds()))
        return await self._mail.send(mail)

    async def close(self) -> None:
        await self._mail.close()

    async def _turn(self, now: datetime) -> tuple[datetime, bool]:
        """Committed before the mail goes: who dies on the way loses one turn. Raises
        `TemporaryFailure`: nothing was handed over yet, whatever ails the database."""
        try:
            async with (
                asyncio.timeout(_PATIENCE.total_seconds()),
                self._database.transaction() as session,
            ):
                return await next_turn(session, "mail", now, apart=self._apart, patience=_PATIENCE)
        except Exception as error:
            if not is_transient(error):
                raise
            raise TemporaryFailure("Nobody could say whose turn it is; this one waits.") from error
