"""What people do with enrollments: let a customer in by hand, take one out."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import zone_of_customer
from engine.definition.journey import Journey
from engine.entry import Refusal, entry_key, refused_by_audience, refused_without_subject
from engine.errors import Conflict, NotFound
from engine.store import tables
from engine.store.actors import name_of, told_of
from engine.store.audit import Actor, record
from engine.store.customers import Customer, Whom, customer_meant, held
from engine.store.enrolling import Door, Enrolled, Entrant, enroll, made_before, refusals
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
        account_id=customer.account_id,
        contact_id=customer.contact_id,
        entry_key=entry_key(journey, entrant_key),
        entered_by={
            "by": by.name,
            "called": await name_of(session, by.name),
            "idempotency_key": idempotency_key,
        },
    )
    if idempotency_key:
        again = await made_before(session, journey, entrant, ["idempotency_key"])
        if again is not None:
            return again
    if refusal := _refused_outright(row, journey, entrant):
        return refusal
    door = Door(row.id, version_id, journey)
    outcome = await let_in(session, door, customer, entrant, now=now, default_zone=default_zone)
    if isinstance(outcome, Enrolled):
        record(session, by, "enrollment.create", outcome.enrollment_id, after={"journey": key})
    return outcome


async def foreseen_by_hand(
    session: AsyncSession, key: str, whom: Whom, *, now: datetime, default_zone: str
) -> Refusal | None:
    """Why the customer would not be let in by hand now. None: they would be. Raises as
    `enroll_by_hand`."""
    row, _, journey = await live_version(session, key)
    customer = await customer_meant(session, whom)
    entrant = Entrant(customer.account_id, customer.contact_id, "", {})
    if refusal := _refused_outright(row, journey, entrant):
        return refusal
    witness = witness_of(journey, customer, default_zone)
    if refusal := await _refused_by_audience(session, journey, witness, now):
        return refusal
    [found] = await refusals(session, row.id, journey, [(entrant, witness.zone)], now)
    return found


def _refused_outright(row: tables.Journey, journey: Journey, entrant: Entrant) -> Refusal | None:
    if row.status == "archived":
        return Refusal("journey_not_live", f"“{row.key}” is archived: nobody enters any more.")
    return refused_without_subject(journey, entrant.subject(journey))


async def _refused_by_audience(
    session: AsyncSession, journey: Journey, witness: Witness, now: datetime
) -> Refusal | None:
    if journey.entry.audience is None:
        return None
    facts = await gather(session, [journey.entry.audience], witness, now)
    return refused_by_audience(journey, facts)


async def let_in(
    session: AsyncSession,
    door: Door,
    customer: Customer,
    entrant: Entrant,
    *,
    now: datetime,
    default_zone: str,
) -> Enrolled | Refusal:
    """Let the customer in, unless the audience or another of the journey's rules says no."""
    journey = door.journey
    witness = witness_of(journey, customer, default_zone)
    if refusal := await _refused_by_audience(session, journey, witness, now):
        return refusal
    return await enroll(
        session,
        journey,
        journey_id=door.journey_id,
        version_id=door.version_id,
        entrant=entrant,
        now=now,
        zone=witness.zone,
    )


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
    row.exit_request = {
        "reason": reason,
        "by": await told_of(session, by.name),
        "called": await name_of(session, by.name),
        "at": at,
    }
    record(session, by, "enrollment.exit", identifier, after={"reason": reason})
    await wake(session, [identifier], f"exit/{at}", now)


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


def witness_of(journey: Journey, customer: Customer, default_zone: str) -> Witness:
    """The view from which it is decided whether a customer may enter."""
    account, contact = customer.account, customer.contact
    return Witness(
        account_id=customer.account_id,
        contact_id=customer.contact_id,
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
