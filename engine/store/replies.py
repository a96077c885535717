"""What came back to mails: taken once, kept with the message it is about, told to who listens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.facts import OUT_OF_OFFICE
from engine.replies.mail import Incoming
from engine.replies.matching import candidates, has_proof
from engine.replies.quoting import written
from engine.replies.telling_apart import Kind, Told, told_apart
from engine.store.internal import internal_event
from engine.store.marks import mark_message
from engine.store.people import hold
from engine.store.suppressions import suppress
from engine.store.tables import Journey, Message, Reply, User

EXCERPT = 500
"""Characters of a reply that its event carries. All of it is kept with the message."""
_WRITTEN_TO = ("sent", "claimed")
_CALLS = ("webhook", "notify")


@dataclass(frozen=True)
class ReplySeen:
    """A reply as it is shown."""

    id: UUID
    message_id: UUID
    kind: Kind
    because: str
    from_address: str | None
    subject: str | None
    text: str
    via: str
    received_at: datetime


async def take_reply(
    session: AsyncSession, mail: Incoming, *, via: str, secret_key: bytes, now: datetime
) -> Kind | None:
    """Keep it, and tell whoever waits for an answer. Taken again it changes nothing.

    None: it is about no mail of ours, was written by a colleague, or is there already. What
    machines say beside holiday notices and bounces is not kept.
    """
    message, proven = await _answered(session, mail, secret_key)
    if message is None or await _is_colleague(session, mail.from_address):
        return None
    told = told_apart(mail)
    if told.kind == "automatic":
        return told.kind
    await hold(session, [each for each in (message.account_id, message.contact_id) if each])
    await session.refresh(message)
    text = written(mail.text)
    if not await _kept(session, mail, message, told, text, via, now):
        return None
    excerpt = {"text": text[:EXCERPT], "from": mail.from_address}
    match told.kind:
        case "reply":
            name = mail.wire_message_id if await _answered_before(session, message) else None
            await mark_message(
                session, message.id, "replied", at=None, now=now, more=excerpt, occurrence=name
            )
        case "bounce":
            await mark_message(session, message.id, "bounced", at=None, now=now)
            no_such = (mail.report or {}).get("status", "").startswith(_NO_SUCH)
            if message.to_address and no_such and proven:
                await suppress(
                    session,
                    message.to_address,
                    "hard_bounce",
                    message_id=message.id,
                    note=told.because,
                    now=now,
                )
        case "out_of_office":
            await _tell_away(session, mail, message, excerpt, now)
    return told.kind


_NO_SUCH = "5.1."
"""The status of a report (RFC 3463) that says that there is no such address."""


async def _answered(
    session: AsyncSession, mail: Incoming, secret_key: bytes
) -> tuple[Message | None, bool]:
    """The message, and whether it is proven that the mail is about it.

    An id alone is believed of mails that went out without a proof; anybody can work it out.
    """
    for candidate in candidates(mail, secret_key):
        found = await session.get(Message, candidate.message_id)
        if found is None or found.status not in _WRITTEN_TO or found.channel in _CALLS:
            continue
        if candidate.proven or not has_proof(found.wire_message_id):
            return found, candidate.proven
    return None, False


async def _is_colleague(session: AsyncSession, address: str | None) -> bool:
    """A CSM who answers the customer is in the same thread."""
    if address is None:
        return False
    found = await session.exec(select(User.id).where(func.lower(User.email) == address))
    return found.first() is not None


async def _kept(
    session: AsyncSession,
    mail: Incoming,
    message: Message,
    told: Told,
    text: str,
    via: str,
    now: datetime,
) -> bool:
    row = Reply(
        wire_message_id=mail.wire_message_id,
        message_id=message.id,
        contact_id=message.contact_id,
        kind=told.kind,
        because=told.because,
        from_address=mail.from_address,
        subject=mail.subject[:500] or None,
        text=text,
        via=via,
        received_at=now,
    )
    added = await session.execute(
        insert(Reply)
        .values(**row.model_dump())
        .on_conflict_do_nothing(index_elements=["wire_message_id"])
        .returning(col(Reply.id))
    )
    return added.first() is not None


async def _answered_before(session: AsyncSession, message: Message) -> bool:
    """Whether this is the second reply or a later one; the one just kept counts."""
    found = await session.exec(
        select(func.count()).where(Reply.message_id == message.id, Reply.kind == "reply")
    )
    return found.one() > 1


async def _tell_away(
    session: AsyncSession,
    mail: Incoming,
    message: Message,
    excerpt: dict[str, str | None],
    now: datetime,
) -> None:
    if message.is_test:
        return  # of a test only the test hears, and it waits for no holiday notice
    journey = await session.get_one(Journey, message.journey_id)
    await internal_event(
        session,
        name=OUT_OF_OFFICE,
        account_id=message.account_id,
        contact_id=message.contact_id,
        properties={
            "message_id": str(message.id),
            "step": message.step,
            "journey": journey.key,
            **excerpt,
        },
        changed=(),
        now=now,
        key=f"away/{message.id}/{mail.wire_message_id}",
    )


async def replies_to(session: AsyncSession, message_id: UUID) -> Sequence[ReplySeen]:
    """The earliest first."""
    rows = await session.exec(
        select(Reply)
        .where(Reply.message_id == message_id)
        .order_by(col(Reply.received_at), col(Reply.id))
        .limit(100)
    )
    return [_seen(row) for row in rows]


async def latest_replies(session: AsyncSession, most: int) -> Sequence[ReplySeen]:
    rows = await session.exec(
        select(Reply).order_by(col(Reply.received_at).desc(), col(Reply.id)).limit(most)
    )
    return [_seen(row) for row in rows]


def _seen(row: Reply) -> ReplySeen:
    kind: Kind = "reply"
    if row.kind == "out_of_office" or row.kind == "bounce":
        kind = row.kind  # type: ignore[assignment]
    return ReplySeen(
        id=row.id,
        message_id=row.message_id,
        kind=kind,
        because=row.because,
        from_address=row.from_address,
        subject=row.subject,
        text=row.text,
        via=row.via,
        received_at=row.received_at,
    )
