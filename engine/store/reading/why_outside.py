"""What is known when somebody asks why a customer is not in a journey. The answer is
`engine.why_not`'s."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.coming import date_triggers, mark_of, told_key
from engine.definition.journey import Journey
from engine.definition.triggers import EventTrigger, HealthTrigger, SegmentTrigger
from engine.entry import event_of, refused_by_holdout, triggers_for
from engine.evaluation import Finding, evaluate
from engine.sentences import say
from engine.store import tables
from engine.store.customers import only_account
from engine.store.facts import gather
from engine.store.internal import SOURCE
from engine.store.reading.why_not import (
    decided,
    journey_called,
    kind_of,
    latest_passage,
    standing_of,
    told_of,
)
from engine.store.settings import holdout
from engine.store.statements import run
from engine.store.subjects import Kind, Subject, subjects
from engine.store.tables import (
    Account,
    AccountHealth,
    Contact,
    DueDate,
    EntryDecision,
    Event,
    SegmentMember,
    Source,
)
from engine.why_not import (
    Due,
    Known,
    Looked,
    Passage,
    Standing,
    Told,
    Whereabouts,
    answer_for_customer,
)

MOST_LOOKED = 5
"""Of a customer's events that were looked at for the journey, the latest."""


async def why_account(
    session: AsyncSession, account: Account, key: str, *, now: datetime, zone: str
) -> Whereabouts:
    """Why an account is, or is not, in a journey. Raises NotFound."""
    row = await journey_called(session, key)
    standing = await standing_of(session, row, None)
    if kind_of(standing) == "contact":
        said = "The journey is for contacts. Ask about one of the account’s."
        return Whereabouts("other_subject", say(said))
    return await _why(session, row, standing, account.id, "account", now, zone)


async def why_contact(
    session: AsyncSession, contact: Contact, key: str, *, now: datetime, zone: str
) -> Whereabouts:
    """The same of a contact. Where the journey is for accounts, it is about theirs, if they belong
    to one alone. Raises NotFound."""
    row = await journey_called(session, key)
    standing = await standing_of(session, row, None)
    if kind_of(standing) == "contact":
        return await _why(session, row, standing, contact.id, "contact", now, zone)
    account = await only_account(session, contact.id)
    if account is None:
        said = "The journey is for accounts, and the contact does not belong to exactly one."
        return Whereabouts("other_subject", say(said))
    return await _why(session, row, standing, account.id, "account", now, zone)


async def _why(
    session: AsyncSession,
    row: tables.Journey,
    standing: Standing,
    subject_id: UUID,
    kind: Kind,
    now: datetime,
    zone: str,
) -> Whereabouts:
    passage = await latest_passage(session, row.id, subject_id, None)
    found = await subjects(session, kind, [subject_id], zone)
    journey = standing.now.journey if standing.now else None
    if journey is None or not found:
        return answer_for_customer(standing, Known(now, zone, passage), zone)
    known = await _known(session, row, journey, found[0], passage, now)
    return answer_for_customer(standing, known, zone)


async def _known(
    session: AsyncSession,
    row: tables.Journey,
    journey: Journey,
    subject: Subject,
    passage: Passage | None,
    now: datetime,
) -> Known:
    everywhere = await holdout(session)
    return Known(
        now=now,
        zone=subject.zone,
        passage=passage,
        lot=refused_by_holdout(journey, subject.account_id, subject.id, everywhere),
        audience=await _audience(session, journey, subject, now),
        traits=subject.traits,
        health=await _health(session, journey, subject),
        segments=await _segments(session, journey, subject),
        dues=await _dues(session, row.id, journey, subject.id),
        seen={**await _seen(session, subject), **await _heard(session, subject, journey)},
        looked=await _looked(session, row.id, subject),
        waiting=await _waiting(session, journey, subject),
    )


async def _audience(
    session: AsyncSession, journey: Journey, subject: Subject, now: datetime
) -> Finding | None:
    audience = journey.entry.audience
    if audience is None:
        return None
    return evaluate(audience, await gather(session, [audience], subject.witness(), now))


async def _health(session: AsyncSession, journey: Journey, subject: Subject) -> str | None:
    """What is said of it, where it starts the journey."""
    if not any(isinstance(each, HealthTrigger) for each in journey.entry.triggers):
        return None
    row = await session.get(AccountHealth, subject.account_id) if subject.account_id else None
    return row.sentence if row is not None else None


