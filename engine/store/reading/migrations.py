"""Migrations, how far they are, and what became of each customer in them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.reading.listing import id_of, listed, one
from engine.store.reading.paging import PAGE_SIZE, Page, identifier, instant
from engine.store.tables import (
    Account,
    Contact,
    Enrollment,
    Journey,
    JourneyVersion,
    Migration,
    MigrationResult,
    Pause,
    Wake,
)
from engine.store.tables.columns import JsonObject

ResultStatus = Literal[
    "pending", "moved", "continues", "exited", "failed", "ended", "superseded"
]  # fmt: skip


@dataclass(frozen=True)
class MigrationSummary:
    id: UUID
    journey: str
    """Its key."""
    to_version: int
    plan: JsonObject
    status: str
    """starting, running or done."""
    requested_by: str
    created_at: datetime
    finished_at: datetime | None
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many customers came to what; see `MigrationResult.status`."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def pending(self) -> int:
        return self.counts.get("pending", 0)

    @property
    def failed(self) -> int:
        return self.counts.get("failed", 0)

    @property
    def settled(self) -> int:
        """How many it is over for, one way or the other."""
        return self.total - self.pending


@dataclass(frozen=True)
class ResultSummary:
    enrollment_id: UUID
    status: str
    error: str | None
    from_version: int
    from_step: str | None
    to_step: str | None
    at: datetime | None
    customer: str | None
    """The account's or the contact's name, as far as it is known."""


@dataclass(frozen=True)
class Holding:
    """A pause that lasts, or one that has ended with people still to be woken."""

    since: datetime | None
    """None: the journey is not paused."""
    freeze: bool
    held: int
    """Customers who would go on, were it not for the pause."""
    waking: int
    """Customers who are still to be woken after a resume."""


async def list_migrations(
    session: AsyncSession, key: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[MigrationSummary]:
    """The latest first."""
    page = await listed(
        session,
        MigrationSummary,
        _migrations().where(Migration.journey_id == id_of(Journey, Journey.key, key)),
        order=[(col(Migration.created_at), instant), (col(Migration.id), identifier)],
        limit=limit,
        after=after,
    )
    return Page(await _counted(session, page.rows), page.next)


async def get_migration(session: AsyncSession, migration_id: UUID) -> MigrationSummary:
    """Raises NotFound."""
    found = await one(
        session,
        MigrationSummary,
        _migrations().where(Migration.id == migration_id),
        f"There is no migration {migration_id}.",
    )
    return (await _counted(session, [found]))[0]


async def list_results(
    session: AsyncSession,
    migration_id: UUID,
    *,
    status: ResultStatus | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[ResultSummary]:
    """By enrollment."""
    statement = (
        select(
            MigrationResult,
            func.coalesce(Account.name, Account.external_id, Contact.name, Contact.email).label(
                "customer"
            ),
        )
        .join(Enrollment, col(Enrollment.id) == col(MigrationResult.enrollment_id))
        .outerjoin(Account, col(Account.id) == col(Enrollment.account_id))
        .outerjoin(Contact, col(Contact.id) == col(Enrollment.contact_id))
        .where(MigrationResult.migration_id == migration_id)
    )
    if status is not None:
        statement = statement.where(MigrationResult.status == status)
    return await listed(
        session,
        ResultSummary,
        statement,
        order=[(col(MigrationResult.enrollment_id), identifier)],
        limit=limit,
        after=after,
        descending=False,
    )


async def holding(session: AsyncSession, key: str) -> Holding:
    """What a pause holds up, and how far a resume has come."""
    journey = id_of(Journey, Journey.key, key)
    pause = await session.exec(
        select(Pause).where(Pause.journey_id == journey, col(Pause.ended_at).is_(None))
    )
    lasting = pause.first()
    held = await session.exec(
        select(func.count()).where(
            Enrollment.journey_id == journey,
            Enrollment.status == "running",
            col(Enrollment.held_because).is_not(None),
            col(Enrollment.is_test).is_(False),
        )
    )
    waking = await session.exec(
        select(func.count(func.distinct(Wake.enrollment_id)))
        .join(Enrollment, col(Enrollment.id) == col(Wake.enrollment_id))
        .where(Enrollment.journey_id == journey, col(Wake.cause).like("resume/%"))
    )
    return Holding(
        lasting.started_at if lasting else None,
        lasting is not None and lasting.freeze,
        held.one(),
        waking.one(),
    )


def _migrations() -> Any:
    return (
        select(
            Migration,
            col(Journey.key).label("journey"),
            col(JourneyVersion.number).label("to_version"),
        )
        .join(Journey, col(Journey.id) == col(Migration.journey_id))
        .join(JourneyVersion, col(JourneyVersion.id) == col(Migration.to_version_id))
    )


async def _counted(
    session: AsyncSession, migrations: Sequence[MigrationSummary]
) -> list[MigrationSummary]:
    found = await session.exec(
        select(MigrationResult.migration_id, MigrationResult.status, func.count())
        .where(col(MigrationResult.migration_id).in_([each.id for each in migrations]))
        .group_by(col(MigrationResult.migration_id), col(MigrationResult.status))
    )
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    for migration, status, count in found:
        counts[migration][status] = count
    return [replace(each, counts=counts[each.id]) for each in migrations]
