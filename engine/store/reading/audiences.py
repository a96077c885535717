"""Runs over an audience: how far they are, what came of each customer, and how many it would be."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.conditions import Condition
from engine.store.actors import names_of
from engine.store.audiences import chosen_of
from engine.store.enrolling import Entrant, refusals
from engine.store.enrollments import live_version
from engine.store.reading.listing import id_of, listed, one
from engine.store.reading.paging import PAGE_SIZE, Page, identifier, instant
from engine.store.subjects import count_subjects, subjects, subjects_after
from engine.store.tables import Account, AudienceResult, AudienceRun, Contact, Journey
from engine.store.tables.columns import JsonObject


@dataclass(frozen=True)
class RunSummary:
    id: UUID
    journey: str
    """Its key."""
    journey_name: str
    cause: JsonObject
    """`{"by": "schedule", "cron", "time_zone", "at"}`, with `instead_of` the first of the times it
    catches up for; or `{"by": "audience", "who", "called"}`: an address and a name."""
    only: JsonObject | None
    """A condition on whom to take, beside the journey's own audience. None: everybody."""
    per_minute: int
    status: str
    """starting, running, done or stopped."""
    stop_by: str | None
    stop_by_name: str | None
    """What they are called who stopped it."""
    total: int
    """How many customers there were when it began."""
    seen: int
    chosen: int
    """Of those seen, for how many the condition and the audience hold."""
    enrolled: int
    created_at: datetime
    finished_at: datetime | None
    trouble: str | None
    """Why it cannot go on at the moment."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Of those chosen, how many came to what: `enrolled`, `already_been`, `holdout` …"""


@dataclass(frozen=True)
class RunResult:
    subject_id: UUID
    name: str | None
    external_id: str | None
    code: str
    reason: str
    enrollment_id: UUID | None


@dataclass(frozen=True)
class Estimate:
    """How many a run would choose now."""

    looked_at: int
    """The first so many were looked at."""
    chosen: int
    total: int
    """Customers there are."""
    refused: Mapping[str, int]
    """Of those chosen, how many the journey's rules would keep out, by the refusal's code."""

    @property
    def is_exact(self) -> bool:
        return self.looked_at >= self.total

    @property
    def about(self) -> int:
        """How many are chosen, reckoned up from those looked at."""
        return self.reckoned(self.chosen)

    @property
    def entering(self) -> int:
        """The same of those who would enter."""
        return self.reckoned(self.chosen - sum(self.refused.values()))

    def reckoned(self, count: int) -> int:
        return round(count * self.total / self.looked_at) if self.looked_at else 0


MOST_LOOKED_AT = 500


async def estimate(
    session: AsyncSession, key: str, only: Condition | None, now: datetime, default_zone: str
) -> Estimate:
    """Raises NotFound, and Conflict when it was never published."""
    row, _, journey = await live_version(session, key)
    ids = await subjects_after(session, journey.subject, None, MOST_LOOKED_AT)
    some = await subjects(session, journey.subject, ids, default_zone)
    chosen = await chosen_of(session, journey, only, some, now, default_zone)
    entrants = [(Entrant(each.account_id, each.contact_id, "", {}), each.zone) for each in chosen]
    found = await refusals(session, row.id, journey, entrants, now)
    refused = Counter[str](each.code for each in found if each is not None)
    total = await count_subjects(session, journey.subject)
    return Estimate(len(some), len(chosen), total, refused)


async def list_runs(
    session: AsyncSession, key: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[RunSummary]:
    """The latest first."""
    page = await listed(
        session,
        RunSummary,
        _runs().where(AudienceRun.journey_id == id_of(Journey, Journey.key, key)),
        order=[(col(AudienceRun.created_at), instant), (col(AudienceRun.id), identifier)],
        limit=limit,
        after=after,
    )
    counts = await _counts(session, [row.id for row in page.rows])
    return replace(page, rows=[replace(row, counts=counts[row.id]) for row in page.rows])


async def get_run(session: AsyncSession, run_id: UUID) -> RunSummary:
    """Raises NotFound."""
    statement = _runs().where(AudienceRun.id == run_id)
    found = await one(session, RunSummary, statement, f"There is no run {run_id}.")
    return replace(found, counts=(await _counts(session, [run_id]))[run_id])


async def list_run_results(
    session: AsyncSession,
    run_id: UUID,
    *,
    code: str | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[RunResult]:
    """What became of those who were chosen. `code`: only who came to this."""
    statement = (
        select(
            AudienceResult,
            func.coalesce(Account.name, Contact.name, Contact.email).label("name"),
            func.coalesce(Account.external_id, Contact.external_id).label("external_id"),
        )
        .outerjoin(Account, col(Account.id) == col(AudienceResult.subject_id))
        .outerjoin(Contact, col(Contact.id) == col(AudienceResult.subject_id))
        .where(AudienceResult.run_id == run_id)
    )
    if code is not None:
        statement = statement.where(AudienceResult.code == code)
    return await listed(
        session,
        RunResult,
        statement,
        order=[(col(AudienceResult.subject_id), identifier)],
        limit=limit,
        after=after,
        descending=False,
    )


def _runs() -> Any:
    return select(
        AudienceRun,
        col(Journey.key).label("journey"),
        col(Journey.name).label("journey_name"),
        *names_of(AudienceRun.stop_by),
    ).join(Journey, col(Journey.id) == col(AudienceRun.journey_id))


async def _counts(session: AsyncSession, runs: list[UUID]) -> dict[UUID, dict[str, int]]:
    found = await session.exec(
        select(AudienceResult.run_id, AudienceResult.code, func.count())
        .where(col(AudienceResult.run_id).in_(runs))
        .group_by(col(AudienceResult.run_id), col(AudienceResult.code))
    )
    counts = defaultdict[UUID, dict[str, int]](dict)
    for run_id, code, count in found:
        counts[run_id][code] = count
    return counts
