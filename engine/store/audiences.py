"""Letting a whole audience into a journey, some at a time: begun, worked off, stopped, ended.

Everybody is looked at once, in the order of their ids. Where a run stands is written in the
transaction that lets customers in, so a run that is killed goes on where it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.conditions import Condition, SegmentIs, leaves
from engine.definition.journey import Journey
from engine.entry import Refusal, entry_key
from engine.errors import BrokenJourney, Conflict, DefinitionError, NotFound
from engine.evaluation import evaluate
from engine.segments.written import condition_from
from engine.store import tables
from engine.store.actors import name_of, told_of
from engine.store.audit import Actor, record
from engine.store.channels import OUTBOX, notify
from engine.store.enrolling import Door, Enrolled, Entrant, enroll_each
from engine.store.enrollments import live_version
from engine.store.facts import with_those_inside
from engine.store.people import hold
from engine.store.segmenting.gathering import facts_of, subjects_of
from engine.store.subjects import Subject, count_subjects, subjects, subjects_after
from engine.store.tables import AudienceResult, AudienceRun

_conditions: TypeAdapter[Condition] = TypeAdapter(Condition)


@dataclass(frozen=True)
class Taken:
    """What came of taking some."""

    enrolled: int = 0
    done: bool = False
    per_minute: int = 60
    is_stuck: bool = False
    """Nobody can be taken now; it says why, and goes on when that is mended."""


async def begin_by_hand(
    session: AsyncSession,
    key: str,
    *,
    only: Condition | None,
    per_minute: int,
    by: Actor,
    now: datetime,
    identifier: UUID | None = None,
) -> UUID:
    """Let everybody in for whom `only` and the journey's audience hold. The same identifier again
    finds the run it began. Raises NotFound, and Conflict when the journey lets nobody in, a run of
    it is under way, or the identifier began a run of another."""
    row, _, _ = await live_version(session, key)
    if identifier is not None and (known := await session.get(AudienceRun, identifier)) is not None:
        if known.journey_id != row.id:
            raise Conflict("This identifier began a run of another journey.", code="other_journey")
        return identifier
    if row.status not in ("live", "paused"):
        raise Conflict(f"“{key}” is {row.status}: nobody enters.", code="journey_not_live")
    identifier = identifier or uuid4()
    await _refuse_beside_another(session, row.id, identifier)
    written = _written(only) if only is not None else None
    run_id = await begin(
        session,
        row.id,
        identifier=identifier,
        cause={
            "by": "audience",
            "who": await told_of(session, by.name),
            "called": await name_of(session, by.name),
        },
        only=written,
        per_minute=per_minute,
        now=now,
    )
    record(session, by, "audience.begin", run_id, after={"journey": key, "only": written})
    return run_id


async def begin_again(session: AsyncSession, run_id: UUID, *, by: Actor, now: datetime) -> UUID:
    """Begin another run over the same audience, as fast. Whoever is in by now does not enter twice.
    Raises as `begin_by_hand`."""
    run = await _locked(session, run_id)
    journey = await session.get_one(tables.Journey, run.journey_id)
    only = condition_from(run.only) if run.only is not None else None
    return await begin_by_hand(
        session, journey.key, only=only, per_minute=run.per_minute, by=by, now=now
    )


async def _refuse_beside_another(session: AsyncSession, journey_id: UUID, identifier: UUID) -> None:
    """Two at once would be twice as fast as either says. Who begins one has the journey locked."""
    await session.exec(
        select(tables.Journey.id)
        .where(tables.Journey.id == journey_id)
        .with_for_update(key_share=True)
    )
    found = await session.exec(
        select(AudienceRun).where(
            AudienceRun.journey_id == journey_id,
            AudienceRun.id != identifier,
            col(AudienceRun.finished_at).is_(None),
        )
    )
    if (other := found.first()) is not None:
        raise Conflict(
            f"An audience is being let in already, {other.per_minute:,} a minute. "
            "Wait until that is done, or stop it.",
            code="run_under_way",
        )


def _written(condition: Condition) -> dict[str, Any]:
    written: dict[str, Any] = _conditions.dump_python(
        condition, mode="json", by_alias=True, exclude_unset=True
    )
    return written


async def begin(
    session: AsyncSession,
    journey_id: UUID,
    *,
    identifier: UUID,
    cause: Mapping[str, Any],
    per_minute: int,
    now: datetime,
    only: Mapping[str, Any] | None = None,
) -> UUID:
    """Record a run for a workflow to carry out. Twice the same is once."""
    journey = await session.get_one(tables.Journey, journey_id)
    kind = await _kind(session, journey)
    await session.execute(
        insert(AudienceRun)
        .values(
            id=identifier,
            journey_id=journey_id,
            cause=dict(cause),
            only=dict(only) if only is not None else None,
            per_minute=per_minute,
            status="starting",
            total=await count_subjects(session, kind),
            seen=0,
            chosen=0,
            enrolled=0,
            created_at=now,
        )
        .on_conflict_do_nothing()
    )
    await notify(session, OUTBOX)
    return identifier


async def stop(session: AsyncSession, run_id: UUID, *, by: Actor, now: datetime) -> None:
    """Let nobody else in. Who is in stays. Raises NotFound; what has ended stays as it is."""
    run = await _locked(session, run_id)
    if run.finished_at is not None:
        return
    run.status, run.stop_by, run.finished_at = "stopped", by.name, now
    record(session, by, "audience.stop", run_id, after={"enrolled": run.enrolled})


async def take_some(
    session: AsyncSession, run_id: UUID, limit: int, now: datetime, default_zone: str
) -> Taken:
    """Look at the next customers, and let in who may enter. Raises NotFound."""
    run = await _locked(session, run_id)
    if run.finished_at is not None:
        return Taken(done=True)
    run.looked_at, run.status = now, "running"
    journey = await session.get_one(tables.Journey, run.journey_id)
    try:
        row, version_id, definition = await live_version(session, journey.key)
        only = condition_from(run.only) if run.only is not None else None
    except (BrokenJourney, DefinitionError) as error:
        run.trouble = str(error)
        return Taken(is_stuck=True)
    run.trouble = None
    if row.status not in ("live", "paused"):
        run.status, run.stop_by, run.finished_at = "stopped", f"{row.status} journey", now
        return Taken(done=True)
    door = Door(row.id, version_id, definition)
    # No more at a time than in a minute, or the first page alone would be faster than was asked.
    limit = min(limit, run.per_minute)
    ids = await subjects_after(session, definition.subject, run.cursor, limit)
    await hold(session, ids)  # nobody is merged into another between the look and the entry
    some = await subjects(session, definition.subject, ids, default_zone)
    chosen = await chosen_of(session, definition, only, some, now, default_zone)
    outcomes = await _let_in(session, door, run, chosen, now)
    enrolled = sum(isinstance(each, Enrolled) for each in outcomes)
    run.seen += len(some)
    run.chosen += len(chosen)
    run.enrolled += enrolled
    if ids:
        run.cursor = ids[-1]
    if len(ids) < limit:
        run.status, run.finished_at = "done", now
    return Taken(enrolled, done=len(ids) < limit, per_minute=run.per_minute)


async def chosen_of(
    session: AsyncSession,
    journey: Journey,
    only: Condition | None,
    some: Sequence[Subject],
    now: datetime,
    default_zone: str,
) -> list[Subject]:
    """Those for whom `only` and the journey's audience hold now, in a handful of statements."""
    asked = [each for each in (only, journey.entry.audience) if each is not None]
    everything = with_those_inside(leaf for condition in asked for leaf in leaves(condition))
    keys = {leaf.segment for leaf in everything if isinstance(leaf, SegmentIs)}
    ids = [each.id for each in some]
    whom = await subjects_of(session, journey.subject, ids, default_zone, keys)
    facts = await facts_of(session, whom, dict.fromkeys(whom, asked), now)
    return [
        each
        for each in some
        if each.id in facts and all(evaluate(one, facts[each.id]).holds for one in asked)
    ]


