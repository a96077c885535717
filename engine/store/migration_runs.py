"""Migrations from their beginning to their end: recorded, started, finished, tried again."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.errors import Invalid, NotFound
from engine.migrating import Plan, check_plan
from engine.store.audit import Actor, record
from engine.store.channels import OUTBOX, notify
from engine.store.migrating import gather, supersede
from engine.store.tables import Enrollment, JourneyVersion, Migration, MigrationResult
from engine.store.versions import definition_of


async def versions_inside(
    session: AsyncSession, journey_id: UUID, below: int | None = None
) -> Mapping[int, Journey]:
    """The versions customers are on, by number; those before `below`, if given. Tests aside."""
    wanted = (
        select(JourneyVersion.number, JourneyVersion.id)
        .join(Enrollment, col(Enrollment.version_id) == col(JourneyVersion.id))
        .where(
            Enrollment.journey_id == journey_id,
            Enrollment.status != "ended",
            col(Enrollment.is_test).is_(False),
        )
        .distinct()
        .order_by(col(JourneyVersion.number))
    )
    if below is not None:
        wanted = wanted.where(JourneyVersion.number < below)
    found = (await session.exec(wanted)).all()
    return {number: await definition_of(session, version) for number, version in found}


async def refuse_unsound(
    session: AsyncSession, journey_id: UUID, plan: Plan, new: Journey, below: int | None = None
) -> None:
    """Raises Invalid with every problem of the plan, in view of who is inside."""
    olds = await versions_inside(session, journey_id, below) if plan.everyone else {}
    if problems := check_plan(plan, olds, new):
        raise Invalid(
            f"The plan cannot be carried out: {problems[0].message}",
            problems=problems,
            code="bad_plan",
        )


async def begin_migration(
    session: AsyncSession, version: JourneyVersion, plan: Plan, *, by: Actor, now: datetime
) -> UUID | None:
    """Note everybody inside as to be moved to the version; a workflow does it. The plan is sound.

    None: nobody is inside, and it is done already; whoever comes in by an older version at this
    very moment is moved by it all the same. The journey's row must be locked.
    """
    await supersede(session, version.journey_id, now)
    migration = Migration(
        journey_id=version.journey_id,
        to_version_id=version.id,
        plan=plan.model_dump(mode="json", exclude_unset=True),
        requested_by=by.name,
        created_at=now,
    )
    session.add(migration)
    await session.flush()
    if not await gather(session, migration, version.number):
        migration.status, migration.finished_at = "done", now
        return None
    await notify(session, OUTBOX)
    return migration.id


async def note_look(session: AsyncSession, migration_id: UUID, now: datetime) -> None:
    """The migration's workflow lives, and looks whom it can move."""
    await session.execute(
        update(Migration).where(col(Migration.id) == migration_id).values(looked_at=now)
    )


async def finish(session: AsyncSession, migration_id: UUID, now: datetime) -> bool:
    """Close a migration that has nothing left to do. Returns whether that is so.

    Looks once more for whoever came in by an older version while the new one was published.
    """
    migration = await _locked(session, migration_id)
    pending = await session.exec(
        select(func.count()).where(
            MigrationResult.migration_id == migration_id, MigrationResult.status == "pending"
        )
    )
    if pending.one():
        return False
    version = await session.get_one(JourneyVersion, migration.to_version_id)
    if await gather(session, migration, version.number):
        return False
    migration.status, migration.finished_at = "done", now
    return True


async def retry_failed(
    session: AsyncSession, migration_id: UUID, *, by: Actor, now: datetime
) -> int:
    """Try those again who could not be moved. Returns how many. Raises NotFound."""
    migration = await _locked(session, migration_id)
    again = await session.exec(
        update(MigrationResult)
        .where(
            col(MigrationResult.migration_id) == migration_id,
            col(MigrationResult.status) == "failed",
        )
        .values(status="pending", at=None, error=None)
    )
    count: int = again.rowcount
    if count:
        migration.status, migration.finished_at = "starting", None
        record(session, by, "migration.retry", migration_id, after={"enrollments": count})
        await notify(session, OUTBOX)
    return count


async def _locked(session: AsyncSession, migration_id: UUID) -> Migration:
    migration = await session.get(
        Migration, migration_id, with_for_update=True, populate_existing=True
    )
    if migration is None:
        raise NotFound(f"There is no migration {migration_id}.")
    return migration
