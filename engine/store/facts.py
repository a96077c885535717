"""Gathering from PostgreSQL what conditions look at, before they are evaluated."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, false, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import JourneyClock, before
from engine.definition.base import StepId
from engine.definition.conditions import (
    Condition,
    EventHappened,
    Leaf,
    MessageWas,
    SegmentIs,
    TaskWas,
    leaves,
)
from engine.definition.times import Duration
from engine.facts import (
    MARK_EVENTS,
    Facts,
    Fate,
    MessageState,
    Occurrences,
    TaskState,
    health_of,
)
from engine.listening import heard_as
from engine.store.filtering import passes
from engine.store.statements import run
from engine.store.tables import Event, SegmentMember, Task
from engine.store.tables.columns import type_instant


@dataclass(frozen=True)
class Witness:
    """From whose point of view facts are gathered."""

    account_id: UUID | None
    contact_id: UUID | None
    subject_kind: str
    zone: str
    traits: dict[str, dict[str, Any]]
    clock: JourneyClock | None = None
    """The enrollment's; None while there is none."""
    enrollment_id: UUID | None = None
    entered_since: datetime | None = None
    """Real time from which events count as in the enrollment. None: there is no such time yet, and
    all of them do."""
    entered_by: int | None = None
    """The event that let the customer in. It came before everything in the enrollment."""
    step_since: datetime | None = None
    """Real time at which the customer came to the step they are at. None: as `entered_since`."""
    until: datetime | None = None
    """Real time up to which events count. None: all of them do."""
    properties: dict[str, Any] | None = None

    @property
    def subject(self) -> tuple[Any, UUID | None]:
        """The column by which events are the subject's: the whole account's, or one contact's."""
        if self.subject_kind == "account":
            return col(Event.account_id), self.account_id
        return col(Event.contact_id), self.contact_id

    def same_subject(self) -> ColumnElement[bool]:
        """Events of this subject. Nobody has none."""
        column, identifier = self.subject
        return column == identifier if identifier is not None else false()


async def gather(
    session: AsyncSession, conditions: Iterable[Condition], witness: Witness, now: datetime
) -> Facts:
    """The facts these conditions need. `now` is real time, aware UTC.

    One query for each leaf about events, messages or tasks, and one for all segments, however long
    the customer's history.
    """
    asked = dict.fromkeys(leaf for condition in conditions for leaf in leaves(condition))
    facts = await _standing(session, asked, witness, now)
    occurrences = {
        leaf: await occurrences_of(session, leaf, witness, facts, now)
        for leaf in asked
        if isinstance(leaf, EventHappened)
    }
    return replace(facts, occurrences=occurrences)


async def known_of(
    session: AsyncSession, where: Condition | None, witness: Witness, now: datetime
) -> Facts:
    """The facts an event's `where` needs beside the event: see `engine.store.filtering`."""
    return await _standing(session, leaves(where) if where is not None else (), witness, now)


async def _standing(
    session: AsyncSession, asked: Iterable[Leaf], witness: Witness, now: datetime
) -> Facts:
    """Everything but counts of events, also for what is asked inside their `where`."""
    everything = list(with_those_inside(asked))
    messages = dict.fromkeys(leaf.message for leaf in everything if isinstance(leaf, MessageWas))
    tasks = dict.fromkeys(leaf.task for leaf in everything if isinstance(leaf, TaskWas))
    segments = {leaf.segment for leaf in everything if isinstance(leaf, SegmentIs)}
    return Facts(
        now=witness.clock.journey_time(now) if witness.clock else now,
        zone=witness.zone,
        enrolled_at=witness.clock.enrolled_at if witness.clock else None,
        traits=witness.traits,
        messages={step: await message_state(session, step, witness) for step in messages},
        tasks={step: await task_state(session, step, witness) for step in tasks},
        segments=await _segments(session, segments, witness) if segments else frozenset(),
        health=health_of(witness.traits.get("account", {})),
        properties=witness.properties,
    )


def with_those_inside(asked: Iterable[Leaf]) -> Iterator[Leaf]:
    """Also the leaves of what is asked of single events."""
    for leaf in asked:
        yield leaf
        if isinstance(leaf, EventHappened) and leaf.where is not None:
            yield from with_those_inside(leaves(leaf.where))


MOST_COUNTED = 1_000
"""Events are counted up to here, or up to two more than the number asked for if that is more. A
count that reaches it means so many or more."""


