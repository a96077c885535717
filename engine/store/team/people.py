"""The people of the team: when they work, what they can take on, and how they are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, JsonValue, TypeAdapter, ValidationError
from sqlalchemy import delete
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import zone_of
from engine.definition.times import Days, TimeOfDay
from engine.errors import Invalid, NotFound
from engine.holidays import known_region
from engine.store.audit import Actor, record
from engine.store.tables import Channel, PoolMember, Session, Task, User
from engine.store.team.hours import hours_of, time_off
from engine.working import TimeOff

Notify = Literal["at_once", "digest", "none"]
MOST_TIME_OFF = 100


@dataclass(frozen=True)
class PersonSummary:
    """A user as the team sees them."""

    id: UUID
    email: str
    name: str
    role: str
    time_zone: str | None
    working_days: str | None
    working_from: str | None
    working_to: str | None
    holidays: str | None
    time_off: list[TimeOff]
    most_open: int | None
    hours_a_week: int | None
    manager: str | None
    """A mail address."""
    notify: Notify
    digest_at: str
    channel: str | None
    pools: list[str]
    open: int
    """Tasks they have to do."""
    away: TimeOff | None
    """The time off they are on now, or by the next day of work."""
    disabled_at: datetime | None


def _whole(most: int) -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[int, Field(ge=0, le=most)])


SETTABLE = (
    "name", "time_zone", "working_days", "working_from", "working_to", "holidays", "most_open",
    "hours_a_week", "notify", "digest_at", "channel",
)  # fmt: skip


async def list_people(
    session: AsyncSession, now: datetime, *, email: str | None = None
) -> list[PersonSummary]:
    """By name; those who no longer work here last."""
    wanted = select(User).order_by(col(User.disabled_at).is_not(None), func.lower(User.name))
    if email is not None:
        wanted = wanted.where(User.email == email.lower())
    users = list(await session.exec(wanted))
    everybody = {user.id: user for user in await session.exec(select(User))}
    pools = await _pools(session)
    open_ = await _open(session)
    return [
        PersonSummary(
            id=user.id,
            email=user.email,
            name=user.name,
            role=user.role,
            **{name: getattr(user, name) for name in SETTABLE if name != "name"},
            time_off=[time_off(each) for each in user.time_off],
            manager=everybody[user.manager_id].email if user.manager_id else None,
            pools=pools.get(user.id, []),
            open=open_.get(user.id, 0),
            away=hours_of(user).away_at(now) if user.time_off else None,
            disabled_at=user.disabled_at,
        )
        for user in users
    ]


async def get_person(session: AsyncSession, email: str, now: datetime) -> PersonSummary:
    """Raises NotFound."""
    found = await list_people(session, now, email=email)
    if not found:
        raise NotFound(f"There is no user {email}.")
    return found[0]


_HOURS = ("working_days", "working_from", "working_to", "holidays")


async def change_person(
    session: AsyncSession,
    email: str,
    changes: Mapping[str, Any],
    *,
    by: Actor,
    default_zone: str | None = None,
) -> None:
    """Set what is given: of `SETTABLE`, and `manager`, a mail address or None.

    `default_zone`, an IANA zone, becomes theirs with the hours of somebody who has named none.
    Raises NotFound and Invalid.
    """
    user = await _user(session, email)
    await _check(session, user, changes)
    values = {name: value for name, value in changes.items() if name in SETTABLE}
    if "manager" in changes:
        manager = await _user(session, changes["manager"]) if changes["manager"] else None
        if manager is not None and manager.id == user.id:
            raise Invalid("Nobody is their own manager.", code="own_manager")
        values["manager_id"] = manager.id if manager else None
    zone = values.get("time_zone", user.time_zone)
    if default_zone and not zone and any(values.get(name) for name in _HOURS):
        values["time_zone"] = default_zone
    if values.get("holidays"):
        values["holidays"] = known_region(values["holidays"])
    before = {name: _written(getattr(user, name)) for name in values}
    after = {name: _written(value) for name, value in values.items()}
    if before == after:
        return
    for name, value in values.items():
        setattr(user, name, value)
    record(session, by, "user.change", user.email, before=before, after=after)


async def set_time_off(
    session: AsyncSession,
    email: str,
    periods: Sequence[TimeOff],
    *,
    by: Actor,
    default_zone: str | None = None,
) -> None:
    """All the time off a user has, in place of what was there; `default_zone` as with hours. Raises
    NotFound and Invalid."""
    user = await _user(session, email)
    for period in periods:
        if period.last < period.first:
            raise Invalid("Time off ends on the day it begins, or later.", code="time_off")
    if len(periods) > MOST_TIME_OFF:
        raise Invalid(f"At most {MOST_TIME_OFF} times off fit.", code="time_off")
    written: list[JsonValue] = [
        {"from": each.first.isoformat(), "to": each.last.isoformat(), "note": each.note}
        for each in sorted(periods, key=lambda each: (each.first, each.last))
    ]
    if written == user.time_off:
        return
    before: dict[str, JsonValue] = {"time_off": user.time_off}
    after: dict[str, JsonValue] = {"time_off": written}
    if default_zone and written and not user.time_zone:
        before["time_zone"], after["time_zone"] = user.time_zone, default_zone
        user.time_zone = default_zone
    record(session, by, "user.time_off", user.email, before=before, after=after)
    user.time_off = written


async def add_time_off(
    session: AsyncSession,
    email: str,
    period: TimeOff,
    *,
    by: Actor,
    today: date,
    default_zone: str | None = None,
) -> None:
    """One more; what is long past is forgotten in passing."""
    kept = [each for each in await _off(session, email) if (today - each.last).days < 400]
    await set_time_off(session, email, [*kept, period], by=by, default_zone=default_zone)


async def remove_time_off(session: AsyncSession, email: str, first: date, *, by: Actor) -> None:
    """The one that begins on that day."""
    kept = [each for each in await _off(session, email) if each.first != first]
    await set_time_off(session, email, kept, by=by)


async def disable(session: AsyncSession, email: str, *, by: Actor, now: datetime) -> UUID | None:
    """They no longer work here, and are signed out. Returns whose tasks are to be given to others;
    None when it was so before. Raises NotFound."""
    user = await _user(session, email)
    if user.disabled_at is not None:
        return None
    user.disabled_at = now
    await session.execute(delete(Session).where(col(Session.user_id) == user.id))
    record(session, by, "user.disable", user.email)
    return user.id


async def enable(session: AsyncSession, email: str, *, by: Actor) -> None:
    user = await _user(session, email)
    if user.disabled_at is not None:
        user.disabled_at = None
        record(session, by, "user.enable", user.email)


async def manager_of(session: AsyncSession, user_id: UUID) -> User | None:
    """Whom a user reports to. None: nobody who works here."""
    user = await session.get(User, user_id)
    manager = await session.get(User, user.manager_id) if user and user.manager_id else None
    return manager if manager is not None and manager.disabled_at is None else None


async def _off(session: AsyncSession, email: str) -> list[TimeOff]:
    return [time_off(each) for each in (await _user(session, email)).time_off]


async def _user(session: AsyncSession, email: str) -> User:
    found = await session.exec(
        select(User).where(User.email == str(email).strip().lower()).with_for_update()
    )
    user = found.first()
    if user is None:
        raise NotFound(f"There is no user {email}.")
    return user


_MEANT: Mapping[str, tuple[TypeAdapter[Any], str]] = {
    "working_days": (TypeAdapter(Days), "Write days such as mon-fri, or mon,wed,fri."),
    "working_from": (TypeAdapter(TimeOfDay), "Write when work begins as 09:00."),
    "working_to": (TypeAdapter(TimeOfDay), "Write when work ends as 17:00."),
    "digest_at": (TypeAdapter(TimeOfDay), "Write when the morning’s mail comes as 08:00."),
    "most_open": (_whole(10_000), "Write from 0 to 10000 tasks, or nothing."),
    "hours_a_week": (_whole(168), "Write from 0 to 168 hours a week, or nothing."),
}
"""What is read again time and again, and must be readable then."""


async def _check(session: AsyncSession, user: User, changes: Mapping[str, Any]) -> None:
    for name, (meant, said) in _MEANT.items():
        try:
            if changes.get(name) is not None:
                meant.validate_python(changes[name])
        except ValidationError:
            raise Invalid(said, code=name) from None
    zone, region = changes.get("time_zone"), changes.get("holidays")
    if zone and zone_of(zone) is None:
        raise Invalid(f"“{zone}” is not a time zone. Write one such as Europe/Amsterdam.")
    if region and known_region(region) is None:
        raise Invalid(f"No holidays are known of “{region}”. Write a country such as NL, or DE-BY.")
    opens: TimeOfDay = changes.get("working_from") or user.working_from or "09:00"
    closes: TimeOfDay = changes.get("working_to") or user.working_to or "17:00"
    if closes <= opens:
        raise Invalid("Work ends after it begins.", code="working_hours")
    channel = changes.get("channel")
    if channel and await session.get(Channel, channel) is None:
        raise Invalid(f"There is no channel “{channel}”.", code="channel_unknown")


def _written(value: Any) -> JsonValue:
    return value if value is None or isinstance(value, int | str) else str(value)


async def _pools(session: AsyncSession) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = await session.exec(select(PoolMember).order_by(col(PoolMember.pool_key)))
    for row in rows:
        found.setdefault(row.user_id, []).append(row.pool_key)
    return found


async def _open(session: AsyncSession) -> dict[UUID, int]:
    counted = await session.execute(
        select(Task.assignee_id, func.count())
        .where(col(Task.status).in_(("open", "held")), col(Task.is_test).is_(False))
        .group_by(col(Task.assignee_id))
    )
    return {who: int(tasks) for who, tasks in counted.all() if who is not None}
