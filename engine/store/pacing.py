"""Turns of what may happen only so often, shared by all processes on one database."""

from datetime import datetime, timedelta

from sqlalchemy import DateTime, Interval, String, bindparam, text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.statements import run

LONGEST = timedelta(minutes=10)
"""After which, at the latest, what was put off asks again."""

_GIVEN = (
    bindparam("name", type_=String()),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("apart", type_=Interval()),
)
_TURN = text("""
    INSERT INTO mail_paces AS pace (name, next_at, back_at)
    VALUES (:name, :now + :apart, :now)
    ON CONFLICT (name) DO UPDATE SET next_at = greatest(pace.next_at, :now) + :apart
    WHERE pace.next_at <= :now + :patience
    RETURNING next_at - :apart
""").bindparams(*_GIVEN, bindparam("patience", type_=Interval()))
_BACK = text("""
    UPDATE mail_paces
    SET back_at = least(greatest(back_at, next_at) + :apart, :now + :longest)
    WHERE name = :name
    RETURNING back_at
""").bindparams(*_GIVEN, bindparam("longest", type_=Interval()))


async def next_turn(
    session: AsyncSession, name: str, now: datetime, *, apart: timedelta, patience: timedelta
) -> tuple[datetime, bool]:
    """When it may happen, and whether that turn is now taken: it is if it comes within `patience`.

    One that is not taken is when to ask again. A turn nobody uses after all is lost, and no other.
    """
    given = {"name": name, "now": now, "apart": apart}
    taken = (await run(session, _TURN, {**given, "patience": patience})).scalar_one_or_none()
    if taken is not None:
        return taken, True
    return (await run(session, _BACK, {**given, "longest": LONGEST})).scalar_one(), False
