"""Letting a customer into another journey from the one they are in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.entry import Refusal, entry_key, refused_by_audience
from engine.errors import Conflict, NotFound
from engine.identifiers import enrollment_id
from engine.store import tables
from engine.store.customers import Customer, held, only_account
from engine.store.enrolling import Enrolled, Entrant, enroll
from engine.store.enrollments import live_version, witness_of
from engine.store.facts import gather
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
    if (customer.account if journey.subject == "account" else customer.contact) is None:
        return Refusal("no_subject", f"“{row.name}” is for {journey.subject}s; none is known here.")
    entrant = _entrant(journey, customer, from_enrollment)
    if again := await _made_before(session, journey, entrant):
        return again
    if row.status == "archived":
        return Refusal("journey_not_live", f"“{row.name}” is archived: nobody enters any more.")
    witness = witness_of(journey, customer, default_zone)
    if journey.entry.audience is not None:
        facts = await gather(session, [journey.entry.audience], witness, now)
        if refusal := refused_by_audience(journey, facts):
            return refusal
    return await enroll(
        session,
        journey,
        journey_id=row.id,
        version_id=version_id,
        entrant=entrant,
        now=now,
        zone=witness.zone,
    )


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
        .order_by(
            col(Membership.is_primary).desc(),
            col(Membership.created_at),
            col(Membership.contact_id),
        )
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
        account_id=customer.account.id if customer.account else None,
        contact_id=customer.contact.id if customer.contact else None,
        entry_key=entry_key(journey, cause),
        entered_by=entered_by,
    )


async def _made_before(
    session: AsyncSession, journey: Journey, entrant: Entrant
) -> Enrolled | None:
    subject = entrant.account_id if journey.subject == "account" else entrant.contact_id
    if subject is None:
        return None
    identifier = enrollment_id(journey.journey, subject, entrant.entry_key)
    row = await session.get(tables.Enrollment, identifier)
    same = ("enrollment", "step", "visit")
    if row is None or any(row.entered_by.get(each) != entrant.entered_by[each] for each in same):
        return None
    return Enrolled(identifier)
