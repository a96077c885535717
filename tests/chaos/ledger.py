"""The world, and what in it is not yet done."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import select

from engine.store import tables
from engine.store.statements import run
from tests.world import World

_LEFT = text("""
    SELECT (SELECT count(*) FROM enrollments WHERE status = 'starting') AS starting,
           (SELECT count(*) FROM enrollments WHERE status = 'running') AS running,
           (SELECT count(*) FROM wakes) AS wakes,
           (SELECT count(*) FROM events WHERE dispatched_at IS NULL) AS events,
           (SELECT coalesce(sum(moves), 0) FROM enrollments) AS moves
""")
_WAITS = text("""
    SELECT count(*) FROM enrollments JOIN accounts ON accounts.id = account_id
    WHERE external_id = :account AND current_step = :step AND waiting_for IS NOT NULL
""")


class Ledger(World):
    async def left_to_do(self) -> dict[str, int]:
        """What waits to be done, and how much was done so far; empty when all is done."""
        async with self.database.transaction() as session:
            found = dict((await run(session, _LEFT, {})).one()._mapping)
        return found if any(found[name] for name in found if name != "moves") else {}

    async def waits_at(self, account: str, step: str) -> bool:
        """Whether the account with this external id waits at the step."""
        async with self.database.transaction() as session:
            waiting = await run(session, _WAITS, {"account": account, "step": step})
            return bool(waiting.scalar_one())

    async def journey_keys(self) -> dict[UUID, str]:
        async with self.database.transaction() as session:
            found = await session.exec(select(tables.Journey.id, tables.Journey.key))
            return dict(found.all())
