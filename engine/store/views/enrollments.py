"""One customer's passage through a journey, with everything needed to say why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition import journey as definition
from engine.definition.base import StepId
from engine.errors import NotFound
from engine.store.tables import (
    Account,
    Contact,
    Enrollment,
    Journey,
    JourneyVersion,
    TimelineEntry,
)
from engine.store.versions import definition_of

MOST_ENTRIES = 500
"""Entries shown of one passage. A passage has some tens."""


@dataclass(frozen=True)
class Entry:
    number: int
    at: datetime
    journey_at: datetime
    kind: str
    step: str | None
    summary: str
    detail: dict[str, Any]
    message_id: UUID | None
    task_id: UUID | None


@dataclass(frozen=True)
class EnrollmentView:
    row: Enrollment
    journey_key: str
    journey_name: str
    journey_status: str
    version: int
    definition: definition.Journey
    account_name: str | None
    account_owner_id: UUID | None
    contact_name: str | None
    contact_email: str | None
    entries: tuple[Entry, ...]
    """The first first; the latest ones when there are more than MOST_ENTRIES."""

    @property
    def customer(self) -> str:
        """What to call the customer, whatever is known of them."""
        return self.contact_name or self.contact_email or self.account_name or "Unnamed"

    @property
    def path(self) -> tuple[StepId, ...]:
        """The steps it has been at, in order, the present one last."""
        steps: list[StepId] = []
        for step in [entry.step for entry in self.entries] + [self.row.current_step]:
            if step and (not steps or steps[-1] != step):
                steps.append(step)
        return tuple(steps)


async def enrollment_view(session: AsyncSession, enrollment_id: UUID) -> EnrollmentView:
    """Raises NotFound."""
    found = await session.exec(
        select(Enrollment, Journey, JourneyVersion, Account, Contact)  # type: ignore[call-overload]
        .join(Journey, col(Journey.id) == Enrollment.journey_id)
        .join(JourneyVersion, col(JourneyVersion.id) == Enrollment.version_id)
        .join(Account, col(Account.id) == Enrollment.account_id, isouter=True)
        .join(Contact, col(Contact.id) == Enrollment.contact_id, isouter=True)
        .where(Enrollment.id == enrollment_id)
    )
    row = found.first()
    if row is None:
        raise NotFound("There is no such passage.")
    enrollment, journey, version, account, contact = row
    return EnrollmentView(
        row=enrollment,
        journey_key=journey.key,
        journey_name=journey.name,
        journey_status=journey.status,
        version=version.number,
        definition=await definition_of(session, version.id),
        account_name=(account.name or account.external_id) if account else None,
        account_owner_id=account.owner_id if account else None,
        contact_name=contact.name if contact else None,
        contact_email=contact.email if contact else None,
        entries=await _entries(session, enrollment_id),
    )


async def _entries(session: AsyncSession, enrollment_id: UUID) -> tuple[Entry, ...]:
    found = await session.exec(
        select(TimelineEntry)
        .where(TimelineEntry.enrollment_id == enrollment_id)
        .order_by(col(TimelineEntry.number).desc())
        .limit(MOST_ENTRIES)
    )
    entries = [
        Entry(
            number=row.number,
            at=row.at,
            journey_at=row.journey_at,
            kind=row.kind,
            step=row.step,
            summary=row.summary,
            detail=row.detail,
            message_id=row.message_id,
            task_id=row.task_id,
        )
        for row in found
    ]
    return tuple(reversed(entries))
