"""What the demonstration product needs: an app of its own, and a source its events come from."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.audit import Actor
from engine.store.in_app.apps import DEMO, Signer, add_app, signers_of
from engine.store.statements import run
from engine.store.tables import InAppApp, Source
from engine.store.upkeep import JOBS_LOCK

SOURCE = "demo-product"


async def demo_app(
    session: AsyncSession, key: bytes, *, by: Actor, now: datetime
) -> tuple[str, Signer]:
    """The secret's id and the signer of the demonstration's app, which is made at first use."""
    await run(session, JOBS_LOCK, {"job": SOURCE})
    found = await session.exec(
        select(InAppApp.id).where(InAppApp.name == DEMO, col(InAppApp.closed_at).is_(None))
    )
    app_id = found.first()
    if app_id is None:
        app_id, _ = await add_app(session, key, DEMO, (), by=by)
    return (await signers_of(session, key, app_id, now))[0]


async def demo_source(session: AsyncSession) -> UUID:
    """The source of the demonstration's events, which is made at first use."""
    await run(session, JOBS_LOCK, {"job": SOURCE})
    found = await session.exec(select(Source).where(Source.key == SOURCE))
    source = found.first()
    if source is None:
        source = Source(key=SOURCE, name=DEMO)
        session.add(source)
        await session.flush()
    return source.id
