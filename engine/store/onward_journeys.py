"""Letting a customer into another journey from the one they are in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.entry import Refusal, entry_key
from engine.errors import Conflict, NotFound
from engine.store import tables
from engine.store.customers import PRIMARY_FIRST, Customer, held, only_account
from engine.store.enrolling import Door, Enrolled, Entrant, made_before
from engine.store.enrollments import let_in, live_version
from engine.store.tables import Account, Contact, Membership


@dataclass(frozen=True)
class FromEnrollment:
    """The enrollment a customer comes from, and the step that sends them."""

    id: UUID
    journey_key: str
    journey_name: str
    step: str
    visit: int
    account_id: UUID | None
    contact_id: UUID | None
    is_test: bool = False


async def enroll_from_journey(
    session: AsyncSession,
    *,
    from_enrollment: FromEnrollment,
    journey_key: str,
    now: datetime,
    default_zone: str,
) -> Enrolled | Refusal:
    """Let the customer into the live version of another journey, unless its rules say no.

    The same enrollment, step and visit again find the enrollment they made. A contact's journey is
    entered by the account's primary contact where the customer is an account, an account's by the
    contact's account. A journey that cannot be entered is a refusal, never an error.
    """
    if from_enrollment.is_test:
        return Refusal("test_run", "A test run lets nobody into another journey.")
    try:
        row, version_id, journey = await live_version(session, journey_key)
    except NotFound as error:
        return Refusal("unknown_journey", str(error))
    except Conflict as error:
        return Refusal("never_published", str(error))
    customer = await held(session, await _customer(session, journey, from_enrollment))
    entrant = _entrant(journey, customer, from_enrollment)
    if entrant.subject(journey) is None:
        return Refusal("no_subject", f"“{row.name}” is for {journey.subject}s; none is known here.")
    if again := await made_before(session, journey, entrant, ("enrollment", "step", "visit")):
        return again
    if row.status == "archived":
        return Refusal("journey_not_live", f"“{row.name}” is archived: nobody enters any more.")
    door = Door(row.id, version_id, journey)
    return await let_in(session, door, customer, entrant, now=now, default_zone=default_zone)


async def called(session: AsyncSession, journey_key: str) -> str:
    """What people call the journey; its key where there is none."""
    found = await session.exec(select(tables.Journey.name).where(tables.Journey.key == journey_key))
    return found.first() or journey_key


async def _customer(session: AsyncSession, journey: Journey, origin: FromEnrollment) -> Customer:
    account = await session.get(Account, origin.account_id) if origin.account_id else None
    contact = await session.get(Contact, origin.contact_id) if origin.contact_id else None
    if journey.subject == "contact" and contact is None and account is not None:
        contact = await _primary(session, account.id)
    if journey.subject == "account" and account is None and contact is not None:
        account = await only_account(session, contact.id)
    return Customer(account, contact)


async def _primary(session: AsyncSession, account_id: UUID) -> Contact | None:
    """The account's primary contact, or whoever has been there longest."""
    found = await session.exec(
        select(Contact)
        .join(Membership, col(Membership.contact_id) == col(Contact.id))
        .where(Membership.account_id == account_id, col(Membership.ended_at).is_(None))
        .order_by(*PRIMARY_FIRST)
        .limit(1)
    )
    return found.first()


def _entrant(journey: Journey, customer: Customer, origin: FromEnrollment) -> Entrant:
    cause = f"journey/{origin.id}/{origin.step}/{origin.visit}"
    entered_by: dict[str, Any] = {
        "by": "journey",
        "journey": origin.journey_key,
        "journey_name": origin.journey_name,
        "enrollment": str(origin.id),
        "step": origin.step,
        "visit": origin.visit,
    }
    return Entrant(
        account_id=customer.account_id,
        contact_id=customer.contact_id,
        entry_key=entry_key(journey, cause),
        entered_by=entered_by,
    )
