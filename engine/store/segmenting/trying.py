"""Trying a condition out: how many meet it, and whether one customer does and why.

Writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.conditions import Condition
from engine.evaluation import Finding, evaluate
from engine.segments.written import segments_asked
from engine.store.customers import account_called, contact_called
from engine.store.facts import gather
from engine.store.segmenting.gathering import facts_of, subjects_of, table_of
from engine.store.tables import Account, Contact, SegmentMember

MOST_LOOKED_AT = 2_000
"""Beyond that the size is estimated. Ids are made from what they stand for by a hash, so whoever
comes first in their order is anybody."""

MOST_SHOWN = 10

_AT_ONCE = 500


@dataclass(frozen=True)
class Sampled:
    """Somebody who meets a condition."""

    id: UUID
    external_id: str | None
    """The account's or the contact's own; a contact's mail address if there is none."""
    name: str | None


@dataclass(frozen=True)
class Preview:
    total: int
    """How many accounts or contacts there are."""
    looked_at: int
    matching: int
    """Of those looked at."""
    size: int
    """How many meet it; of more than were looked at, an estimate."""
    exact: bool
    """False: the size is an estimate."""
    sample: Sequence[Sampled] = field(default_factory=tuple)


async def preview(
    session: AsyncSession, kind: str, condition: Condition, now: datetime, zone: str
) -> Preview:
    """How many meet the condition, and some of them. `zone`: our own."""
    table, real = table_of(kind)
    total = (await session.exec(select(func.count()).select_from(table).where(*real))).one()
    first = select(table.id).where(*real).order_by(col(table.id)).limit(MOST_LOOKED_AT)
    ids = [UUID(str(each)) for each in await session.exec(first)]
    found: list[UUID] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found += await _meeting(session, kind, condition, some, now, zone)
    exact = total <= len(ids)
    share = len(found) / len(ids) if ids else 0
    return Preview(
        total=total,
        looked_at=len(ids),
        matching=len(found),
        size=len(found) if exact else round(share * total),
        exact=exact,
        sample=await named(session, kind, found[:MOST_SHOWN]),
    )


async def _meeting(
    session: AsyncSession,
    kind: str,
    condition: Condition,
    ids: Sequence[UUID],
    now: datetime,
    zone: str,
) -> list[UUID]:
    subjects = await subjects_of(session, kind, ids, zone, segments_asked(condition))
    facts = await facts_of(session, subjects, {each: [condition] for each in subjects}, now)
    return [each for each in ids if each in facts and evaluate(condition, facts[each]).holds]


async def named(session: AsyncSession, kind: str, ids: Sequence[UUID]) -> list[Sampled]:
    """Who they are, in the order given."""
    if kind == "account":
        accounts = await session.exec(select(Account).where(col(Account.id).in_(ids)))
        known = {each.id: Sampled(each.id, each.external_id, each.name) for each in accounts}
    else:
        contacts = await session.exec(select(Contact).where(col(Contact.id).in_(ids)))
        known = {
            each.id: Sampled(each.id, each.external_id or each.email, each.name or each.email)
            for each in contacts
        }
    return [known[each] for each in ids if each in known]


@dataclass(frozen=True)
class Explained:
    """Whether one customer is in a segment, and what that was decided by."""

    customer: Sampled
    is_member: bool
    """As it is kept."""
    because: Finding | None
    """The condition as it comes out now. None: it is a list."""


async def explain(
    session: AsyncSession,
    key: str,
    kind: str,
    condition: Condition | None,
    whom: str,
    now: datetime,
    zone: str,
) -> Explained:
    """`whom`: an account's external id, or a contact's external id, id or mail address.

    Raises NotFound.
    """
    row: Account | Contact
    if kind == "account":
        row = await account_called(session, whom)
    else:
        row = await contact_called(session, whom)
    member = await session.get(SegmentMember, (key, row.id))
    (customer,) = await named(session, kind, [row.id])
    because = None
    if condition is not None:
        subject = (await subjects_of(session, kind, [row.id], zone, ()))[row.id]
        facts = await gather(session, [condition], subject.witness, now)
        because = evaluate(condition, facts)
    return Explained(customer, member is not None, because)
