"""Segments as lists: who is put in and taken out, by people and programs.

Each change of membership is told as an event, which wakes those who listen for it and may start a
journey.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, NotFound
from engine.facts import SEGMENT_ENTERED as ENTERED
from engine.facts import SEGMENT_LEFT as LEFT
from engine.listening import segment_path
from engine.store.audit import Actor, record
from engine.store.internal import internal_event
from engine.store.people import hold
from engine.store.tables import (
    Account,
    Contact,
    Identity,
    Membership,
    Segment,
    SegmentMember,
)

SubjectKind = Literal["account", "contact"]

_SHOWN = 5


async def put_segment(
    session: AsyncSession,
    key: str,
    *,
    name: str,
    subject_kind: SubjectKind,
    by: Actor,
    now: datetime,
) -> None:
    """Have there be a segment of this name. Raises Conflict: its members are of the other kind."""
    made = await session.execute(
        insert(Segment)
        .values(key=key, name=name, subject_kind=subject_kind, created_at=now)
        .on_conflict_do_nothing()
        .returning(col(Segment.key))
    )
    segment = await session.get_one(Segment, key, with_for_update=True)
    before = {"name": segment.name} if made.first() is None else None
    if segment.subject_kind != subject_kind:
        raise Conflict(f"“{key}” is a segment of {segment.subject_kind}s, and stays one.")
    segment.name = name
    if before != {"name": name}:
        record(session, by, "segment.put", key, before=before, after={"name": name})
    await session.flush()


async def segment_keys(session: AsyncSession) -> frozenset[str]:
    return frozenset(await session.exec(select(Segment.key)))


async def add_members(
    session: AsyncSession, key: str, named: Collection[str], *, by: Actor, now: datetime
) -> int:
    """Put these accounts or contacts, by external id, into the segment. Who is in it stays.

    A contact may be named by mail address too. Returns how many came in. Raises NotFound, and
    changes nothing, when the segment or one of those named is unknown.
    """
    segment = await _segment(session, key)
    subjects = await _subjects(session, segment, named)
    rows = [{"segment_key": key, "subject_id": each, "since": now} for each in sorted(subjects)]
    if not rows:
        return 0
    await hold(session, await _concerned(session, segment, subjects))
    added = await session.execute(
        insert(SegmentMember)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(col(SegmentMember.subject_id))
    )
    return await _tell(session, segment, ENTERED, added.scalars().all(), by, now)


async def remove_member(
    session: AsyncSession, key: str, named: str, *, by: Actor, now: datetime
) -> bool:
    """Take an account or a contact out. Returns whether it was in. Raises NotFound."""
    segment = await _segment(session, key)
    subjects = await _subjects(session, segment, [named])
    await hold(session, await _concerned(session, segment, subjects))
    removed = await session.execute(
        delete(SegmentMember)
        .where(col(SegmentMember.segment_key) == key, col(SegmentMember.subject_id).in_(subjects))
        .returning(col(SegmentMember.subject_id))
    )
    return bool(await _tell(session, segment, LEFT, removed.scalars().all(), by, now))


async def _tell(
    session: AsyncSession,
    segment: Segment,
    name: str,
    subjects: Sequence[UUID],
    by: Actor,
    now: datetime,
) -> int:
    homes = await _homes(session, subjects) if segment.subject_kind == "contact" else {}
    for subject in subjects:
        of_account = segment.subject_kind == "account"
        await internal_event(
            session,
            name=name,
            account_id=subject if of_account else homes.get(subject),
            contact_id=None if of_account else subject,
            properties={"segment": segment.key},
            changed=[segment_path(segment.key)],
            now=now,
            key=f"segment/{segment.key}/{name}/{subject}/{now.isoformat()}",
        )
    if subjects:
        action = "segment.add" if name == ENTERED else "segment.remove"
        record(session, by, action, segment.key, after={"members": [str(s) for s in subjects]})
    return len(subjects)


async def _segment(session: AsyncSession, key: str) -> Segment:
    segment = await session.get(Segment, key)
    if segment is None:
        raise NotFound(f"There is no segment “{key}”.", code="unknown_segment")
    return segment


async def _subjects(session: AsyncSession, segment: Segment, named: Collection[str]) -> set[UUID]:
    """The ids of those named. Raises NotFound naming some that there are not."""
    if segment.subject_kind == "account":
        accounts = select(Account.external_id, Account.id)
        found = await session.execute(accounts.where(col(Account.external_id).in_(named)))
        known = dict(found.all())
    else:
        known = await _contacts(session, named)
    missing = sorted(name for name in set(named) if name not in known)
    if missing:
        shown = ", ".join(f"“{name}”" for name in missing[:_SHOWN])
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        kind = segment.subject_kind
        raise NotFound(f"There is no {kind} {shown}{more}.", code=f"unknown_{kind}")
    return set(known.values())


async def _contacts(session: AsyncSession, named: Collection[str]) -> dict[Any, UUID]:
    by_address = await session.execute(
        select(Identity.value, Identity.contact_id).where(
            Identity.kind == "email", col(Identity.value).in_([name.lower() for name in named])
        )
    )
    addresses = dict(by_address.all())
    by_id = await session.execute(
        select(Contact.external_id, Contact.id).where(col(Contact.external_id).in_(named))
    )
    known: dict[Any, UUID] = {
        name: addresses[name.lower()] for name in named if name.lower() in addresses
    }
    return known | dict(by_id.all())


async def _homes(session: AsyncSession, contacts: Collection[UUID]) -> dict[UUID, UUID]:
    """The account of each contact who belongs to exactly one."""
    found = await session.execute(
        select(Membership.contact_id, func.array_agg(col(Membership.account_id)))
        .where(col(Membership.contact_id).in_(contacts), col(Membership.ended_at).is_(None))
        .group_by(col(Membership.contact_id))
        .having(func.count() == 1)
    )
    return {contact: accounts[0] for contact, accounts in found}


async def _concerned(
    session: AsyncSession, segment: Segment, subjects: Collection[UUID]
) -> set[UUID]:
    if segment.subject_kind == "account":
        return set(subjects)
    return {*subjects, *(await _homes(session, subjects)).values()}
