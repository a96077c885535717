"""What is set for the whole installation, by whoever administers it."""

from datetime import datetime
from functools import lru_cache

import orjson
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.arbiter import Policy
from engine.definition.times import Percentage
from engine.reach import Reach
from engine.store.audit import Actor, record
from engine.store.outbox import wake
from engine.store.pressure import still_waiting
from engine.store.tables import Setting
from engine.store.tables.columns import JsonObject
from engine.store.upkeep import JOBS_LOCK

_HOLDOUT, _POLICY, _REACH = "holdout", "policy", "reach"


async def holdout(session: AsyncSession) -> Percentage | None:
    """The share of accounts that no journey reaches. None: every account may be reached."""
    row = await session.get(Setting, _HOLDOUT)
    share = row.value.get("share") if row and row.value else None
    return Percentage.parse(str(share)) if share else None


async def set_holdout(
    session: AsyncSession, share: Percentage | None, *, by: Actor, now: datetime
) -> None:
    """Whoever is in a journey already stays in it."""
    value: JsonObject | None = {"share": str(share)} if share else None
    await _set(session, _HOLDOUT, value, by=by, now=now)


async def policy(session: AsyncSession) -> Policy:
    """What holds for every touch of every journey."""
    row = await session.get(Setting, _POLICY)
    return _read(orjson.dumps(row.value)) if row and row.value else Policy()


async def policy_to_change(session: AsyncSession) -> Policy:
    """As `policy`, kept from others until the transaction ends: what two change beside each other
    is both kept."""
    await session.execute(JOBS_LOCK, {"job": _POLICY})
    return await policy(session)


async def reach(session: AsyncSession) -> Reach | None:
    """How far calls go, as the worker said that started last. None: none has said so yet."""
    row = await session.get(Setting, _REACH)
    if row is None or not row.value:
        return None
    written = str(row.value.get("beside", ""))
    return Reach.read(written, private=bool(row.value.get("private")))


async def note_reach(session: AsyncSession, written: str, *, private: bool, now: datetime) -> None:
    """What a worker may call, by its own settings: nobody's decision here, so not audited."""
    said = {"private": private, "beside": written}
    row = {"value": said, "updated_by": "worker", "updated_at": now}
    await session.execute(
        insert(Setting)
        .values(name=_REACH, **row)
        .on_conflict_do_update(index_elements=["name"], set_=row)
    )


@lru_cache(maxsize=16)
def _read(written: bytes) -> Policy:
    return Policy.model_validate_json(written)


async def set_policy(session: AsyncSession, chosen: Policy, *, by: Actor, now: datetime) -> None:
    """What waits is decided anew by it, at once."""
    value: JsonObject = chosen.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if not await _set(session, _POLICY, value or None, by=by, now=now):
        return
    await wake(session, await still_waiting(session), f"policy/{now.isoformat()}", now)


async def _set(
    session: AsyncSession, name: str, value: JsonObject | None, *, by: Actor, now: datetime
) -> bool:
    """Whether it was anything else before."""
    row = await session.get(Setting, name, with_for_update=True)
    before = row.value if row else None
    if before == value:
        return False
    if row is None:
        row = Setting(name=name, updated_by=by.name)
        session.add(row)
    row.value, row.updated_by, row.updated_at = value, by.name, now
    record(session, by, f"settings.{name}", name, before=before, after=value)
    return True
