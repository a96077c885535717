"""What people do with enrollments: let a customer in by hand, take one out."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import zone_of_customer
from engine.definition.journey import Journey
from engine.entry import Refusal, entry_key, refused_by_audience, refused_without_subject
from engine.errors import Conflict, NotFound
from engine.identifiers import enrollment_id
from engine.store import tables
from engine.store.audit import Actor, record
from engine.store.customers import Customer, Whom, customer_meant, held
from engine.store.enrolling import Enrolled, Entrant, enroll
from engine.store.facts import Witness, gather
from engine.store.outbox import wake
from engine.store.versions import definition_of


async def enroll_by_hand(
    session: AsyncSession,
    key: str,
    whom: Whom,
    *,
    by: Actor,
    now: datetime,
    default_zone: str,
    idempotency_key: str | None = None,
) -> Enrolled | Refusal:
    """Let a customer into the live version, unless the journey's rules say no.

    The same idempotency key again finds the enrollment it made. Raises NotFound for an unknown
    journey or customer.
    """
    row, version_id, journey = await live_version(session, key)
    customer = await held(session, await customer_meant(session, whom))
    entrant_key = f"hand/{idempotency_key or now.isoformat()}"
    entrant = Entrant(
        account_id=customer.account.id if customer.account else None,
        contact_id=customer.contact.id if customer.contact else None,
        entry_key=entry_key(journey, entrant_key),
        entered_by={"by": by.name, "idempotency_key": idempotency_key},
    )
    if idempotency_key and (again := await _made_before(session, journey, entrant)):
        return again
    if row.status == "archived":
        return Refusal("journey_not_live", f"“{key}” is archived: nobody enters any more.")
    subject = entrant.account_id if journey.subject == "account" else entrant.contact_id
    if refusal := refused_without_subject(journey, subject):
        return refusal
    witness = witness_of(journey, customer, default_zone)
    if journey.entry.audience is not None:
        facts = await gather(session, [journey.entry.audience], witness, now)
        if refusal := refused_by_audience(journey, facts):
            return refusal
    outcome = await enroll(
        session,
        journey,
        journey_id=row.id,
        version_id=version_id,
        entrant=entrant,
        now=now,
        zone=witness.zone,
    )
    if isinstance(outcome, Enrolled):
        record(session, by, "enrollment.create", outcome.enrollment_id, after={"journey": key})
    return outcome


async def request_exit(
    session: AsyncSession, identifier: UUID, reason: str, *, by: Actor, now: datetime
) -> None:
    """Ask for a customer to be taken out; the worker does so at once.

    Asking again changes nothing. Raises NotFound, and Conflict when the passage has ended.
    """
    found = await session.exec(
        select(tables.Enrollment).where(tables.Enrollment.id == identifier).with_for_update()
    )
    row = found.first()
    if row is None:
        raise NotFound(f"There is no enrollment {identifier}.")
    if row.status == "ended":
        raise Conflict("This customer has left the journey already.", code="has_ended")
    if row.exit_request is not None:
        return
    at = now.isoformat()
    row.exit_request = {"reason": reason, "by": by.name, "at": at}
    record(session, by, "enrollment.exit", identifier, after={"reason": reason})
    await wake(session, [identifier], f"exit/{at}")


async def live_version(session: AsyncSession, key: str) -> tuple[tables.Journey, UUID, Journey]:
    """What customers enter under this key. Raises NotFound, and Conflict when there is none yet."""
    found = await session.exec(
        select(tables.Journey, tables.JourneyVersion.id)
        .outerjoin(
            tables.JourneyVersion,
            (col(tables.JourneyVersion.journey_id) == col(tables.Journey.id))
            & (col(tables.JourneyVersion.number) == col(tables.Journey.live_version)),
        )
        .where(tables.Journey.key == key)
    )
    row = found.first()
    if row is None:
        raise NotFound(f"There is no journey “{key}”.")
    journey, version_id = row
    if version_id is None:
        raise Conflict(f"“{key}” has never been published.", code="never_published")
    return journey, version_id, await definition_of(session, version_id)


async def _made_before(
    session: AsyncSession, journey: Journey, entrant: Entrant
) -> Enrolled | None:
    subject = entrant.account_id if journey.subject == "account" else entrant.contact_id
    if subject is None:
        return None
    identifier = enrollment_id(journey.journey, subject, entrant.entry_key)
    row = await session.get(tables.Enrollment, identifier)
    same = row and row.entered_by.get("idempotency_key") == entrant.entered_by["idempotency_key"]
    return Enrolled(identifier) if same else None


def witness_of(journey: Journey, customer: Customer, default_zone: str) -> Witness:
    """The view from which it is decided whether a customer may enter."""
    account, contact = customer.account, customer.contact
    return Witness(
        account_id=account.id if account else None,
        contact_id=contact.id if contact else None,
        subject_kind=journey.subject,
        zone=zone_of_customer(
            journey.subject,
            account.time_zone if account else None,
            contact.time_zone if contact else None,
            default_zone,
        ),
        traits={
            "account": account.traits if account else {},
            "contact": contact.traits if contact else {},
        },
    )
