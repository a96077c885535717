"""Trying a journey on a real contact with time compressed."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.entry import Refusal
from engine.errors import Conflict, NotFound
from engine.store.enrolling import Entrant, enroll
from engine.store.tables import Contact, Journey, JourneyVersion, Membership
from engine.store.versions import definition_of


async def start_test_run(
    session: AsyncSession,
    key: str,
    *,
    contact: str,
    seconds_per_day: float,
    by: str,
    now: datetime,
    zone: str,
) -> UUID:
    """Enroll a contact, found by mail address or external id, or its account, as a test.

    The journey's live version runs; a day of it takes `seconds_per_day`. Returns the enrollment.
    """
    version_id, journey_id = await _live(session, key)
    person = await _contact(session, contact)
    definition = await definition_of(session, version_id)
    entered = await enroll(
        session,
        definition,
        journey_id=journey_id,
        version_id=version_id,
        entrant=Entrant(
            account_id=await _account_of(session, person.id),
            contact_id=person.id,
            entry_key="",
            entered_by={"by": by},
            is_test=True,
            seconds_per_day=seconds_per_day,
        ),
        now=now,
        zone=zone,
    )
    if isinstance(entered, Refusal):
        raise Conflict(entered.reason)
    return entered.enrollment_id


async def _live(session: AsyncSession, key: str) -> tuple[UUID, UUID]:
    found = await session.exec(
        select(JourneyVersion.id, Journey.id)
        .join(Journey, col(Journey.id) == JourneyVersion.journey_id)
        .where(Journey.key == key, JourneyVersion.number == Journey.live_version)
    )
    row = found.first()
    if row is None:
        raise NotFound(f"There is no published journey “{key}”.")
    return row


async def _contact(session: AsyncSession, said: str) -> Contact:
    found = await session.exec(
        select(Contact)
        .where(
            or_(func.lower(Contact.email) == said.lower(), Contact.external_id == said),
            col(Contact.merged_into).is_(None),
        )
        .order_by(col(Contact.updated_at).desc())
        .limit(1)
    )
    contact = found.first()
    if contact is None:
        raise NotFound(f"No contact has the address or id “{said}”.")
    return contact


async def _account_of(session: AsyncSession, contact_id: UUID) -> UUID | None:
    """The account the contact is primary in, else the first it belongs to."""
    found = await session.exec(
        select(Membership.account_id)
        .where(Membership.contact_id == contact_id, col(Membership.ended_at).is_(None))
        .order_by(col(Membership.is_primary).desc(), col(Membership.created_at))
        .limit(1)
    )
    return found.first()
