"""Trying a journey out: a real passage that is counted nowhere, in fast motion if one likes."""

import asyncio
from datetime import datetime, timedelta

from pydantic import JsonValue
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.document import to_json
from engine.entry import Refusal
from engine.errors import Invalid, TooMany
from engine.store import tables
from engine.store.actors import name_of
from engine.store.audit import Actor, record
from engine.store.checking import publishable
from engine.store.customers import Whom, customer_meant
from engine.store.drafts import readable
from engine.store.enrolling import Door, Enrolled, Entrant, enroll
from engine.store.enrollments import live_version
from engine.store.journey_rows import means_the_same, open_row
from engine.store.mail_tests import colleague_at
from engine.store.tables.journeys import TRIED

MOST_AN_HOUR = 60
"""For each person or key."""

_HOUR = timedelta(hours=1)


async def begin(
    session: AsyncSession,
    key: str,
    whom: Whom,
    *,
    by: Actor,
    now: datetime,
    seconds_per_day: float | None,
    draft: bool = False,
    divert_to: str | None = None,
) -> Enrolled:
    """Send a customer through the live version, or the `draft`, as a test.

    `seconds_per_day`: how many real seconds make one day of the journey; None: real time.
    `divert_to`: the address of a user, who gets everything in the customer's and the colleagues'
    place; then nothing is called either. None: mail goes to whom it is meant for.

    Raises NotFound; Conflict when the journey is archived, or there is no live version; Invalid
    when the draft cannot be published, the customer is not the kind the journey is for, or nobody
    signs in with the address; TooMany.
    """
    await _allow(session, by, now)
    mine = (await colleague_at(session, divert_to)).email if divert_to is not None else None
    door = await (_as_drafted(session, key, by=by, now=now) if draft else _as_live(session, key))
    customer = await customer_meant(session, whom)
    outcome = await enroll(
        session,
        door.journey,
        journey_id=door.journey_id,
        version_id=door.version_id,
        entrant=Entrant(
            account_id=customer.account_id,
            contact_id=customer.contact_id,
            entry_key="",
            entered_by={
                "by": by.name,
                "called": await name_of(session, by.name),
                "test": True,
            },
            is_test=True,
            seconds_per_day=seconds_per_day,
            diverted_to=mine,
        ),
        now=now,
    )
    if isinstance(outcome, Refusal):
        raise Invalid(outcome.reason, code=outcome.code)
    after: dict[str, JsonValue] = {
        "journey": key,
        "test": True,
        "draft": draft,
        "diverted_to": mine,
        "seconds_per_day": seconds_per_day,
    }
    record(session, by, "enrollment.test", outcome.enrollment_id, after=after)
    return outcome


async def _allow(session: AsyncSession, by: Actor, now: datetime) -> None:
    """Raises TooMany: each run may send dozens of mails."""
    found = await session.exec(
        select(func.count(), func.min(tables.Enrollment.enrolled_at)).where(
            col(tables.Enrollment.is_test),
            col(tables.Enrollment.enrolled_at) > now - _HOUR,
            col(tables.Enrollment.entered_by)["by"].as_string() == by.name,
        )
    )
    count, first = found.one()
    if count >= MOST_AN_HOUR:
        raise TooMany(
            f"You have begun {MOST_AN_HOUR} test runs within an hour. Try again later.",
            wait=first + _HOUR - now,
        )


async def _as_live(session: AsyncSession, key: str) -> Door:
    row, version_id, journey = await live_version(session, key)
    return Door(row.id, version_id, journey)


async def _as_drafted(session: AsyncSession, key: str, *, by: Actor, now: datetime) -> Door:
    """The draft, kept as it is now: a passage is pinned to what it began with. Without a draft,
    what is live."""
    row = await open_row(session, key, "tried")
    if row.draft is None:
        return await _as_live(session, key)
    journey = await asyncio.to_thread(readable, key, row.draft)
    await publishable(session, key, journey)
    data = to_json(journey)
    found = await session.exec(
        select(tables.JourneyVersion)
        .where(tables.JourneyVersion.journey_id == row.id, tables.JourneyVersion.number == TRIED)
        .order_by(col(tables.JourneyVersion.published_at).desc())
        .limit(1)
    )
    tried = found.first()
    if tried is None or not means_the_same(tried.definition, data):
        tried = tables.JourneyVersion(
            journey_id=row.id,
            number=TRIED,
            definition=data,
            published_at=now,
            published_by=by.name,
        )
        session.add(tried)
        await session.flush()
    return Door(row.id, tried.id, journey)
