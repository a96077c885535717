"""Whom people, programs and other journeys let into a journey, read for a simulation.

Of what events, dates and schedules bring about a simulation is told anew.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.simulation.happenings import Happening, LetIn
from engine.store import tables
from engine.store.tables import Enrollment

_TOLD_ANEW = ("event", "schedule")

_BY_HAND = (
    col(Enrollment.entered_by)["by"].astext.not_in(_TOLD_ANEW),
    ~col(Enrollment.is_test),
)


async def accounts_let_in(
    session: AsyncSession, journey: str, since: datetime, until: datetime, most: int
) -> dict[str, None]:
    """External ids of `most` of their accounts, by who came first. Real times; the journey by its
    key."""
    found = await session.exec(
        select(tables.Account.external_id)
        .join(Enrollment, col(Enrollment.account_id) == col(tables.Account.id))
        .join(tables.Journey, col(tables.Journey.id) == col(Enrollment.journey_id))
        .where(
            tables.Journey.key == journey,
            col(Enrollment.enrolled_at) >= since,
            col(Enrollment.enrolled_at) <= until,
            *_BY_HAND,
        )
        .group_by(col(tables.Account.id))
        .order_by(func.min(Enrollment.enrolled_at), col(tables.Account.id))
        .limit(most)
    )
    return dict.fromkeys(found)


async def let_in(
    session: AsyncSession, accounts: Collection[UUID], journeys: Collection[str], until: datetime
) -> Mapping[UUID, list[Happening]]:
    """By account, in the order in which they came, up to `until`, real time."""
    rows = await session.exec(
        select(Enrollment, tables.Journey.key)
        .join(tables.Journey, col(tables.Journey.id) == col(Enrollment.journey_id))
        .where(
            col(Enrollment.account_id).in_(accounts),
            col(tables.Journey.key).in_(journeys),
            col(Enrollment.enrolled_at) <= until,
            *_BY_HAND,
        )
        .order_by(col(Enrollment.enrolled_at), col(Enrollment.id))
    )
    found = defaultdict[UUID, list[Happening]](list)
    for row, key in rows:
        if row.account_id is not None:
            about = row.contact_id if row.subject_kind == "contact" else None
            by = str(row.entered_by.get("called") or row.entered_by.get("by"))
            found[row.account_id].append(
                LetIn(row.enrolled_at, about, by, journey=key, entered_by=row.entered_by)
            )
    return found
