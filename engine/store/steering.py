"""Steering one customer: past a wait, to another step, or to another try.

Written at once, in the caller's transaction, as a change of the journey is: where they stand, the
story, and what is given up. A wake-up has the worker carry on; Temporal is not asked. Whoever
steers says where they saw the customer stand, and is told if that is so no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.advancing.journal import Entry
from engine.advancing.passage import Passage
from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.drawing.graph import graph_of
from engine.errors import Conflict, DoneAlready, Invalid
from engine.interpreter import Position, outlet_of
from engine.listening import listens
from engine.sentences import step_title
from engine.steering import DoneBefore, Moved, WayOn, moved_to, ways_on
from engine.store.actors import name_of
from engine.store.audit import Actor, record
from engine.store.leaving_behind import answer, leave_behind
from engine.store.messages import hurry
from engine.store.outbox import wake
from engine.store.passages import Stored, move, note
from engine.store.steerable import Seen, locked, require_seen, taken, unreached_steps
from engine.validation.finding import meant


@dataclass(frozen=True)
class Steered:
    """What was done, and where the customer stands now."""

    enrollment_id: UUID
    step: StepId
    title: str
    visit: int
    version: int
    said: str
    """What the story says of it."""
    held_because: str | None
    """Why nothing more goes out for now. Null: it goes on at once."""
    again: Sequence[StepId] = ()
    """What they have had and may get again."""
    not_again: Sequence[StepId] = ()
    """What they have had and is passed over, should they come by."""


async def skip_wait(
    session: AsyncSession,
    enrollment_id: UUID,
    reason: str,
    *,
    seen: Seen,
    outlet: str | None = None,
    by: Actor,
    now: datetime,
    default_zone: str,
) -> Steered:
    """Lead the customer past what they wait for: as if its time had come, or by the outlet named.

    Raises NotFound, Elsewhere, Conflict, and Invalid for a way the wait does not have.
    """
    stored, position = await taken(session, enrollment_id, seen, default_zone, now)
    way = _way(stored, position, outlet, now)
    passage = stored.passage
    await answer(session, enrollment_id, passage.journey, position, way, reason, by, now)
    said = f"Wait skipped by {await name_of(session, by.name)}, {way.words}: {reason}"
    entry = Entry(
        "skipped_wait",
        said,
        step=position.step,
        detail={"by": by.name, "reason": reason, "way": way.name, "by_time": way.by_time},
        visit=position.visit,
        outlet=outlet_of(passage.journey, position, way.outcome),
        left_at=way.position.entered_at,
    )
    await _write(session, stored, way.position, [entry], now, f"skip/{now.isoformat()}")
    after: dict[str, JsonValue] = {"reason": reason, "step": position.step, "way": way.name}
    record(session, by, "enrollment.skip_wait", enrollment_id, after=after)
    return _steered(stored, way.position, said)


async def move_to(
    session: AsyncSession,
    enrollment_id: UUID,
    reason: str,
    *,
    to: StepId,
    seen: Seen,
    again: bool = False,
    by: Actor,
    now: datetime,
    default_zone: str,
) -> Steered:
    """Have the customer stand at another step of the version they are on, from now on.

    What they have had is passed over when they come by, unless `again`: then it is done again. To
    be moved onto a step they have had without it raises Conflict (`done_already`). Raises NotFound,
    Elsewhere and Invalid too.
    """
    stored, position = await taken(session, enrollment_id, seen, default_zone, now)
    return await _go(session, stored, position, reason, to=to, again=again, by=by, now=now)


async def retry(
    session: AsyncSession,
    enrollment_id: UUID,
    reason: str,
    *,
    step: StepId | None = None,
    seen: Seen | None = None,
    by: Actor,
    now: datetime,
    default_zone: str,
) -> Steered:
    """Try at once what keeps failing; or go back to a step whose message reached nobody.

    Raises NotFound, Elsewhere, and Conflict when there is nothing to be tried again.
    """
    if step is not None:
        stored, here = await taken(session, enrollment_id, seen, default_zone, now)
        if step not in await unreached_steps(session, stored):
            named = step_title(stored.passage.journey, step)
            raise Conflict(f"“{named}” has not failed for this customer.", code="nothing_to_retry")
        return await _go(session, stored, here, reason, to=step, by=by, now=now, retrying=True)
    stored = await locked(session, enrollment_id, default_zone, now)
    require_seen(stored, seen)
    position = stored.passage.position
    if stored.row.trouble is None or position is None:
        raise Conflict("Nothing keeps failing for this customer.", code="nothing_to_retry")
    said = f"Tried again at the request of {await name_of(session, by.name)}: {reason}"
    detail = {"by": by.name, "reason": reason}
    entry = Entry("retried", said, step=position.step, detail=detail, visit=position.visit)
    # Not a move: whoever is at it must not lose what they have just sent.
    await note(session, stored, [entry], now)
    record(session, by, "enrollment.retry", enrollment_id, after={"reason": reason})
    await hurry(session, enrollment_id)
    await wake(session, [enrollment_id], f"retry/{now.isoformat()}", now)
    return _steered(stored, position, said)


async def _go(
    session: AsyncSession,
    stored: Stored,
    position: Position,
    reason: str,
    *,
    to: StepId,
    by: Actor,
    now: datetime,
    again: bool = False,
    retrying: bool = False,
) -> Steered:
    passage, journey = stored.passage, stored.passage.journey
    _require_elsewhere(passage, position, to)
    moment, unreached = passage.clock.journey_time(now), await unreached_steps(session, stored)
    there = moved_to(journey, position, to, moment, again=again, unreached=unreached)
    if isinstance(there, DoneBefore):
        raise _done_already(journey, there)
    who = await name_of(session, by.name)
    entry = _told_of_move(passage, position, there, who, reason, retrying=retrying)
    await leave_behind(session, stored.row.id, journey, position, there.position, now)
    what = "retry" if retrying else "move"
    await _write(session, stored, there.position, [entry], now, f"{what}/{now.isoformat()}")
    noted: dict[str, JsonValue] = {"reason": reason, "again": again}
    noted |= {"from": position.step, "to": to}
    record(session, by, f"enrollment.{what}", stored.row.id, after=noted)
    return replace(
        _steered(stored, there.position, entry.summary),
        again=_in_order(journey, there.again),
        not_again=_in_order(journey, there.not_again),
    )


def _require_elsewhere(passage: Passage, position: Position, to: StepId) -> None:
    """Raises Invalid where there is no such step, and Conflict where they stand there."""
    journey = passage.journey
    if to not in journey.steps:
        hint = meant(to, journey.steps, "Name a step of the version they are on.")
        raise Invalid(f"Version {passage.version} has no step “{to}”. {hint}", code="unknown_step")
    if to == position.step:
        raise Conflict(f"They stand at “{step_title(journey, to)}” already.", code="stands_there")


def _done_already(journey: Journey, there: DoneBefore) -> DoneAlready:
    steps = _in_order(journey, there.again)
    names = ", ".join(f"“{step_title(journey, step)}”" for step in steps)
    return DoneAlready(
        f"They have had {names}. Say that it is to be done again, or move them further on.", steps
    )


def _told_of_move(
    passage: Passage,
    position: Position,
    there: Moved,
    by: str,
    reason: str,
    *,
    retrying: bool,
) -> Entry:
    journey, to = passage.journey, there.position.step
    before, after = step_title(journey, position.step), step_title(journey, to)
    moved = f"Moved by {by} from “{before}” to “{after}”"
    return Entry(
        "moved",
        f"{moved}{', to try it again' if retrying else ''}: {reason}",
        step=to,
        detail={
            "by": by,
            "reason": reason,
            "from": {"version": passage.version, "step": position.step},
            "to": {"version": passage.version, "step": to},
            "again": _in_order(journey, there.again),
            "not_again": _in_order(journey, there.not_again),
        },
        visit=there.position.visit,
    )


def _in_order(journey: Journey, steps: Iterable[StepId]) -> list[StepId]:
    """As customers come to them."""
    return sorted(steps, key=graph_of(journey).order.index)


def _way(stored: Stored, position: Position, outlet: str | None, now: datetime) -> WayOn:
    passage = stored.passage
    moment = passage.clock.journey_time(now)
    ways = ways_on(passage.journey, position, passage.zone, passage.freezes, moment)
    here = step_title(passage.journey, position.step)
    if not ways:
        put_off = f" It is put off until {passage.waiting_for}." if passage.waiting_for else ""
        raise Conflict(f"“{here}” is not a wait.{put_off}", code="not_waiting")
    if outlet is None and ways[0].by_time:
        return ways[0]
    way = next((way for way in ways if way.name == outlet), None)
    if way is not None:
        return way
    names = ", ".join(f"“{way.name}”" for way in ways)
    if outlet is None:
        raise Invalid(f"“{here}” waits without end. Name a way on: {names}.", code="name_a_way")
    raise Invalid(f"“{here}” has no way on called “{outlet}”: {names}.", code="unknown_way")


async def _write(
    session: AsyncSession,
    stored: Stored,
    there: Position,
    entries: Sequence[Entry],
    now: datetime,
    cause: str,
) -> None:
    changes = {
        "position": there.model_dump(mode="json"),
        "current_step": there.step,
        "listens": sorted(listens(stored.passage.journey, there.step)),
        "waiting_for": None,
        "wakes_at": None,
        "trouble": None,
    }
    await move(session, stored, entries, changes, now)
    await wake(session, [stored.row.id], cause, now)


def _steered(stored: Stored, there: Position, said: str) -> Steered:
    passage = stored.passage
    paused = "The journey is paused." if passage.paused else None
    return Steered(
        enrollment_id=stored.row.id,
        step=there.step,
        title=step_title(passage.journey, there.step),
        visit=there.visit,
        version=passage.version,
        said=said,
        held_because=stored.row.held_because or paused,
    )