async def _segments(session: AsyncSession, journey: Journey, subject: Subject) -> frozenset[str]:
    asked = {each.segment for each in journey.entry.triggers if isinstance(each, SegmentTrigger)}
    if not asked:
        return frozenset()
    found = await session.exec(
        select(SegmentMember.segment_key).where(
            SegmentMember.subject_id == subject.id, col(SegmentMember.segment_key).in_(asked)
        )
    )
    return frozenset(found)


async def _dues(
    session: AsyncSession, journey_id: UUID, journey: Journey, subject: UUID
) -> dict[str, Due]:
    found = await session.exec(
        select(DueDate).where(DueDate.journey_id == journey_id, DueDate.subject_id == subject)
    )
    rows = {row.trigger: row for row in found}
    dues = dict[str, Due]()
    for trigger in date_triggers(journey):
        row = rows.get(mark_of(trigger))
        if row is not None:
            named = told_key(journey_id, trigger, subject, row.date)
            event = await _told_by(session, named)
            dues[row.trigger] = Due(row.date, row.due_at, row.told_at, event)
    return dues


async def _told_by(session: AsyncSession, message_id: str) -> int | None:
    found = await session.exec(
        select(Event.id)
        .join(Source, col(Source.id) == col(Event.source_id))
        .where(Source.key == SOURCE, Event.message_id == message_id)
    )
    return found.first()


async def _seen(session: AsyncSession, subject: Subject) -> Mapping[str, datetime]:
    found = await run(session, _SEEN[subject.kind], {"subject": subject.id})
    return {row.name: row.at for row in found}


async def _heard(
    session: AsyncSession, subject: Subject, journey: Journey
) -> Mapping[str, datetime]:
    """When what starts the journey last happened: of `_seen` there may be more than are read."""
    names = [each.event for each in journey.entry.triggers if isinstance(each, EventTrigger)]
    theirs = Event.account_id if subject.kind == "account" else Event.contact_id
    found = await session.exec(
        select(Event.name, func.max(Event.occurred_at))
        .where(theirs == subject.id, col(Event.name).in_(names))
        .group_by(col(Event.name))
    )
    return dict(found.all())


async def _looked(session: AsyncSession, journey_id: UUID, subject: Subject) -> tuple[Looked, ...]:
    theirs = Event.account_id if subject.kind == "account" else Event.contact_id
    found = await session.exec(
        select(EntryDecision, Event.name, Event.occurred_at)
        .join(Event, col(Event.id) == col(EntryDecision.event_id))
        .where(EntryDecision.journey_id == journey_id, theirs == subject.id)
        .order_by(col(EntryDecision.event_id).desc())
        .limit(MOST_LOOKED)
    )
    return tuple(Looked(row.event_id, name, at, decided(row)) for row, name, at in found)


async def _waiting(session: AsyncSession, journey: Journey, subject: Subject) -> Told | None:
    names = {event_of(each) for each in journey.entry.triggers}
    theirs = Event.account_id if subject.kind == "account" else Event.contact_id
    found = await session.exec(
        select(Event)
        .where(theirs == subject.id, col(Event.name).in_(names), col(Event.dispatched_at).is_(None))
        .order_by(col(Event.id))
        .limit(MOST_LOOKED)
    )
    told = map(told_of, found)
    return next(
        (each for each in told if any(triggers_for(journey, each.name, each.properties))), None
    )


# One step from each name to the next in the index, however often it is there.
_SEEN_NAMES = """
    WITH RECURSIVE names AS (
        (SELECT name FROM events WHERE {column} = :subject ORDER BY name LIMIT 1)
        UNION ALL
        SELECT (SELECT e.name FROM events AS e WHERE e.{column} = :subject AND e.name > n.name
                ORDER BY e.name LIMIT 1)
        FROM names AS n WHERE n.name IS NOT NULL
    )
    SELECT n.name, (SELECT max(e.occurred_at) FROM events AS e
                    WHERE e.{column} = :subject AND e.name = n.name) AS at
    FROM names AS n WHERE n.name IS NOT NULL LIMIT 500
"""
_SEEN: Mapping[Kind, Any] = {
    "account": text(_SEEN_NAMES.format(column="account_id")),
    "contact": text(_SEEN_NAMES.format(column="contact_id")),
}
