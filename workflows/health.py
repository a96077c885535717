"""Accounts' health kept up to date: who is due is looked at, each in a transaction of its own."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from engine.store.database import Database
from engine.store.faults import FAULTS, is_of_one
from engine.store.health.cards import KeptCard, list_cards
from engine.store.health.due import Claim, claim, settle
from engine.store.health.keeping import look_at

PAGE = 25

log = logging.getLogger(__name__)


class HealthKeeper:
    """Any number may run side by side. `clock` tells the time now, aware UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.clock = clock

    async def keep(self) -> int:
        """Look at all who are due. Returns how many there were."""
        done = 0
        while claimed := await self._claimed():
            # Read after they were claimed: who edits a scorecard marks everybody afterwards.
            async with self.database.transaction() as session:
                cards = await list_cards(session)
            await self._look_at_each(claimed, cards)
            done += len(claimed)
        return done

    async def _claimed(self) -> Sequence[Claim]:
        async with self.database.transaction() as session:
            return await claim(session, PAGE, self.clock())

    async def _look_at_each(self, claimed: Sequence[Claim], cards: Sequence[KeptCard]) -> None:
        """One account may take longer than the database allows; two mean that it is in trouble."""
        is_in_doubt = False
        for each in claimed:
            try:
                await self._look(each, cards)
            except FAULTS as fault:
                if is_in_doubt:
                    raise
                is_in_doubt = True
                log.warning("The health of %s cannot be found out: %r", each.account_id, fault)

    async def _look(self, claimed: Claim, cards: Sequence[KeptCard]) -> None:
        """An account that cannot be looked at must not hold up the others. It is tried again."""
        now = self.clock()
        try:
            async with self.database.transaction() as session:
                looked = await look_at(session, claimed.account_id, cards, now)
                await settle(session, claimed, looked.next_at, is_heard=looked.is_heard)
        except Exception as error:
            if not is_of_one(error):
                raise
            log.warning("The health of %s cannot be found out: %r", claimed.account_id, error)
