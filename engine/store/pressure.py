"""What reaches customers over all journeys: what went out, and what waits for its place."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.arbiter import Cap, Defer, Pressure, Reached, Rival, Touch
from engine.arbiter.pressure import NOTED, STALE
from engine.store.statements import run
from engine.store.tables import WaitingTouch
from engine.store.unheard import anybody_unheard

_LOCKS = 7311
"""Namespace of the advisory locks that have one decide at a time about the same people."""

_TRIED_FOR = timedelta(days=4)
"""A mail may be sent so long after it was claimed: see `activities.advance.GIVE_UP_AFTER`."""

_LOCK = text("SELECT pg_advisory_xact_lock(:locks, hashtext(:whose))")

_MESSAGES = """
    SELECT m.id, coalesce(m.sent_at, m.created_at) AS at, m.channel AS kind, m.contact_id,
           m.account_id, j.name
    FROM messages m JOIN journeys j ON j.id = m.journey_id
    WHERE {whose} AND m.created_at > :created_since AND m.status IN ('sent', 'claimed')
      AND m.channel = ANY(:kinds) AND NOT m.is_test AND NOT m.content ? 'transactional'
      AND coalesce(m.sent_at, m.created_at) >= :since
"""
_TASKS = """
    SELECT t.id, t.created_at, 'task', t.contact_id, t.account_id, j.name
    FROM tasks t JOIN journeys j ON j.id = t.journey_id
    WHERE t.account_id = :account AND t.created_at >= :since AND t.kind = 'task' AND NOT t.is_test
      AND 'task' = ANY(:kinds)
"""
# Each way in has an index of its own; together in one condition they would use none.
_REACHED = text(
    " UNION ".join(
        [
            _MESSAGES.format(whose="m.contact_id = :contact"),
            _MESSAGES.format(whose="m.account_id = :account"),
            _TASKS,
        ]
    )
)
_RIVALS = text("""
    SELECT w.enrollment_id, w.kind, w.contact_id, w.account_id, w.priority, w.asked_at, w.due_at,
           j.name
    FROM waiting_touches w
    JOIN enrollments e ON e.id = w.enrollment_id
    JOIN journeys j ON j.id = w.journey_id
    WHERE (w.contact_id = :contact OR w.account_id = :account)
      AND w.due_at > :stale AND w.due_at <= :noted AND w.enrollment_id <> :me
      AND e.status = 'running' AND e.current_step = w.step AND e.held_because IS NULL
""")


async def pressure(
    session: AsyncSession, touch: Touch, caps: Sequence[Cap], now: datetime
) -> Pressure:
    """What counts for these caps. Until the transaction ends, nobody else decides about the same
    account or contact. `now` is aware UTC."""
    for whose in filter(None, (touch.account, touch.contact)):
        await session.execute(_LOCK, {"locks": _LOCKS, "whose": str(whose)})
    # The longest cap, and a day for the customer's clock.
    since = now - timedelta(days=max(cap.days for cap in caps) + 1)
    kinds = sorted({kind for cap in caps for kind in cap.kinds})
    asked = {
        "contact": touch.contact,
        "account": touch.account,
        "me": touch.enrollment,
        "since": since,
        "created_since": since - _TRIED_FOR,
        "kinds": kinds,
        "stale": now - STALE,
        "noted": now + NOTED,
    }
    reached = (await session.execute(_REACHED, asked)).all()
    rivals = (await session.execute(_RIVALS, asked)).all()
    own = await session.get(WaitingTouch, (touch.enrollment, _whose(touch)))
    return Pressure(
        reached=[Reached(*each[1:]) for each in reached],
        rivals=[Rival(*each) for each in rivals],
        unheard=await anybody_unheard(session, touch.place(caps), now),
        gathered=own is not None and own.code == "rivals",
    )


async def put_off(
    session: AsyncSession,
    touch: Touch,
    *,
    journey_id: UUID,
    step: str,
    visit: int,
    until: datetime,
    why: Defer,
) -> None:
    """`until` is real time, aware UTC."""
    row = {
        "step": step,
        "visit": visit,
        "journey_id": journey_id,
        "contact_id": touch.contact,
        "account_id": touch.account,
        "kind": touch.kind,
        "topic": touch.rules.topic,
        "priority": touch.rules.priority,
        "asked_at": touch.asked_at,
        "due_at": until,
        "code": why.code,
        "reason": why.reason,
    }
    table = SQLModel.metadata.tables["waiting_touches"]
    await session.execute(
        insert(table)
        .values(enrollment_id=touch.enrollment, whose=_whose(touch), **row)
        .on_conflict_do_update(index_elements=["enrollment_id", "whose"], set_=row)
    )


def _whose(touch: Touch) -> UUID:
    return touch.contact or touch.enrollment


async def waits_no_longer(
    session: AsyncSession, enrollment_id: UUID, touch: Touch | None = None
) -> None:
    """`touch` alone, or all of the enrollment."""
    waiting = delete(WaitingTouch).where(col(WaitingTouch.enrollment_id) == enrollment_id)
    if touch is not None:
        waiting = waiting.where(col(WaitingTouch.whose) == _whose(touch))
    await session.execute(waiting)


_STILL_WAITING = text("""
    SELECT DISTINCT w.enrollment_id FROM waiting_touches w
    JOIN enrollments e ON e.id = w.enrollment_id
    WHERE e.status = 'running' AND e.current_step = w.step
""")
_WAITING_FOR = text("""
    SELECT w.enrollment_id FROM waiting_touches w
    JOIN enrollments e ON e.id = w.enrollment_id
    WHERE e.status = 'running' AND e.current_step = w.step AND w.kind <> 'task' AND (
        w.contact_id = :contact OR w.account_id IN (
            SELECT account_id FROM memberships WHERE contact_id = :contact AND ended_at IS NULL))
""")
_OVER = text("""
    DELETE FROM waiting_touches w USING enrollments e
    WHERE e.id = w.enrollment_id AND (e.status = 'ended' OR e.current_step <> w.step)
""")


async def still_waiting(session: AsyncSession) -> Collection[UUID]:
    """Whose touches wait: they are to look again once the rules are others."""
    return (await session.execute(_STILL_WAITING)).scalars().all()


async def waiting_for(session: AsyncSession, contact_id: UUID) -> Collection[UUID]:
    """Whose messages wait that may be meant for this contact: of those to several people only the
    account is known."""
    return (await run(session, _WAITING_FOR, {"contact": contact_id})).scalars().all()


async def forget_what_is_over(session: AsyncSession, now: datetime) -> int:
    """Notes of touches whose customers have been moved on or taken out. Returns how many. None of
    them counted any more, whatever the time."""
    return (await run(session, _OVER, {})).rowcount
