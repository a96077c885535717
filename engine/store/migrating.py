"""Moving customers to another version: in batches by a workflow, or one by one at the door.

Whoever takes up an enrollment to advance it calls `apply_pending` first, so from the commit of a
publish on nothing superseded goes out, however many are still to be moved. Results are locked
before enrollments, everywhere.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, or_, text, update
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import OnwardError
from engine.migrating import Plan
from engine.store.migration_writing import Change, Target, Unmovable, change_of, write
from engine.store.pauses import freezes_of
from engine.store.statements import run
from engine.store.tables import JourneyVersion, Message, Migration, MigrationResult, Task
from engine.store.versions import definition_of

LOOK_AGAIN_AFTER = timedelta(seconds=3)
"""Who cannot be moved yet, because a mail is on its way, is left alone for so long."""

_ENROLLMENTS = SQLModel.metadata.tables["enrollments"]
_RESULTS = SQLModel.metadata.tables["migration_results"]
_GATHER = text("""
    INSERT INTO migration_results (migration_id, enrollment_id, status, from_version, from_step)
    SELECT :migration, e.id, 'pending', v.number, e.current_step
    FROM enrollments AS e JOIN journey_versions AS v ON v.id = e.version_id
    WHERE e.journey_id = :journey AND e.status <> 'ended' AND NOT e.is_test AND v.number < :number
    ON CONFLICT DO NOTHING
