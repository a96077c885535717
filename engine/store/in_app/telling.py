"""Telling streams that somebody's messages are others now."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.channels import IN_APP


async def feed_changed(session: AsyncSession, contact_id: UUID | None) -> None:
    """Once this transaction commits, whoever shows this contact's messages looks again."""
    if contact_id is not None:
        await session.execute(
            text("SELECT pg_notify(:channel, :contact)"),
            {"channel": IN_APP, "contact": str(contact_id)},
        )
