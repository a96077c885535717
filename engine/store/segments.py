"""Segments: made, described and put away; and those that are lists, kept by people and programs.

Each change of membership is told as an event, which wakes those who listen for it and may start a
journey. Who meets a condition is `engine.store.segmenting`'s business.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.conditions import Condition
from engine.editions import edition_of, expect_edition
from engine.errors import Conflict, Invalid, NotFound
from engine.segments.standing import SubjectKind
from engine.segments.written import (
    Other,
    as_json,
    condition_from,
    depending,
    in_words,
    problems,
    readable,
)
from engine.store.audit import Actor, record
from engine.store.customers import only_accounts
from engine.store.internal import internal_events
from engine.store.people import hold
from engine.store.segmenting.counting import begin_count, give_up_counts
from engine.store.segmenting.revising import told_of
from engine.store.statements import run
from engine.store.tables import (
    Account,
    Contact,
    Identity,
    Segment,
    SegmentChange,
    SegmentMember,
)

__all__ = ["SubjectKind"]

_SHOWN = 5


async def put_segment(
    session: AsyncSession,
    key: str,
    *,
    name: str,
    subject_kind: SubjectKind,
    condition: Condition | None = None,
    tells: bool = False,
    read: str | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Have there be a segment of this name, and of this condition. None: it is a list.

    Everybody is looked at when the condition is new. `tells`: who comes in or leaves because it is
    another one than before is told as an event; with the first, nobody is. `read`: the `edition` of
    what the caller has changed; None: whatever is there.

    Raises Conflict: its members are of the other kind, or it is not kept in this way; Changed: it
    is not what was read any more; and Invalid: the condition asks what it cannot.
    """
    await _alone(session)
    if condition is not None:
        await _check(session, key, subject_kind, condition)
    is_new = await _made(session, key, name, subject_kind, condition, now)
    segment = await session.get_one(Segment, key, with_for_update=True)
    before = None if is_new else _described(segment)
    if not is_new:
        expect_edition((segment.name, segment.condition), read, segment.name)
    _stays_what_it_is(segment, subject_kind, condition)
    was_archived, segment.archived_at = segment.archived_at is not None, None
    segment.name = name
    if condition is not None:
        first = is_new or was_archived
        if first or segment.condition != as_json(condition):
            await _reword(session, segment, condition, first=first, tells=tells, by=by, now=now)
    if before != _described(segment):
        record(session, by, "segment.put", key, before=before, after=_described(segment))
    await session.flush()


async def _made(
    session: AsyncSession,
    key: str,
    name: str,
    subject_kind: SubjectKind,
    condition: Condition | None,
    now: datetime,
) -> bool:
    """Whether it was made just now; otherwise it was there."""
    made = await session.execute(
        insert(Segment)
        .values(
            key=key,
            name=name,
            subject_kind=subject_kind,
            created_at=now,
            condition=as_json(condition) if condition is not None else None,
        )
        .on_conflict_do_nothing()
        .returning(col(Segment.key))
    )
    return made.first() is not None


def _stays_what_it_is(
    segment: Segment, subject_kind: SubjectKind, condition: Condition | None
) -> None:
    """Raises Conflict: its members would be of the other kind, or be kept in the other way."""
    key = segment.key
    if segment.subject_kind != subject_kind:
        raise Conflict(f"“{key}” is a segment of {segment.subject_kind}s, and stays one.")
    if (segment.condition is None) != (condition is None):
        kept = "a list" if segment.condition is None else "kept by its condition"
        raise Conflict(f"“{key}” is {kept}, and stays so.", code="kept_otherwise")


def edition(name: str, condition: dict[str, Any] | None) -> str:
    """Of a segment of this name and condition."""
    return edition_of((name, condition))


def _described(segment: Segment) -> dict[str, Any]:
    described: dict[str, Any] = {"name": segment.name}
    if segment.condition is not None:
        described["condition"] = segment.condition
    if segment.archived_at is not None:
        described["archived"] = True
    return described


async def _reword(
    session: AsyncSession,
    segment: Segment,
    condition: Condition,
    *,
    first: bool,
    tells: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Have everybody looked at, also for segments that ask for this one."""
    segment.condition, segment.revision = as_json(condition), uuid4()
    segment.changed_at = now
    await session.flush()
    cause = "first_count" if first else "new_condition"
    tells = tells and not first
    concerned = depending(segment.key, await others(session))
    for key in (segment.key, *concerned):
        await begin_count(session, key, cause=cause, tells=tells, by=by.name, now=now)


async def _check(
    session: AsyncSession, key: str, subject_kind: SubjectKind, condition: Condition
) -> None:
    wrong = problems(condition, subject_kind, await others(session), key=key)
    if wrong:
        raise Invalid(in_words(wrong), problems=wrong, code="invalid_condition")


async def sound(session: AsyncSession, written: Any, subject_kind: SubjectKind) -> Condition:
    """The condition that data describes. Raises DefinitionError: it is none; and Invalid: it asks
    what cannot be asked of these customers, or of a segment there is not."""
    condition = condition_from(written)
    wrong = problems(condition, subject_kind, await others(session))
    if wrong:
        raise Invalid(in_words(wrong), problems=wrong, code="invalid_condition")
    return condition


async def others(session: AsyncSession) -> Mapping[str, Other]:
    """The segments a condition may ask for, by key."""
    found = await session.exec(select(Segment).where(col(Segment.archived_at).is_(None)))
    return {
        each.key: Other(
            each.subject_kind,
            readable(each.condition) if each.condition is not None else None,
            each.name,
        )
        for each in found
    }


async def archive_segment(
    session: AsyncSession,
    key: str,
    users_of: Callable[[], Awaitable[Sequence[str]]],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Put a segment away. `users_of` says what still asks for it, in words; it is asked when no
    other segment can come to ask for it meanwhile.

    Raises NotFound, and Conflict when something does.
    """
    await _alone(session)
    segment = await _segment(session, key)
    if users := await users_of():
        shown = " and ".join(users[:_SHOWN]) + (
            f" and {len(users) - _SHOWN} more" if len(users) > _SHOWN else ""
        )
        verb = "asks" if len(users) == 1 else "ask"
        raise Conflict(f"{shown} {verb} for this segment.", code="segment_in_use")
    before = _described(segment)
    segment.archived_at, segment.revision = now, uuid4()
    await session.flush()
    await give_up_counts(session, key, now)
    record(session, by, "segment.archive", key, before=before, after=_described(segment))


async def _alone(session: AsyncSession) -> None:
    """One change of what segments there are at a time: two could make each ask for the other."""
    await run(session, _ALONE, {})
    # Before any segment's row: a page of a count holds the count, and then asks for the segment.
    await run(session, _COUNTS, {})


_COUNTS = text("SELECT id FROM segment_counts WHERE finished_at IS NULL ORDER BY id FOR UPDATE")
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('onward/segments', 0))")


