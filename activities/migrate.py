"""Moves the customers of a journey to another version, a batch at a time.

Safe to run any number of times, and by several at once: each batch is one transaction, and takes
only whom nobody else is at.
"""

from temporalio import activity

from activities.migrating import MIGRATE, MigrationRef, Progress
from activities.ports import Ports
from engine.store.migrating import migrate_some
from engine.store.migration_runs import finish, note_look

BATCH = 100
BATCHES = 10
"""In one call, so that a history of a migration of thousands stays short."""


class MigrateActivity:
    """Holds what the activity reaches; one per worker process."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports

    @activity.defn(name=MIGRATE)
    async def migrate_batch(self, ref: MigrationRef) -> Progress:
        """Move some, and close the migration once there is nobody left to move."""
        settled = 0
        async with self.ports.database.transaction() as session:
            await note_look(session, ref.migration_id, self.ports.clock())
        for _ in range(BATCHES):
            async with self.ports.database.transaction() as session:
                batch = await migrate_some(session, ref.migration_id, self.ports.clock(), BATCH)
            activity.heartbeat()
            settled += batch.settled
            if not batch.settled:
                break
        else:
            return Progress(settled=settled)
        async with self.ports.database.transaction() as session:
            done = await finish(session, ref.migration_id, self.ports.clock())
        return Progress(settled=settled, done=done)
