"""Looking for replies in a mailbox, in one process at a time."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from activities.inbox.imap import Fetched, ImapInbox, InboxAwayError, Place
from engine.store.database import Database
from engine.store.faults import FAULTS
from engine.store.inboxes import get_place, set_place
from engine.store.mail_in import take_mail
from engine.store.upkeep import alone

log = logging.getLogger(__name__)

MOST_LOOKS = 20
"""After which the next turn goes on."""


class ReplyReader:
    """`clock` tells the time now, aware UTC."""

    def __init__(
        self, database: Database, inbox: ImapInbox, secret_key: bytes, clock: Callable[[], datetime]
    ) -> None:
        self.database = database
        self.inbox = inbox
        self.secret_key = secret_key
        self.clock = clock
        self._away = False

    async def read(self) -> int:
        """How many replies there were. What is read again after a crash is known already."""
        taken = 0
        for _ in range(MOST_LOOKS):
            more, found = await self._look()
            taken += found
            if not more:
                break
        return taken

    async def _look(self) -> tuple[bool, int]:
        with suppress(*FAULTS):
            async with self.database.transaction() as session:
                if not await alone(session, "read_replies"):
                    return False, 0
                validity, last = await get_place(session, str(self.inbox.box))
                try:
                    fetched = await self.inbox.fetch(Place(validity, last), self.clock())
                except InboxAwayError as away:
                    self._say(away)
                    return False, 0
                self._away = False
                taken = await self._take(fetched)
                place = fetched.place
                await set_place(
                    session, str(self.inbox.box), place.validity, place.last, self.clock()
                )
                return fetched.more, taken
        return False, 0

    async def _take(self, fetched: Fetched) -> int:
        """Each by itself: their customers are locked one after the other."""
        taken = 0
        for raw in fetched.mails:
            kind = await take_mail(
                self.database, raw, via="imap", secret_key=self.secret_key, now=self.clock()
            )
            taken += kind is not None
        return taken

    def _say(self, away: InboxAwayError) -> None:
        """Once, until it is back."""
        if not self._away:
            log.warning("%s It is tried again every minute.", away)
        self._away = True