async def segment_keys(session: AsyncSession) -> frozenset[str]:
    found = await session.exec(select(Segment.key).where(col(Segment.archived_at).is_(None)))
    return frozenset(found)


async def taken_keys(session: AsyncSession) -> frozenset[str]:
    """Those no other segment can have: also those of segments that were put away."""
    return frozenset(await session.exec(select(Segment.key)))


async def add_members(
    session: AsyncSession, key: str, named: Collection[str], *, by: Actor, now: datetime
) -> int:
    """Put these accounts or contacts, by external id, into the segment. Who is in it stays.

    A contact may be named by mail address, or by our own id, too. Returns how many came in. Raises
    NotFound, and changes nothing, when the segment or one of those named is unknown; and Conflict
    when nobody puts anybody into it.
    """
    segment = await _list(session, key)
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
    return await _tell(session, segment, added.scalars().all(), by, now, entered=True)


async def remove_member(
    session: AsyncSession, key: str, named: str, *, by: Actor, now: datetime
) -> bool:
    """Take an account or a contact out. Returns whether it was in. Raises NotFound and Conflict."""
    segment = await _list(session, key)
    subjects = await _subjects(session, segment, [named])
    await hold(session, await _concerned(session, segment, subjects))
    removed = await session.execute(
        delete(SegmentMember)
        .where(col(SegmentMember.segment_key) == key, col(SegmentMember.subject_id).in_(subjects))
        .returning(col(SegmentMember.subject_id))
    )
    return bool(await _tell(session, segment, removed.scalars().all(), by, now, entered=False))


async def _tell(
    session: AsyncSession,
    segment: Segment,
    subjects: Sequence[UUID],
    by: Actor,
    now: datetime,
    *,
    entered: bool,
) -> int:
    kind = segment.subject_kind
    homes = await only_accounts(session, subjects) if kind == "contact" else {}
    told = [told_of(segment.key, each, kind, homes.get(each), entered=entered) for each in subjects]
    await internal_events(session, told, now)
    session.add_all(
        SegmentChange(
            segment_key=segment.key,
            subject_id=each,
            entered=entered,
            cause="person",
            by=by.name,
            at=now,
        )
        for each in subjects
    )
    if subjects:
        action = "segment.add" if entered else "segment.remove"
        record(session, by, action, segment.key, after={"members": [str(s) for s in subjects]})
    return len(subjects)


async def _segment(session: AsyncSession, key: str) -> Segment:
    segment = await session.get(Segment, key)
    if segment is None or segment.archived_at is not None:
        raise NotFound(f"There is no segment “{key}”.", code="unknown_segment")
    return segment


async def _list(session: AsyncSession, key: str) -> Segment:
    segment = await _segment(session, key)
    if segment.condition is not None:
        said = f"Who is in “{key}” is decided by its condition. Change that, or make a list."
        raise Conflict(said, code="kept_otherwise")
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
    written = [name.lower() for name in named]
    of_one = await session.execute(
        select(func.lower(Contact.email), func.array_agg(col(Contact.id)))
        .where(func.lower(Contact.email).in_(written), col(Contact.merged_into).is_(None))
        .group_by(func.lower(Contact.email))
        .having(func.count() == 1)
    )
    addresses = {address: ids[0] for address, ids in of_one}
    by_address = await session.execute(
        select(Identity.value, Identity.contact_id).where(
            Identity.kind == "email", col(Identity.value).in_(written)
        )
    )
    addresses |= dict(by_address.all())
    by_id = await session.execute(
        select(Contact.external_id, Contact.id).where(col(Contact.external_id).in_(named))
    )
    ours = await session.execute(
        select(Contact.id).where(
            col(Contact.id).in_([each for each in map(_uuid, named) if each is not None]),
            col(Contact.merged_into).is_(None),
        )
    )
    known: dict[Any, UUID] = {
        name: addresses[name.lower()] for name in named if name.lower() in addresses
    }
    return known | {str(each): each for each in ours.scalars()} | dict(by_id.all())


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


async def _concerned(
    session: AsyncSession, segment: Segment, subjects: Collection[UUID]
) -> set[UUID]:
    if segment.subject_kind == "account":
        return set(subjects)
    return {*subjects, *(await only_accounts(session, subjects)).values()}
