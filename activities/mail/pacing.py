"""No more mails a second than a provider takes. What has no turn soon is put off, and says when."""

import asyncio
import time
from datetime import timedelta

from activities.mail.message import Mail
from activities.mail.transport import MailTransport
from activities.receipts import Receipt, TemporaryFailure

_PATIENCE = timedelta(seconds=5)
"""How long a mail waits here for its turn. Longer would end in the middle of handing it over."""
_LONGEST = timedelta(minutes=10)


class Paced:
    """Another way of sending, at most `rate` mails a second, evenly spread."""

    def __init__(self, mail: MailTransport, rate: float) -> None:
        self._mail = mail
        self._apart = 1 / rate
        self._next = 0.0
        self._back = 0.0
        """When the last that was put off is to come back: they do not come all at once."""

    async def send(self, mail: Mail) -> Receipt:
        now = time.monotonic()
        turn = max(self._next, now)
        if turn - now > _PATIENCE.total_seconds():
            self._back = min(max(self._back, turn) + self._apart, now + _LONGEST.total_seconds())
            wait = timedelta(seconds=self._back - now)
            raise TemporaryFailure("As many mails go out as may; this one waits its turn.", wait)
        self._next = turn + self._apart
        await asyncio.sleep(turn - now)
        return await self._mail.send(mail)

    async def close(self) -> None:
        await self._mail.close()