""")
_FAIL = (
    update(_RESULTS)
    .where(
        _RESULTS.c.migration_id == bindparam("migration"),
        _RESULTS.c.enrollment_id == bindparam("enrollment"),
    )
    .values(status="failed", error=bindparam("why"), at=bindparam("now"))
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """What one transaction has done."""

    settled: int
    """Moved, or whatever else the plan had for them; failures are among them."""
    left: int
    """Looked at and left for later."""


async def gather(session: AsyncSession, migration: Migration, number: int) -> int:
    """Note everybody who is on a version before `number` as to be moved. Returns how many are new.

    Test runs stay where they are.
    """
    made = await run(
        session,
        _GATHER,
        {"migration": migration.id, "journey": migration.journey_id, "number": number},
    )
    return made.rowcount


async def supersede(session: AsyncSession, journey_id: UUID, now: datetime) -> None:
    """Whoever has not been moved yet goes to the latest version at once, by the latest plan."""
    earlier = select(Migration.id).where(Migration.journey_id == journey_id)
    await session.execute(
        update(MigrationResult)
        .where(
            col(MigrationResult.migration_id).in_(earlier),
            col(MigrationResult.status).in_(["pending", "failed"]),
        )
        .values(status="superseded", at=now)
    )


async def migrate_some(
    session: AsyncSession, migration_id: UUID, now: datetime, limit: int = 100
) -> Batch:
    """Move up to `limit` customers. Who fails does not keep the others from being moved."""
    migration = await session.get_one(Migration, migration_id)
    taken = await session.execute(
        select(_RESULTS.c.enrollment_id)
        .where(
            _RESULTS.c.migration_id == migration_id,
            _RESULTS.c.status == "pending",
            or_(_RESULTS.c.at.is_(None), _RESULTS.c.at < now - LOOK_AGAIN_AFTER),
        )
        .order_by(_RESULTS.c.enrollment_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    changes, failures, left = await _worked_out(session, migration, list(taken.scalars()), now)
    failures += await _written(session, changes)
    if failures:
        await session.execute(
            _FAIL,
            [
                {"migration": migration_id, "enrollment": enrollment, "why": why, "now": now}
                for enrollment, why in failures
            ],
        )
    await _put_off(session, migration_id, left, now)
    return Batch(settled=len(changes) + len(failures), left=len(left))


async def apply_pending(session: AsyncSession, enrollment_id: UUID, now: datetime) -> bool:
    """Move this customer first, if they are to be moved. True: the enrollment has changed.

    Also tries again what has failed before: whoever cannot be moved stands still, and says why.
    Raises Unmovable. A mail that may be on its way is left to be settled first.
    """
    found = await session.execute(
        select(_RESULTS.c.migration_id)
        .where(
            _RESULTS.c.enrollment_id == enrollment_id,
            _RESULTS.c.status.in_(["pending", "failed"]),
        )
        .with_for_update()
    )
    migration_id = found.scalars().first()
    if migration_id is None:
        return False
    migration = await session.get_one(Migration, migration_id)
    changes, failures, _ = await _worked_out(session, migration, [enrollment_id], now)
    if failures:
        raise Unmovable(failures[0][1])
    # Whoever calls is looking at it already.
    await write(session, [replace(change, wakes=False) for change in changes])
    return bool(changes)


async def has_pending(session: AsyncSession, enrollment_id: UUID) -> bool:
    """Whether the customer is to be moved before anything else goes out to them."""
    found = await session.execute(
        select(_RESULTS.c.migration_id).where(
            _RESULTS.c.enrollment_id == enrollment_id,
            _RESULTS.c.status.in_(["pending", "failed"]),
        )
    )
    return found.first() is not None


Failure = tuple[UUID, str]


async def _worked_out(
    session: AsyncSession, migration: Migration, enrollments: Sequence[UUID], now: datetime
) -> tuple[list[Change], list[Failure], list[UUID]]:
    """What is to be written, who cannot be moved and why, and who is left for later."""
    target = await _target(session, migration, now)
    changes, failures, left = list[Change](), list[Failure](), list[UUID]()
    rows = await _locked(session, enrollments)
    sending = await _being_sent(session, rows)
    answers = await _answers(session, rows)
    for row in rows:
        try:
            place = (row.id, row.current_step)
            if place in sending:
                left.append(row.id)
                continue
            old = await definition_of(session, row.version_id)
            changes.append(change_of(row, old, target, answers.get(place)))
        except OnwardError as error:
            failures.append((row.id, str(error)))
        except Exception as error:
            log.exception("Enrollment %s cannot be moved.", row.id)
            why = f"Something on our side went wrong ({type(error).__name__})."
            failures.append((row.id, why))
    return changes, failures, left


async def _target(session: AsyncSession, migration: Migration, now: datetime) -> Target:
    version = await session.get_one(JourneyVersion, migration.to_version_id)
    return Target(
        migration_id=migration.id,
        version_id=version.id,
        number=version.number,
        journey=await definition_of(session, version.id),
        plan=Plan.model_validate(migration.plan),
        freezes=await freezes_of(session, migration.journey_id, now),
        now=now,
    )


async def _locked(session: AsyncSession, enrollments: Sequence[UUID]) -> Sequence[Row[Any]]:
    """As rows, not as objects: the session must not hold on to what is about to change."""
    number = select(JourneyVersion.number).where(
        col(JourneyVersion.id) == _ENROLLMENTS.c.version_id
    )
    found = await session.execute(
        select(_ENROLLMENTS, number.scalar_subquery().label("number"))  # type: ignore[call-overload]
        .where(_ENROLLMENTS.c.id.in_(enrollments))
        .order_by(_ENROLLMENTS.c.id)
        .with_for_update(of=_ENROLLMENTS)
    )
    return found.all()


async def _being_sent(session: AsyncSession, rows: Sequence[Row[Any]]) -> set[tuple[UUID, str]]:
    """Where a mail may be on its way: enrollment and step."""
    found = await session.execute(
        select(Message.enrollment_id, Message.step).where(
            col(Message.enrollment_id).in_([row.id for row in rows]), Message.status == "claimed"
        )
    )
    return {(enrollment, step) for enrollment, step in found}


async def _answers(session: AsyncSession, rows: Sequence[Row[Any]]) -> dict[tuple[UUID, str], str]:
    """The buttons that were pressed, by enrollment and step, of the latest task of each."""
    found = await session.execute(
        select(Task.enrollment_id, Task.step, Task.outcome)
        .where(
            col(Task.enrollment_id).in_([row.id for row in rows]), col(Task.outcome).is_not(None)
        )
        .order_by(col(Task.visit))
    )
    return {(enrollment, step): outcome for enrollment, step, outcome in found if outcome}


async def _written(session: AsyncSession, changes: list[Change]) -> list[Failure]:
    """Write all at once, or, should that fail, each by itself. Takes out of `changes` who failed.

    Raises what is wrong with the database as a whole.
    """
    try:
        async with session.begin_nested():
            await write(session, changes)
        return []
    except Exception:
        log.exception("A batch could not be moved at once; it is moved one by one.")
    failures = list[Failure]()
    for change in list(changes):
        try:
            async with session.begin_nested():
                await write(session, [change])
        except Exception as error:
            changes.remove(change)
            failures.append((change.enrollment_id, f"It could not be written: {error!r}"[:300]))
    return failures


async def _put_off(
    session: AsyncSession, migration_id: UUID, left: Sequence[UUID], now: datetime
) -> None:
    if left:
        await session.execute(
            update(MigrationResult)
            .where(
                col(MigrationResult.migration_id) == migration_id,
                col(MigrationResult.enrollment_id).in_(left),
            )
            .values(at=now)
        )
