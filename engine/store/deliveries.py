"""What came of each delivery: kept with the delivery itself, looked at, and tried again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.sources.addresses import without_token
from engine.sources.delivery import Delivery, Unreadable
from engine.sources.reading import text_of
from engine.sources.schemes import Scheme, Secret
from engine.store import tables
from engine.store.hooks import Hook
from engine.store.reading.listing import listed, one
from engine.store.reading.paging import PAGE_SIZE, Page
from engine.store.tables import Source
from engine.tracking.calls import JsonObject
from engine.tracking.inspecting import keepable

KEPT = timedelta(days=30)
Status = Literal["taken", "put_aside", "repeated", "left_out", "refused", "unreadable"]
"""`put_aside`: all of it is among the dead letters; `repeated`: all of it had come before."""

_SECRET_HEADERS = frozenset(("authorization", "cookie", "proxy-authorization"))
_MOST_HEADERS = 60
_LONGEST_HEADER = 2_000
_LARGEST_REFUSED = 16 * 1024
"""So much of a body is kept that nobody has vouched for."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    status: Status
    code: str | None = None
    reason: str | None = None
    items: Sequence[JsonObject] = ()
    put_aside: int = 0


@dataclass(frozen=True)
class DeliverySummary:
    id: int
    source: str
    method: str
    status: Status
    code: str | None
    reason: str | None
    items: list[JsonObject]
    """What it was read as."""
    put_aside: int
    received_at: datetime
    replayed_at: datetime | None


@dataclass(frozen=True)
class DeliveryDetail(DeliverySummary):
    url: str
    """Without the last part of the address, which is a secret."""
    headers: JsonObject
    """Without what would let others in."""
    body: bytes


async def keep(session: AsyncSession, hook: Hook, sent: Delivery, outcome: Outcome) -> None:
    """Add the delivery, with what came of it and without what would let others in."""
    is_vouched = outcome.status != "refused"
    redact = hook.preset.redact if hook.preset else None
    body = _without_secrets(sent.body, redact) if redact else sent.body
    session.add(
        tables.Delivery(
            source_id=hook.id,
            method=sent.method,
            url=without_token(sent.url),
            headers=_shown(sent.headers, hook.scheme),
            body=body if is_vouched else body[:_LARGEST_REFUSED],
            status=outcome.status,
            code=outcome.code,
            reason=_stored(outcome.reason),
            items=[keepable(each) for each in outcome.items],
            put_aside=outcome.put_aside,
            received_at=sent.received_at,
        )
    )


async def list_deliveries(
    session: AsyncSession, source: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[DeliverySummary]:
    """Those of a source, the latest first."""
    bodies = defer(cast(Any, tables.Delivery.body), raiseload=True)
    statement = _deliveries().where(Source.key == source).options(bodies)
    return await listed(
        session,
        DeliverySummary,
        statement,
        order=[(col(tables.Delivery.id), int)],
        limit=limit,
        after=after,
    )


async def get_delivery(session: AsyncSession, source: str, number: int) -> DeliveryDetail:
    """Raises NotFound."""
    statement = _deliveries().where(Source.key == source, tables.Delivery.id == number)
    missing = f"There is no delivery {number} of “{source[:80]}”. They are kept for a month."
    return await one(session, DeliveryDetail, statement, missing)


async def latest_body(session: AsyncSession, source: str) -> bytes:
    """Of the latest delivery that was verified: to map by. Raises NotFound."""
    found = await session.exec(
        select(tables.Delivery.body)
        .join(Source, col(Source.id) == col(tables.Delivery.source_id))
        .where(Source.key == source, tables.Delivery.status != "refused")
        .order_by(col(tables.Delivery.id).desc())
        .limit(1)
    )
    body = found.first()
    if body is None:
        raise NotFound(f"Nothing has come from “{source[:80]}” yet.")
    return body


async def has_later(session: AsyncSession, source_id: UUID, number: int) -> bool:
    """Whether anything that came from the source after this delivery was understood."""
    found = await session.exec(
        select(tables.Delivery.id)
        .where(
            tables.Delivery.source_id == source_id,
            col(tables.Delivery.id) > number,
            col(tables.Delivery.status).not_in(("refused", "unreadable")),
        )
        .limit(1)
    )
    return found.first() is not None


async def note_replay(session: AsyncSession, number: int, outcome: Outcome, now: datetime) -> None:
    """What became of it when it was read again."""
    row = await session.get(tables.Delivery, number, with_for_update=True)
    assert row is not None
    row.status, row.code, row.reason = outcome.status, outcome.code, _stored(outcome.reason)
    row.items = [keepable(each) for each in outcome.items]
    row.put_aside, row.replayed_at = outcome.put_aside, now


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """Take away what is older than a month. How many there were."""
    gone = await session.exec(
        delete(tables.Delivery).where(col(tables.Delivery.received_at) < now - KEPT)
    )
    return int(gone.rowcount)


def _deliveries() -> Any:
    return select(tables.Delivery, col(Source.key).label("source")).join(
        Source, col(Source.id) == col(tables.Delivery.source_id)
    )


def _without_secrets(body: bytes, redact: Callable[[bytes], bytes]) -> bytes:
    """What cannot be unpacked cannot be looked through, and is not kept."""
    try:
        return redact(text_of(body))
    except Unreadable:
        return b""


def _stored(reason: str | None) -> str | None:
    """It may tell of what was sent, with characters that no database takes."""
    return None if reason is None else str(keepable(reason))


def _shown(headers: Mapping[str, str], scheme: Scheme) -> JsonObject:
    hidden = _SECRET_HEADERS | ({scheme.header} if isinstance(scheme, Secret) else frozenset())
    return {
        name[:100]: "(not shown)" if name in hidden else value[:_LONGEST_HEADER]
        for name, value in list(headers.items())[:_MOST_HEADERS]
    }
