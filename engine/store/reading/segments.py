"""Segments and who is in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.reading.listing import listed, one
from engine.store.reading.paging import PAGE_SIZE, Page, identifier
from engine.store.segments import SubjectKind
from engine.store.tables import Account, Contact, Segment, SegmentMember


@dataclass(frozen=True)
class SegmentSummary:
    key: str
    name: str
    subject_kind: SubjectKind
    """What its members are."""
    created_at: datetime
    members: int


@dataclass(frozen=True)
class MemberSummary:
    external_id: str | None
    """Of the account or the contact."""
    name: str | None
    since: datetime


async def list_segments(
    session: AsyncSession, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[SegmentSummary]:
    """By key."""
    return await listed(
        session,
        SegmentSummary,
        _segments(),
        order=[(col(Segment.key), str)],
        limit=limit,
        after=after,
        descending=False,
    )


async def get_segment(session: AsyncSession, key: str) -> SegmentSummary:
    """Raises NotFound."""
    statement = _segments().where(Segment.key == key)
    return await one(session, SegmentSummary, statement, f"There is no segment “{key}”.")


async def list_members(
    session: AsyncSession, key: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[MemberSummary]:
    """In no particular order. Raises NotFound."""
    await get_segment(session, key)
    subject = col(SegmentMember.subject_id)
    statement = (
        select(
            SegmentMember,
            func.coalesce(Account.external_id, Contact.external_id, Contact.email).label(
                "external_id"
            ),
            func.coalesce(Account.name, Contact.name).label("name"),
        )
        .outerjoin(Account, col(Account.id) == subject)
        .outerjoin(Contact, col(Contact.id) == subject)
        .where(SegmentMember.segment_key == key)
    )
    return await listed(
        session, MemberSummary, statement, order=[(subject, identifier)], limit=limit, after=after
    )


def _segments() -> Any:
    members = (
        select(func.count())
        .where(SegmentMember.segment_key == Segment.key)
        .correlate(Segment)
        .scalar_subquery()
    )
    return select(Segment, members.label("members"))
