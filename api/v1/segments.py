"""`/api/v1/segments`: lists of customers that journeys can ask about."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, listing
from engine.definition.base import Key
from engine.store import segments
from engine.store.reading import segments as reading
from engine.store.reading.segments import MemberSummary, SegmentSummary
from engine.store.segments import SubjectKind
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/segments", tags=["Segments"])

SegmentKey = Annotated[Key, Path()]

Name = Annotated[str, Field(min_length=1, max_length=200)]


class SegmentContent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    subject: SubjectKind = "account"
    """What its members are. It stays so."""


class NewMembers(BaseModel):
    model_config = ConfigDict(extra="forbid")

    members: Annotated[list[Name], Field(min_length=1, max_length=1_000)]
    """External ids of accounts or of contacts, as the segment says; a contact's mail address will
    do too."""


class Added(BaseModel):
    added: int
    """Who was in it already is not counted."""


class Removed(BaseModel):
    removed: bool
    """False: it was not in the segment."""


@router.get("")
async def list_segments(
    key: Reader, transaction: Transaction, limit: Limit = 50, after: After = None
) -> Listing[SegmentSummary]:
    """By key, with how many are in each."""
    return listing(await reading.list_segments(transaction, limit=limit, after=after))


@router.get("/{segment}")
async def get_segment(key: Reader, transaction: Transaction, segment: SegmentKey) -> SegmentSummary:
    """One segment, and how many are in it."""
    return await reading.get_segment(transaction, segment)


@router.put("/{segment}")
async def put_segment(
    key: Admin, transaction: Transaction, segment: SegmentKey, content: SegmentContent
) -> SegmentSummary:
    """Make a segment, or rename it."""
    await segments.put_segment(
        transaction,
        segment,
        name=content.name,
        subject_kind=content.subject,
        by=key.actor,
        now=utc_now(),
    )
    return await reading.get_segment(transaction, segment)


@router.get("/{segment}/members")
async def list_members(
    key: Reader,
    transaction: Transaction,
    segment: SegmentKey,
    limit: Limit = 50,
    after: After = None,
) -> Listing[MemberSummary]:
    """Who is in it, and since when."""
    return listing(await reading.list_members(transaction, segment, limit=limit, after=after))


@router.post("/{segment}/members")
async def add_members(
    key: Admin, transaction: Transaction, segment: SegmentKey, new: NewMembers
) -> Added:
    """Put customers in, all of them or, when one is unknown, none. For each who was not in it yet
    there is an event “Segment Entered”."""
    added = await segments.add_members(
        transaction, segment, new.members, by=key.actor, now=utc_now()
    )
    return Added(added=added)


@router.delete("/{segment}/members/{external_id}")
async def remove_member(
    key: Admin, transaction: Transaction, segment: SegmentKey, external_id: str
) -> Removed:
    """Take a customer out. If it was in, there is an event “Segment Left”."""
    removed = await segments.remove_member(
        transaction, segment, external_id, by=key.actor, now=utc_now()
    )
    return Removed(removed=removed)
