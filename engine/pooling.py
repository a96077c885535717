"""Whose turn it is in a pool, and why. Pure: no store, no clock.

Who is away is passed over, and who has no room. When nobody of the pool is here, its fallback gets
the task; when those who are here have no room, the task waits until somebody has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, assert_never
from uuid import UUID

from engine.working import WorkingTime

Rule = Literal["round_robin", "least_loaded", "least_arr"]

TAKES_MINUTES = 60
"""How much work a task is, unless its step says."""


@dataclass(frozen=True)
class Member:
    """A colleague in a pool, and what they have to do already."""

    id: UUID
    name: str
    working: WorkingTime
    open: int = 0
    """Tasks and approvals they have not answered, of all journeys."""
    minutes: int = 0
    """How much work they were given this week."""
    arr_minor: int = 0
    """What the accounts are worth that they look after, or have a task of."""
    most_open: int | None = None
    """None: as the pool says."""
    hours_a_week: int | None = None


@dataclass(frozen=True)
class PoolOf:
    """A pool with its members, in their order."""

    name: str
    """What people call it."""
    members: Sequence[Member]
    rule: Rule = "round_robin"
    most_open: int | None = None
    """For each member. None: any number."""
    hours_a_week: int | None = None
    last: UUID | None = None
    """Who was given one last."""


@dataclass(frozen=True)
class Turn:
    member: Member | None
    because: str
    """`next in the pool “save”; Bea is on leave until 3 December`."""
    anybody_here: bool
    """Whether any member is at work, with room or without."""


def turn(pool: PoolOf, now: datetime, minutes: int = TAKES_MINUTES) -> Turn:
    """Who gets a task of so much work."""
    passed: list[str] = []
    here = False
    for member in _in_order(pool):
        away = member.working.away_at(now)
        if away is not None:
            passed.append(f"{member.name} is on leave until {_day(away.last)}")
            continue
        here = True
        if full := _full(pool, member, minutes):
            passed.append(f"{member.name} has {full}")
            continue
        return Turn(member, "; ".join([_reason(pool, member), *passed]), True)
    return Turn(None, "; ".join([_nobody(pool, here), *passed]), here)


def _in_order(pool: PoolOf) -> list[Member]:
    """Those whose turn comes first, first. Among equals it goes round."""
    members = list(pool.members)
    places = {member.id: place for place, member in enumerate(members)}
    start = places[pool.last] + 1 if pool.last in places else 0
    around = members[start:] + members[:start]
    match pool.rule:
        case "round_robin":
            return around
        case "least_loaded":
            return sorted(around, key=lambda member: (member.open, member.minutes))
        case "least_arr":
            return sorted(around, key=lambda member: member.arr_minor)
        case _:
            assert_never(pool.rule)


def _full(pool: PoolOf, member: Member, minutes: int) -> str | None:
    """What leaves a member no room. None: they have some."""
    most = pool.most_open if member.most_open is None else member.most_open
    if most is not None and member.open >= most:
        tasks = "task" if member.open == 1 else "tasks"
        return f"{member.open} open {tasks}, and takes {most} at most"
    hours = pool.hours_a_week if member.hours_a_week is None else member.hours_a_week
    if hours is not None and member.minutes + minutes > hours * 60:
        return f"{member.minutes / 60:.3g} of {hours} hours this week"
    return None


def _reason(pool: PoolOf, member: Member) -> str:
    match pool.rule:
        case "round_robin":
            return f"next in the pool “{pool.name}”"
        case "least_loaded":
            return f"the least to do in the pool “{pool.name}”, {member.open} open"
        case "least_arr":
            return f"the least ARR in the pool “{pool.name}”"
        case _:
            assert_never(pool.rule)


def _nobody(pool: PoolOf, here: bool) -> str:
    if not pool.members:
        return f"nobody is in the pool “{pool.name}”"
    if here:
        return f"waits in the pool “{pool.name}” until somebody has room"
    return f"nobody of the pool “{pool.name}” is here"


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
