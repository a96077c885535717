"""What a publish would do to the customers inside, before it is done."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import known_zone
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.interpreter import Position, begin
from engine.migrating import (
    Due,
    Fate,
    Horizon,
    Leaves,
    Moved,
    Plan,
    Stays,
    check_plan,
    due_soon,
    fate_of,
    migrated,
)
from engine.migrating.comparing import Change, change_of_step
from engine.reckoning import Freeze
from engine.sentences import step_title
from engine.store import tables
from engine.store.migration_runs import versions_inside
from engine.store.pauses import freezes_of
from engine.store.reading.journeys import definition as definition_of_version
from engine.store.reading.journeys import get_journey
from engine.store.tables import Enrollment, JourneyVersion
from engine.store.versions import definition_of

SOON = timedelta(hours=24)
"""Messages that come due within this are counted."""


@dataclass(frozen=True)
class DueCount:
    """How many customers get a message within 24 hours, if nothing happens meanwhile."""

    certain: int = 0
    at_most: int = 0
    """With those who get one if they take that way at a branch or a split."""

    def __add__(self, other: "DueCount") -> "DueCount":
        return DueCount(self.certain + other.certain, self.at_most + other.at_most)


@dataclass(frozen=True)
class StepPreview:
    """Those who stand at one step of one version."""

    version: int
    step: str
    title: str
    customers: int
    change: Change
    fate: Fate | None
    """None: the plan does not say, and must."""
    to: str | None
    """The step of the new version they will stand at. None: they do not come to it."""
    to_title: str | None
    due_before: DueCount
    due_after: DueCount


@dataclass(frozen=True)
class Preview:
    customers: int
    """Inside, on another version than this; test runs aside."""
    moved: int
    continuing: int
    leaving: int
    due_before: DueCount
    due_after: DueCount
    steps: tuple[StepPreview, ...]
    """Where somebody stands, and what else the plan must decide."""
    problems: tuple[Problem, ...]
    """Of the plan. With any of them it cannot be carried out."""


@dataclass(frozen=True)
class _Inside:
    """One customer."""

    version: int
    position: Position
    wakes_at: datetime | None
    horizon: Horizon


async def preview(
    session: AsyncSession,
    key: str,
    plan: Plan,
    *,
    now: datetime,
    version: int | None = None,
    definition: Journey | None = None,
) -> Preview:
    """What publishing the draft with this plan would do; or rolling back to a version; or
    publishing a definition that is not kept yet. Raises NotFound.
    """
    found = await get_journey(session, key)
    new = definition or await definition_of_version(session, key, version=version)
    whole = version is not None or definition is not None or found.has_draft
    below = None if whole else found.live_version
    olds, customers = await _inside(session, key, below, now)
    return await asyncio.to_thread(_previewed, plan, new, olds, customers)


def preview_new(definition: Journey, plan: Plan) -> Preview:
    """The same for a journey that is not there yet, so that nobody can be inside."""
    return _previewed(plan, definition, {}, ())


async def standing_in(
    session: AsyncSession, key: str, *, version: int | None = None
) -> Mapping[int, Journey]:
    """The versions customers are on who would be moved. Raises NotFound."""
    found = await get_journey(session, key)
    journey_id = await _id(session, key)
    whole = version is not None or found.has_draft
    return await versions_inside(session, journey_id, None if whole else found.live_version)


async def _id(session: AsyncSession, key: str) -> UUID:
    found = await session.exec(select(tables.Journey.id).where(tables.Journey.key == key))
    return found.one()


async def _inside(
    session: AsyncSession, key: str, below: int | None, now: datetime
) -> tuple[Mapping[int, Journey], list[_Inside]]:
    journey_id = await _id(session, key)
    wanted = (
        select(  # type: ignore[call-overload]
            JourneyVersion.number,
            Enrollment.version_id,
            Enrollment.position,
            Enrollment.wakes_at,
            Enrollment.time_zone,
            Enrollment.enrolled_at,
        )
        .join(JourneyVersion, col(JourneyVersion.id) == col(Enrollment.version_id))
        .where(
            Enrollment.journey_id == journey_id,
            Enrollment.status != "ended",
            col(Enrollment.is_test).is_(False),
        )
    )
    if below is not None:
        wanted = wanted.where(JourneyVersion.number < below)
    rows = (await session.execute(wanted)).all()
    versions: dict[int, UUID] = {row.number: row.version_id for row in rows}
    olds = {number: await definition_of(session, versions[number]) for number in sorted(versions)}
    freezes = await freezes_of(session, journey_id, now)
    return olds, [_customer(row, olds[row.number], freezes, now) for row in rows]


def _customer(row: Any, old: Journey, freezes: Sequence[Freeze], now: datetime) -> _Inside:
    position = (
        Position.model_validate(row.position) if row.position else begin(old, row.enrolled_at)
    )
    return _Inside(
        version=row.number,
        position=position,
        wakes_at=row.wakes_at,
        horizon=Horizon(now, now + SOON, known_zone(row.time_zone), freezes),
    )


def _previewed(
    plan: Plan, new: Journey, olds: Mapping[int, Journey], customers: Iterable[_Inside]
) -> Preview:
    problems = check_plan(plan, olds, new)
    standing: dict[tuple[int, str], list[_Inside]] = defaultdict(list)
    for each in customers:
        standing[each.version, each.position.step].append(each)
    for problem in problems:
        for number, old in olds.items():
            if problem.code == "plan_undecided_step" and problem.step in old.steps:
                standing.setdefault((number, problem.step), [])
    order = {(n, step): place for n, old in olds.items() for place, step in enumerate(old.steps)}
    steps = tuple(
        _step(number, step, olds[number], new, plan, standing[number, step])
        for number, step in sorted(standing, key=lambda at: (-at[0], order.get(at, 0)))
    )
    return _summed(steps, tuple(problems))


def _step(
    number: int, step: str, old: Journey, new: Journey, plan: Plan, there: Sequence[_Inside]
) -> StepPreview:
    fate: Fate | None = fate_of(plan, step, new) if plan.everyone else "continue"
    change = change_of_step(step, old, new)
    before, after = DueCount(), DueCount()
    to: str | None = None
    for each in there:
        ahead = _due(old, each, each.position, each.wakes_at)
        before += ahead
        if fate is None or (fate == "retime" and change == "gone"):
            continue
        match _outcome(each, old, new, fate):
            case Stays():
                after += ahead
            case Moved(position=position):
                to = position.step
                same = change == "same" and position.step == step
                after += _due(new, each, position, each.wakes_at if same else None)
            case Leaves() | None:
                pass
    return StepPreview(
        version=number,
        step=step,
        title=step_title(old, step),
        customers=len(there),
        change=change,
        fate=fate,
        to=to,
        to_title=step_title(new, to) if to else None,
        due_before=before,
        due_after=after,
    )


def _outcome(
    each: _Inside, old: Journey, new: Journey, fate: Fate
) -> Moved | Stays | Leaves | None:
    """None: the plan cannot be carried out for them, as its problems say."""
    target = getattr(fate, "move", None)
    if target is not None and target not in new.steps:
        return None
    return migrated(each.position, old, new, fate, each.horizon.now)


def _due(whole: Journey, each: _Inside, position: Position, wakes_at: datetime | None) -> DueCount:
    match due_soon(whole, position, each.horizon, wakes_at=wakes_at):
        case Due.YES:
            return DueCount(1, 1)
        case Due.PERHAPS:
            return DueCount(0, 1)
        case _:
            return DueCount()


def _summed(steps: tuple[StepPreview, ...], problems: tuple[Problem, ...]) -> Preview:
    def count(wanted: Iterable[StepPreview]) -> int:
        return sum(each.customers for each in wanted)

    return Preview(
        customers=count(steps),
        moved=count(each for each in steps if each.to is not None),
        continuing=count(each for each in steps if each.fate == "continue"),
        leaving=count(each for each in steps if hasattr(each.fate, "exit")),
        due_before=sum((each.due_before for each in steps), DueCount()),
        due_after=sum((each.due_after for each in steps), DueCount()),
        steps=steps,
        problems=problems,
    )
