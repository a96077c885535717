"""What is set for the whole installation, by whoever administers it."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.times import Percentage
from engine.store.audit import Actor, record
from engine.store.tables import Setting
from engine.store.tables.columns import JsonObject

_HOLDOUT = "holdout"


async def holdout(session: AsyncSession) -> Percentage | None:
    """The share of accounts that no journey reaches. None: every account may be reached."""
    row = await session.get(Setting, _HOLDOUT)
    share = row.value.get("share") if row and row.value else None
    return Percentage.parse(str(share)) if share else None


async def set_holdout(
    session: AsyncSession, share: Percentage | None, *, by: Actor, now: datetime
) -> None:
    """Whoever is in a journey already stays in it."""
    row = await session.get(Setting, _HOLDOUT, with_for_update=True)
    before = row.value if row else None
    value: JsonObject | None = {"share": str(share)} if share else None
    if before == value:
        return
    if row is None:
        row = Setting(name=_HOLDOUT, updated_by=by.name)
        session.add(row)
    row.value, row.updated_by, row.updated_at = value, by.name, now
    record(session, by, "settings.holdout", _HOLDOUT, before=before, after=value)
