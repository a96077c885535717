"""The names PostgreSQL notifies listeners by. A notification only says: look sooner."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

EVENTS = "onward_events"
"""New events wait to be dispatched."""

OUTBOX = "onward_outbox"
"""Enrollments wait to be started, or wake-ups to be delivered."""


MAIL_TESTS = "onward_mail_tests"
"""Test mails wait to be handed over."""

NOTICES = "onward_notices"
"""Things wait that colleagues are to be told."""

IMPORTS = "onward_imports"
"""Files wait to be worked off."""


IN_APP = "onward_in_app"
"""Messages in the product are others now. The payload is whose: a contact's id."""


async def notify(session: AsyncSession, channel: str) -> None:
    """Tell listeners once this transaction commits."""
    await session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel})
