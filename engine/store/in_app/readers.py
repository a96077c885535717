"""Whom a token, or a ticket, speaks for."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.in_app.tokens import Claims
from engine.store.statements import run
from engine.store.tables import InAppApp, InAppSecret, InAppTicket

TICKET_LASTS = timedelta(minutes=1)


@dataclass(frozen=True)
class Reader:
    """A contact who looks at a product."""

    app_id: str
    contact_id: UUID | None
    """None: nobody has been told of such a contact; they see nothing."""
    account_id: UUID | None
    """Only what concerns this account. None: all of theirs."""
    until: datetime
    """When their token expires."""
    claims: Claims
    secret_id: str = ""
    """Of the secret their token is signed with."""


async def reader_of(
    session: AsyncSession, app_id: str, claims: Claims, secret_id: str = ""
) -> Reader:
    found = (await run(session, _WHO, {"contact": claims.contact, "account": claims.account})).one()
    contact = found.contact
    if claims.account is not None and found.account is None:
        contact = None  # nobody has been told of such an account: nothing concerns it
    return Reader(app_id, contact, found.account, claims.expires_at, claims, secret_id)


_WHO = text("""
    SELECT (SELECT COALESCE(c.merged_into, c.id) FROM contacts c
            WHERE c.id = COALESCE(
                (SELECT contact_id FROM identities WHERE kind = 'external_id' AND value = :contact),
                (SELECT id FROM contacts WHERE external_id = :contact))) AS contact,
           (SELECT id FROM accounts WHERE external_id = CAST(:account AS text)) AS account
""")


async def make_ticket(session: AsyncSession, reader: Reader, now: datetime) -> str:
    """Opens one stream within a minute. Those that nobody used are thrown away."""
    await session.execute(delete(InAppTicket).where(col(InAppTicket.expires_at) < now))
    plain = f"{reader.secret_id}.{secrets.token_urlsafe(24)}"
    session.add(
        InAppTicket(
            ticket_hash=_hash(plain),
            app_id=reader.app_id,
            contact=reader.claims.contact,
            account=reader.claims.account,
            until=reader.until,
            expires_at=now + TICKET_LASTS,
        )
    )
    return plain


async def take_ticket(session: AsyncSession, plain: str, now: datetime) -> Reader | None:
    """Whoever it was made for. None: there is no such ticket, or it was used, or it is too old."""
    found = await session.execute(
        delete(InAppTicket)
        .where(col(InAppTicket.ticket_hash) == _hash(plain))
        .returning(InAppTicket)
    )
    row = found.scalars().first()
    if row is None or row.expires_at < now or row.until < now:
        return None
    claims = Claims(row.contact, row.account, row.until)
    return await reader_of(session, row.app_id, claims, plain.partition(".")[0])


async def is_believed(session: AsyncSession, reader: Reader) -> bool:
    """Whether their app is still there, and the secret not revoked since."""
    found = await session.exec(
        select(InAppSecret.id)
        .join(InAppApp, col(InAppApp.id) == col(InAppSecret.app_id))
        .where(
            InAppSecret.id == reader.secret_id,
            InAppSecret.app_id == reader.app_id,
            col(InAppSecret.revoked_at).is_(None),
            col(InAppApp.closed_at).is_(None),
        )
    )
    return found.first() is not None


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