async def occurrences_of(
    session: AsyncSession, leaf: EventHappened, witness: Witness, facts: Facts, now: datetime
) -> Occurrences:
    """Look at the newest events only, as many as decide, and where the first is asked for at it."""
    number = next((n for n in (leaf.at_least, leaf.at_most, leaf.exactly) if n is not None), 1)
    bound = max(MOST_COUNTED, number + 2)
    matching = _matching(leaf, witness, facts, now)
    at = col(Event.occurred_at)
    newest = select(at.label("at")).where(*matching).order_by(at.desc()).limit(bound).cte("newest")
    first = select(at).where(*matching).order_by(at).limit(1).scalar_subquery()
    # The number-th newest and the one before it; counted from 1, and there is no 0th.
    turning = (
        select(newest.c.at)
        .order_by(newest.c.at.desc())
        .offset(max(number - 1, 0))
        .limit(2 if number else 1)
    )
    count = func.count(newest.c.at)
    found = await session.execute(
        select(
            count,
            case((count < bound, func.min(newest.c.at)), else_=first),
            func.max(newest.c.at),
            func.array(turning.scalar_subquery(), type_=ARRAY(type_instant)),
        )
    )
    counted, earliest, latest, pivots = found.one()
    clock = witness.clock or JourneyClock(now)
    return Occurrences(
        count=counted,
        first=clock.journey_time(earliest) if earliest else None,
        last=clock.journey_time(latest) if latest else None,
        pivots=tuple(clock.journey_time(each) for each in pivots),
    )


def _matching(
    leaf: EventHappened, witness: Witness, facts: Facts, now: datetime
) -> list[ColumnElement[bool]]:
    # No bound at `now`: events are never in the future, and the clock of the process that dated one
    # may be a little ahead of ours.
    matching = [witness.same_subject(), col(Event.name) == leaf.event]
    matching += _within(leaf, witness, now)
    if witness.until is not None:
        matching.append(col(Event.occurred_at) <= witness.until)
    if leaf.where is not None:
        matching.append(passes(leaf.where, col(Event.properties), facts))
    return matching


def _within(leaf: EventHappened, witness: Witness, now: datetime) -> list[ColumnElement[bool]]:
    at = col(Event.occurred_at)
    match leaf.within:
        case "ever":
            return []
        case "step" if witness.step_since is not None:
            return [at > witness.step_since]
        case "enrollment" | "step":
            found = [] if witness.entered_since is None else [at >= witness.entered_since]
            if witness.entered_by is not None:
                found.append(col(Event.id) != witness.entered_by)
            return found
        case Duration() as period:
            clock = witness.clock or JourneyClock(now)
            start = before(clock.journey_time(now), period, witness.zone)
            return [at > clock.real_time(start)]


async def message_state(
    session: AsyncSession, step: StepId, witness: Witness
) -> MessageState | None:
    """What became of the messages of the latest visit to a step that are settled.

    A step may write to several people. It was sent if it was to one of them, failed if it could
    not to any, and bears every mark that one of them has left.
    """
    if witness.enrollment_id is None:
        return None
    found = await run(
        session, _MESSAGES, {"enrollment": witness.enrollment_id, "step": step, "marks": _MARKED}
    )
    row = found.one()
    for fate in _FATES:
        if fate in (row.fates or ()):
            marks = (mark for mark, event in MARK_EVENTS.items() if event in (row.marked or ()))
            return MessageState(fate, frozenset(marks))
    return None


_FATES: tuple[Fate, ...] = ("sent", "failed", "skipped")
_MARKED = list(MARK_EVENTS.values())
_MESSAGES = text("""
    WITH settled AS (
        SELECT id, status, visit, max(visit) OVER () AS latest FROM messages
        WHERE enrollment_id = :enrollment AND step = :step
          AND status IN ('sent', 'skipped', 'failed') AND NOT is_reminder
    )
    SELECT array_agg(DISTINCT m.status) AS fates, array_agg(DISTINCT e.name) AS marked
    FROM settled m
    LEFT JOIN events e ON e.properties ->> 'message_id' = CAST(m.id AS text)
        AND e.name = ANY(CAST(:marks AS text[]))
    WHERE m.visit = m.latest
""")


async def task_state(session: AsyncSession, step: StepId, witness: Witness) -> TaskState | None:
    """Where the latest task or approval of a step stands. Held, it is open and never overdue."""
    if witness.enrollment_id is None:
        return None
    found = await session.exec(
        select(Task)
        .where(Task.enrollment_id == witness.enrollment_id, Task.step == step)
        .order_by(col(Task.visit).desc())
        .limit(1)
    )
    task = found.first()
    if task is None:
        return None
    clock = witness.clock
    due, done = (
        clock.journey_time(each) if each and clock else each
        for each in (task.due_at, task.completed_at)
    )
    match task.status:
        case "done":
            return TaskState("done", due, task.outcome, done)
        case "cancelled":
            return TaskState("cancelled", due, task.outcome, done)
        case _:
            return TaskState("open", due if task.status == "open" else None)


