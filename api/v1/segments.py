"""`/api/v1/segments`: lists and conditions over customers that journeys can ask about."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.v1.answers import After, Limit, Listing, listing
from engine.definition.base import Key
from engine.definition.conditions import Condition
from engine.segments.written import condition_from
from engine.sentences import condition_sentence
from engine.store import segments
from engine.store.reading import segment_members, segment_uses
from engine.store.reading import segments as reading
from engine.store.reading.names import names
from engine.store.reading.segment_members import ChangeSummary, MemberSummary
from engine.store.reading.segment_uses import Use
from engine.store.reading.segments import SegmentSummary
from engine.store.segmenting import trying
from engine.store.segmenting.trying import Sampled
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
    condition: dict[str, Any] | None = None
    """Who meets it is a member. None: the segment is a list. It stays one or the other."""
    tell_journeys: bool = False
    """When the condition is another one than before: whether who comes in or leaves by that is told
    as an event. With a segment's first condition nobody is."""


class WrittenCondition(BaseModel):
    model_config = ConfigDict(extra="forbid")

    condition: dict[str, Any]
    subject: SubjectKind = "account"


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


class SegmentView(BaseModel):
    segment: SegmentSummary
    sentence: str | None
    """The condition in words. None: it is a list."""
    used_by: list[Use]


class PreviewView(BaseModel):
    sentence: str
    """The condition in words."""
    size: int
    """How many meet it; an estimate unless `exact`."""
    exact: bool
    total: int
    """How many accounts or contacts there are."""
    looked_at: int
    sample: list[Sampled]


class Explanation(BaseModel):
    customer: Sampled
    member: bool
    """Whether they are in it."""
    holds: bool | None
    """Whether the condition holds now; None: it cannot be said, or the segment is a list."""
    because: dict[str, Any] | None
    """What was looked at, what was found, and whether it holds."""
    history: list[ChangeSummary]
    """The latest first."""


class Archived(BaseModel):
    archived: bool


def readable(condition: dict[str, Any] | None) -> Condition | None:
    """Raises DefinitionError."""
    return condition_from(condition) if condition is not None else None


@router.get("")
async def list_segments(
    key: Reader, transaction: Transaction, limit: Limit = 50, after: After = None
) -> Listing[SegmentSummary]:
    """By key, with how many are in each."""
    return listing(await reading.list_segments(transaction, limit=limit, after=after))


@router.post("/preview")
async def preview_condition(
    key: Reader, transaction: Transaction, services: CurrentServices, written: WrittenCondition
) -> PreviewView:
    """How many would be in a segment of this condition, and up to ten of them. Nothing is kept. Of
    more than 2,000 customers the size is an estimate."""
    condition = await segments.sound(transaction, written.condition, written.subject)
    found = await trying.preview(
        transaction, written.subject, condition, utc_now(), services.time_zone
    )
    return PreviewView(
        sentence=str(condition_sentence(condition, names=await names(transaction))),
        size=found.size,
        exact=found.exact,
        total=found.total,
        looked_at=found.looked_at,
        sample=list(found.sample),
    )


@router.get("/{segment}")
async def get_segment(key: Reader, transaction: Transaction, segment: SegmentKey) -> SegmentSummary:
    """One segment, and how many are in it."""
    return await reading.get_segment(transaction, segment)


@router.get("/{segment}/uses")
async def get_uses(key: Reader, transaction: Transaction, segment: SegmentKey) -> SegmentView:
    """The segment with its condition in words, and the live journeys, segments and scorecards that
    ask for it."""
    found = await reading.get_segment(transaction, segment)
    condition = readable(found.condition)
    used = await segment_uses.uses(transaction)
    called = await names(transaction)
    return SegmentView(
        segment=found,
        sentence=str(condition_sentence(condition, names=called))
        if condition is not None
        else None,
        used_by=list(used.of(segment)),
    )


@router.put("/{segment}")
async def put_segment(
    key: Admin, transaction: Transaction, segment: SegmentKey, content: SegmentContent
) -> SegmentSummary:
    """Make a segment, rename it, give it another condition, or bring back one that was put away.

    With a new condition everybody is looked at; `counting` says how far that has come.
    """
    await segments.put_segment(
        transaction,
        segment,
        name=content.name,
        subject_kind=content.subject,
        condition=readable(content.condition),
        tells=content.tell_journeys,
        by=key.actor,
        now=utc_now(),
    )
    return await reading.get_segment(transaction, segment)


@router.delete("/{segment}")
async def archive_segment(key: Admin, transaction: Transaction, segment: SegmentKey) -> Archived:
    """Put a segment away. Refused while a live journey or another segment asks for it."""

    async def users() -> list[str]:
        return [use.in_words() for use in (await segment_uses.uses(transaction)).of(segment)]

    await segments.archive_segment(transaction, segment, users, by=key.actor, now=utc_now())
    return Archived(archived=True)


@router.get("/{segment}/members")
async def list_members(
    key: Reader,
    transaction: Transaction,
    segment: SegmentKey,
    limit: Limit = 50,
    after: After = None,
) -> Listing[MemberSummary]:
    """Who is in it, since when, and why."""
    return listing(
        await segment_members.list_members(transaction, segment, limit=limit, after=after)
    )


@router.get("/{segment}/history")
async def list_history(
    key: Reader,
    transaction: Transaction,
    segment: SegmentKey,
    limit: Limit = 50,
    after: After = None,
) -> Listing[ChangeSummary]:
    """Who came in and who left, and why. The latest first."""
    return listing(
        await segment_members.list_changes(transaction, segment, limit=limit, after=after)
    )


@router.get("/{segment}/members/{external_id}")
async def explain_member(
    key: Reader,
    transaction: Transaction,
    services: CurrentServices,
    segment: SegmentKey,
    external_id: str,
) -> Explanation:
    """Whether one customer is in it, and why or why not."""
    found = await reading.get_segment(transaction, segment)
    told = await trying.explain(
        transaction,
        segment,
        found.subject_kind,
        readable(found.condition),
        external_id,
        utc_now(),
        services.time_zone,
    )
    history = await segment_members.list_changes(
        transaction, segment, subject=told.customer.id, limit=50
    )
    return Explanation(
        customer=told.customer,
        member=told.is_member,
        holds=told.because.holds if told.because else None,
        because=told.because.as_json() if told.because else None,
        history=list(history.rows),
    )


@router.post("/{segment}/members")
async def add_members(
    key: Admin, transaction: Transaction, segment: SegmentKey, new: NewMembers
) -> Added:
    """Put customers in, all of them or, when one is unknown, none. For each who was not in it yet
    there is an event “Segment Entered”. Only into a list."""
    added = await segments.add_members(
        transaction, segment, new.members, by=key.actor, now=utc_now()
    )
    return Added(added=added)


@router.delete("/{segment}/members/{external_id}")
async def remove_member(
    key: Admin, transaction: Transaction, segment: SegmentKey, external_id: str
) -> Removed:
    """Take a customer out. If it was in, there is an event “Segment Left”. Only of a list."""
    removed = await segments.remove_member(
        transaction, segment, external_id, by=key.actor, now=utc_now()
    )
    return Removed(removed=removed)
