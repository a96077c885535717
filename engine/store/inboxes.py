"""How far the mailbox with replies has been read."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import Setting
from engine.store.tables.columns import JsonObject

_NAME = "inbox"


async def get_place(session: AsyncSession, inbox: str) -> tuple[int | None, int]:
    """The server's word for its numbering, and the number of the last mail seen. Of another mailbox
    than the last one: never looked."""
    row = await session.get(Setting, _NAME)
    value = row.value if row and row.value else {}
    if value.get("inbox") != inbox:
        return None, 0
    validity, last = value.get("validity"), value.get("last")
    known = validity if isinstance(validity, int) else None
    return known, last if isinstance(last, int) else 0


async def set_place(
    session: AsyncSession, inbox: str, validity: int | None, last: int, now: datetime
) -> None:
    value: JsonObject = {"inbox": inbox, "validity": validity, "last": last}
    row = await session.get(Setting, _NAME)
    if row is not None and row.value == value:
        return
    if row is None:
        row = Setting(name=_NAME, updated_by="replies")
        session.add(row)
    row.value, row.updated_at = value, now
