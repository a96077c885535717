"""Following events: whoever one concerns is looked at again, in the segments that listen for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.entry import history
from engine.listening import event_key
from engine.segments.standing import Board, Standing, concerned
from engine.store.segmenting.board import board
from engine.store.segmenting.locks import free_of
from engine.store.segmenting.revising import Cause, look_soon, revise
from engine.store.statements import plain, run
from engine.store.taking import TakenEvent

MOST_CONTACTS = 200
"""Of accounts something happened to, looked at on the spot. All others come a moment later."""

Wanted = dict[UUID, dict[Standing, Cause]]


@dataclass
class _Looks:
    """Who is to be looked at because of a batch of events."""

    of: dict[str, Wanted] = field(default_factory=lambda: {"account": {}, "contact": {}})
    of_contacts: Wanted = field(default_factory=dict)
    """By account: all contacts of it."""

    def note(self, board: Board, event: TakenEvent) -> None:
        other = Cause("event", event.id, history=_history(event))
        once_more = replace(other, once_more=True)
        itself = {event_key(event.name)}
        for segment, heard in board.hearing(event.keys).items():
            cause = once_more if heard == itself else other
            whom = concerned(segment, heard, event.account_id, event.contact_id)
            if whom.subject is not None:
                self.want(board, segment, whom.subject, cause)
            if whom.contacts_of is not None:
                causes = self.of_contacts.setdefault(whom.contacts_of, {})
                causes[segment] = _of_both(causes.get(segment), cause)

    def want(self, board: Board, segment: Standing, subject: UUID, cause: Cause) -> None:
        if board.is_left_to_count(segment, subject):
            return
        causes = self.of[segment.subject_kind].setdefault(subject, {})
        causes[segment] = _of_both(causes.get(segment), cause)


def _of_both(before: Cause | None, cause: Cause) -> Cause:
    """The later is told; but if either is news, then the change is, and that one is told."""
    if before is None:
        return cause
    once_more = before.once_more and cause.once_more
    if cause.history is not None and before.history is None:
        return replace(before, once_more=once_more)
    return replace(cause, once_more=once_more)


def _history(event: TakenEvent) -> datetime | None:
    return history(event.occurred_at, event.received_at)


async def follow(
    session: AsyncSession, events: Sequence[TakenEvent], now: datetime, zone: str
) -> None:
    """Keep segments up to date with events that are being dispatched, whose accounts and contacts
    are the caller's alone. `zone`: our own."""
    standing = await board(session)
    if not standing.segments:
        return
    looks = _Looks()
    for event in events:
        looks.note(standing, event)
    await _add_newcomers(session, looks, standing, events)
    await _add_contacts(session, looks, standing, now)
    for kind, wanted in looks.of.items():
        if wanted:
            await revise(session, kind, wanted, now, zone)


async def _add_newcomers(
    session: AsyncSession, looks: _Looks, standing: Board, events: Iterable[TakenEvent]
) -> None:
    """Who has come with one of these events is looked at for every segment. What listens for
    history alone goes by that: that they are new is no news to it."""
    came_with: dict[UUID, Cause] = {}
    for event in events:
        for subject in (event.account_id, event.contact_id):
            if subject is not None:
                cause = Cause("newcomer", event.id, history=_history(event))
                before = came_with.get(subject)
                if before is None or (before.history and not cause.history):
                    came_with[subject] = cause
    found = await run(session, _TAKE_NEWCOMERS, {"subjects": list(came_with)})
    for subject, kind in {(plain(row.subject_id), row.subject_kind) for row in found}:
        for segment in standing.of_kind(kind):
            noted = looks.of[kind].get(subject, {}).get(segment)
            cause = came_with[subject]
            if noted is not None:
                cause = replace(cause, history=noted.history)
            looks.want(standing, segment, subject, cause)


_TAKE_NEWCOMERS = text("""
    DELETE FROM segment_newcomers WHERE id IN (
        SELECT id FROM segment_newcomers WHERE subject_id = ANY(CAST(:subjects AS uuid[]))
        FOR UPDATE SKIP LOCKED)
    RETURNING subject_id, subject_kind
""")


async def _add_contacts(
    session: AsyncSession, looks: _Looks, standing: Board, now: datetime
) -> None:
    """Contacts of accounts something happened to: as many as can be looked at on the spot."""
    if not looks.of_contacts:
        return
    rows = (
        await run(
            session,
            _CONTACTS,
            {"accounts": list(looks.of_contacts), "most": MOST_CONTACTS + 1},
        )
    ).all()
    if len(rows) > MOST_CONTACTS:
        for account, segments in looks.of_contacts.items():
            await _put_off(session, account, segments, now)
        return
    homes = {plain(row.contact_id): plain(row.account_id) for row in rows}
    free = await free_of(session, "contact", homes)
    later: Wanted = {}
    for contact, account in homes.items():
        for segment, cause in looks.of_contacts[account].items():
            if contact in free:
                looks.want(standing, segment, contact, cause)
            else:
                later.setdefault(contact, {})[segment] = cause
    await look_soon(session, later, now)


_CONTACTS = text("""
    SELECT contact_id, account_id FROM memberships
    WHERE account_id = ANY(CAST(:accounts AS uuid[])) AND ended_at IS NULL LIMIT :most
""")


async def _put_off(
    session: AsyncSession, account: UUID, segments: dict[Standing, Cause], now: datetime
) -> None:
    """In one statement, however many contacts there are."""
    await run(
        session,
        _PUT_OFF,
        {
            "account": account,
            "keys": [segment.key for segment in segments],
            "event": next(iter(segments.values())).event_id,
            "now": now,
        },
    )


_PUT_OFF = text("""
    INSERT INTO segment_turns (subject_id, segment_key, due_at, event_id)
    SELECT m.contact_id, key, CAST(:now AS timestamptz), CAST(:event AS bigint)
    FROM memberships m, unnest(CAST(:keys AS text[])) AS key
    WHERE m.account_id = :account AND m.ended_at IS NULL
    ORDER BY m.contact_id, key
    ON CONFLICT (subject_id, segment_key)
    DO UPDATE SET due_at = EXCLUDED.due_at, event_id = EXCLUDED.event_id
""")
