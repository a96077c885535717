"""Taking the mails that come in one by one, so that one which cannot be taken stops no other.

Such a mail is passed over, and noted: the page of replies shows the latest of them.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.replies.mail import read_mail
from engine.replies.telling_apart import Kind
from engine.store.database import Database
from engine.store.faults import is_of_one
from engine.store.replies import take_reply
from engine.store.tables import Setting
from engine.store.upkeep import JOBS_LOCK

log = logging.getLogger(__name__)

MOST_NOTED = 20
_NAME = "unreadable_mails"


@dataclass(frozen=True)
class Unreadable:
    """A mail that was passed over."""

    at: datetime
    via: str
    from_address: str | None
    subject: str
    why: str


async def take_mail(
    database: Database, raw: bytes, *, via: str, secret_key: bytes, now: datetime
) -> Kind | None:
    """As `take_reply`, in a transaction of its own; None also where it is passed over.

    Raises whatever a database in trouble raises: the mail is to be taken again.
    """
    mail = read_mail(raw)
    try:
        async with database.transaction() as session:
            return await take_reply(session, mail, via=via, secret_key=secret_key, now=now)
    except Exception as fault:
        if not is_of_one(fault):
            raise
        log.exception("A mail from %s cannot be taken and is passed over.", mail.from_address)
        why = str(fault).partition("\n")[0][:300]
        noted = Unreadable(now, via, mail.from_address, mail.subject[:200], why)
    async with database.transaction() as session:
        await _note(session, noted)
    return None


async def unreadable_mails(session: AsyncSession) -> list[Unreadable]:
    """The latest first."""
    row = await session.get(Setting, _NAME)
    kept = row.value.get("mails") if row and row.value else None
    return (
        [_read(each) for each in kept if isinstance(each, dict)] if isinstance(kept, list) else []
    )


def _read(kept: dict[str, JsonValue]) -> Unreadable:
    sender = kept["from"]
    return Unreadable(
        datetime.fromisoformat(str(kept["at"])),
        str(kept["via"]),
        str(sender) if sender else None,
        str(kept["subject"]),
        str(kept["why"]),
    )


async def _note(session: AsyncSession, noted: Unreadable) -> None:
    await session.execute(JOBS_LOCK, {"job": _NAME})
    row = await session.get(Setting, _NAME)
    kept = row.value.get("mails") if row and row.value else None
    written: JsonValue = {
        "at": noted.at.isoformat(),
        "via": noted.via,
        "from": noted.from_address,
        "subject": noted.subject,
        "why": noted.why,
    }
    mails = [written, *(kept if isinstance(kept, list) else [])][:MOST_NOTED]
    if row is None:
        row = Setting(name=_NAME, updated_by="replies")
        session.add(row)
    row.value, row.updated_at = {"mails": mails}, noted.at