async def _let_in(
    session: AsyncSession, door: Door, run: AudienceRun, chosen: Sequence[Subject], now: datetime
) -> list[Enrolled | Refusal]:
    if not chosen:
        return []
    key = entry_key(door.journey, f"audience/{run.id}")
    entered_by = {**run.cause, "run": str(run.id)}
    entrants = [
        (Entrant(each.account_id, each.contact_id, key, entered_by), each.zone) for each in chosen
    ]
    if door.journey.subject == "account":
        entrants = [(Entrant(e.account_id, None, key, entered_by), zone) for e, zone in entrants]
    outcomes = await enroll_each(session, door, entrants, now)
    rows = [_result(run, *pair) for pair in zip(chosen, outcomes, strict=True)]
    await session.execute(insert(AudienceResult).on_conflict_do_nothing(), rows)
    return outcomes


def _result(run: AudienceRun, one: Subject, outcome: Enrolled | Refusal) -> dict[str, Any]:
    row = {"run_id": run.id, "subject_id": one.id, "enrollment_id": None}
    match outcome:
        case Enrolled(enrollment_id=identifier):
            return {**row, "code": "enrolled", "reason": "Entered.", "enrollment_id": identifier}
        case Refusal(code=code, reason=reason):
            return {**row, "code": code, "reason": reason}


async def _kind(session: AsyncSession, journey: tables.Journey) -> Any:
    _, _, definition = await live_version(session, journey.key)
    return definition.subject


async def _locked(session: AsyncSession, run_id: UUID) -> AudienceRun:
    run = await session.get(AudienceRun, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise NotFound(f"There is no run {run_id}.")
    return run
