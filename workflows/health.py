"""Accounts' health kept up to date: whoever is due is looked at, a page in a transaction."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from engine.store.database import Database
from engine.store.faults import FAULTS, is_of_one
from engine.store.health.cards import KeptCard, list_cards
from engine.store.health.due import Claim, Settled, claim, settle
from engine.store.health.keeping import look_at_each
from engine.store.taking import waits_since

PAGE = 25
"""So few that a page holds up nobody who stores an event of one of them."""

BEHIND = timedelta(seconds=1)
"""While an event has waited longer for the dispatcher, health goes on by a page a turn."""

log = logging.getLogger(__name__)


class HealthKeeper:
    """Any number may run side by side. `clock` tells the time now, aware UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.clock = clock

    async def keep(self) -> int:
        """Look at all who are due. Returns how many there were.

        What a customer does comes before how they fare: while events wait, this is a single page.
        """
        done = 0
        while claimed := await self._claimed():
            # Read after they were claimed: who edits a scorecard marks everybody afterwards.
            async with self.database.transaction() as session:
                cards = await list_cards(session)
            await self._look_at_all(claimed, cards)
            done += len(claimed)
            if await self._is_behind():
                break
        return done

    async def _claimed(self) -> Sequence[Claim]:
        async with self.database.transaction() as session:
            return await claim(session, PAGE, self.clock())

    async def _is_behind(self) -> bool:
        async with self.database.transaction() as session:
            oldest = await waits_since(session)
        return oldest is not None and oldest < self.clock() - BEHIND

    async def _look_at_all(self, claimed: Sequence[Claim], cards: Sequence[KeptCard]) -> None:
        """Together; and each by itself when one of them cannot be."""
        try:
            await self._look(claimed, cards)
        except Exception:
            await self._look_at_each(claimed, cards)

    async def _look_at_each(self, claimed: Sequence[Claim], cards: Sequence[KeptCard]) -> None:
        """An account that cannot be looked at must not hold up the others; it is tried again. One
        may take longer than the database allows; two mean that the database is in trouble."""
        is_in_doubt = False
        for each in claimed:
            try:
                await self._look([each], cards)
            except Exception as fault:
                if not is_of_one(fault):
                    if is_in_doubt or not isinstance(fault, FAULTS):
                        raise
                    is_in_doubt = True
                log.warning("The health of %s cannot be found out: %r", each.account_id, fault)

    async def _look(self, claimed: Sequence[Claim], cards: Sequence[KeptCard]) -> None:
        now = self.clock()
        async with self.database.transaction() as session:
            ids = [each.account_id for each in claimed]
            looked = await look_at_each(session, ids, cards, now)
            await settle(
                session,
                [
                    Settled(each, looked[each.account_id].next_at, looked[each.account_id].is_heard)
                    for each in claimed
                ],
            )
