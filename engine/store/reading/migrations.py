"""Migrations, how far they are, and what became of each customer in them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.actors import names_of
from engine.store.reading.listing import id_of, listed, one
from engine.store.reading.paging import PAGE_SIZE, Page, identifier, instant
from engine.store.tables import (
    Account,
    Contact,
    Enrollment,
    Journey,
    JourneyVersion,
    Message,
    Migration,
    MigrationResult,
    Pause,
    Wake,
)
from engine.store.tables.columns import JsonObject

ResultStatus = Literal[
    "pending", "moved", "continues", "exited", "failed", "ended", "superseded"
]  # fmt: skip

_ON_ITS_WAY = (
    col(Message.step) == col(Enrollment.current_step),
    col(Message.status) == "claimed",
)
"""Whom `engine.store.migrating` leaves for later."""
_ON_THE_WAY = (
    select(Message.id)
    .where(col(Message.enrollment_id) == col(Enrollment.id), *_ON_ITS_WAY)
    .correlate(Enrollment)
    .exists()
)


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
    requested_by_name: str
    """What they are called."""
    created_at: datetime
    finished_at: datetime | None
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many customers came to what; see `MigrationResult.status`."""
    staying: int = 0
    """Of the moved, how many stayed at their step, on the new version."""
    on_the_way: int = 0
    """Of the pending, how many wait until it is known what became of a mail or a call to them."""

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
    waits_because: str | None = None
    """Of one that is pending: what they are waited for, as a sentence. None: only their turn."""


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
    on_the_way: bool = False,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[ResultSummary]:
    """By enrollment. `on_the_way`: only those who wait for a mail or a call to be settled."""
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
    if on_the_way:
        statement = statement.where(MigrationResult.status == "pending", _ON_THE_WAY)
    page = await listed(
        session,
        ResultSummary,
        statement,
        order=[(col(MigrationResult.enrollment_id), identifier)],
        limit=limit,
        after=after,
        descending=False,
    )
    return Page(await _explained(session, page.rows), page.next)


async def _explained(
    session: AsyncSession, results: Sequence[ResultSummary]
) -> list[ResultSummary]:
    """With why those who are pending wait, where it is for more than their turn."""
    pending = [each.enrollment_id for each in results if each.status == "pending"]
    if not pending:
        return list(results)
    found = await session.exec(
        select(Message)
        .join(Enrollment, col(Enrollment.id) == col(Message.enrollment_id))
        .where(col(Message.enrollment_id).in_(pending), *_ON_ITS_WAY)
    )
    waits = {message.enrollment_id: _waits_because(message) for message in found}
    return [replace(each, waits_because=waits.get(each.enrollment_id)) for each in results]


def _waits_because(message: Message) -> str:
    what = "call" if message.channel in ("webhook", "notify") else "mail"
    said = f"It is not known yet whether a {what} went out; they are moved once it is."
    return f"{said} It is tried again: {message.reason}" if message.reason else said


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
            *names_of(Migration.requested_by),
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
    counted = [replace(each, counts=counts[each.id]) for each in migrations]
    waiting = await _on_the_way(session, [each.id for each in counted if each.pending])
    staying = await _staying(session, [each.id for each in counted])
    return [
        replace(each, staying=staying.get(each.id, 0), on_the_way=waiting.get(each.id, 0))
        for each in counted
    ]


async def _staying(session: AsyncSession, migrations: Sequence[UUID]) -> Mapping[UUID, int]:
    """Of each, who was moved and stands at the same step as before."""
    result = MigrationResult
    found = await session.execute(
        select(result.migration_id, func.count())
        .where(
            col(result.migration_id).in_(migrations),
            result.status == "moved",
            col(result.from_step) == col(result.to_step),
        )
        .group_by(col(result.migration_id))
    )
    return dict(found.all())


async def _on_the_way(session: AsyncSession, migrations: Sequence[UUID]) -> Mapping[UUID, int]:
    found = await session.exec(
        select(MigrationResult.migration_id, func.count())
        .join(Enrollment, col(Enrollment.id) == col(MigrationResult.enrollment_id))
        .where(
            col(MigrationResult.migration_id).in_(migrations),
            MigrationResult.status == "pending",
            _ON_THE_WAY,
        )
        .group_by(col(MigrationResult.migration_id))
    )
    return dict(found.all())