async def last_heard(
    session: AsyncSession,
    keys: Iterable[str],
    witness: Witness,
    since: datetime,
    now: datetime,
    *,
    before: datetime | None = None,
) -> datetime | None:
    """When the subject's latest event after `since`, and before `before`, happened that is heard
    under one of these keys of `engine.listening`. Real times; never later than `now`. None: there
    was none."""
    names, paths = heard_as(keys)
    found = await run(
        session,
        _LAST_HEARD,
        {
            "account": witness.account_id,
            "contact": witness.contact_id if witness.subject_kind == "contact" else None,
            "by_account": witness.subject_kind == "account",
            "names": names,
            "paths": paths,
            "since": since,
            "before": before or datetime.max.replace(tzinfo=UTC),
        },
    )
    latest: datetime | None = found.scalar_one()
    return None if latest is None else min(latest, now)


# An account's traits concern its contacts' journeys too, whoever of them the event named. Each part
# walks an index from the newest event backwards, and stops at the first it finds.
_LAST_HEARD = text("""
    SELECT GREATEST(
        (SELECT max(latest.occurred_at)
         FROM unnest(CAST(:names AS text[])) AS asked(name), LATERAL (
            SELECT occurred_at FROM events
            WHERE CAST(:by_account AS boolean) AND account_id = CAST(:account AS uuid)
              AND name = asked.name AND occurred_at > CAST(:since AS timestamptz)
              AND occurred_at < CAST(:before AS timestamptz)
            ORDER BY occurred_at DESC LIMIT 1) AS latest),
        (SELECT max(latest.occurred_at)
         FROM unnest(CAST(:names AS text[])) AS asked(name), LATERAL (
            SELECT occurred_at FROM events
            WHERE contact_id = CAST(:contact AS uuid)
              AND name = asked.name AND occurred_at > CAST(:since AS timestamptz)
              AND occurred_at < CAST(:before AS timestamptz)
            ORDER BY occurred_at DESC LIMIT 1) AS latest),
        (SELECT occurred_at FROM events
         WHERE account_id = CAST(:account AS uuid) AND cardinality(changed) > 0
           AND changed && CAST(:paths AS text[]) AND occurred_at > CAST(:since AS timestamptz)
              AND occurred_at < CAST(:before AS timestamptz)
         ORDER BY occurred_at DESC LIMIT 1),
        (SELECT occurred_at FROM events
         WHERE contact_id = CAST(:contact AS uuid) AND cardinality(changed) > 0
           AND changed && CAST(:paths AS text[]) AND occurred_at > CAST(:since AS timestamptz)
              AND occurred_at < CAST(:before AS timestamptz)
         ORDER BY occurred_at DESC LIMIT 1))
""")


async def heard_at(
    session: AsyncSession, keys: Iterable[str], witness: Witness, at: datetime
) -> int | None:
    """The subject's latest event of that moment, real time, that is heard under one of the keys."""
    names, paths = heard_as(keys)
    found = await run(
        session,
        _HEARD_AT,
        {
            "account": witness.account_id,
            "contact": witness.contact_id if witness.subject_kind == "contact" else None,
            "by_account": witness.subject_kind == "account",
            "names": names,
            "paths": paths,
            "start": at - _AT_ONCE,
            "end": at + _AT_ONCE,
        },
    )
    event: int | None = found.scalar_one()
    return event


_AT_ONCE = timedelta(microseconds=10)
"""As near as a moment comes that was reckoned to a compressed clock and back."""
_HEARD_AT = text("""
    SELECT max(id) FROM (
        SELECT id FROM events
        WHERE CAST(:by_account AS boolean) AND account_id = CAST(:account AS uuid)
          AND name = ANY(CAST(:names AS text[])) AND occurred_at BETWEEN :start AND :end
        UNION ALL
        SELECT id FROM events
        WHERE contact_id = CAST(:contact AS uuid)
          AND name = ANY(CAST(:names AS text[])) AND occurred_at BETWEEN :start AND :end
        UNION ALL
        SELECT id FROM events
        WHERE account_id = CAST(:account AS uuid) AND cardinality(changed) > 0
          AND changed && CAST(:paths AS text[]) AND occurred_at BETWEEN :start AND :end
        UNION ALL
        SELECT id FROM events
        WHERE contact_id = CAST(:contact AS uuid) AND cardinality(changed) > 0
          AND changed && CAST(:paths AS text[]) AND occurred_at BETWEEN :start AND :end
    ) AS heard
""")


async def _segments(
    session: AsyncSession, asked: Collection[str], witness: Witness
) -> frozenset[str]:
    """Those the subject is in; of a contact also those its account is in."""
    contact = witness.contact_id if witness.subject_kind == "contact" else None
    subjects = [each for each in (witness.account_id, contact) if each is not None]
    found = await session.exec(
        select(SegmentMember.segment_key).where(
            col(SegmentMember.segment_key).in_(asked), col(SegmentMember.subject_id).in_(subjects)
        )
    )
    return frozenset(found)
