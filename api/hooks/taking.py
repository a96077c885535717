"""One delivery, from its bytes to events: verified, read, and stored with what came of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from engine.errors import Conflict
from engine.sources.cohorts import Turnover, items_of, turnover
from engine.sources.delivery import Delivery, Refused, Unreadable
from engine.sources.items import Cohort, Understood
from engine.sources.reading import payload_of, understood
from engine.sources.verifying import verify
from engine.store.accepting import accept
from engine.store.audit import Actor, record
from engine.store.database import Database, Session
from engine.store.deliveries import Outcome, get_delivery, keep, note_replay
from engine.store.hooks import Hook, House, hook_named, members_of, turn_over
from engine.store.ingest import Accepted
from engine.tracking.calls import BadCall, Call, JsonObject
from engine.tracking.inspecting import keepable
from engine.tracking.reading import Envelope, read


@dataclass(frozen=True)
class Taken:
    """What a delivery says, and what is to be answered with."""

    data: JsonValue
    outcome: Outcome


async def take(database: Database, hook: Hook, sent: Delivery) -> Taken:
    """Raises Refused and Unreadable, which are kept with the delivery; and `faults.FAULTS`, after
    which nothing is stored and the same can be sent again."""
    try:
        verify(hook.scheme, hook.secrets, sent)
    except Refused as refused:
        await _keep(database, hook, sent, Outcome(
            status="refused", code=refused.code, reason=refused.reason))  # fmt: skip
        raise
    try:
        data, said = read_delivery(hook, sent)
    except Unreadable as bad:
        await _keep(database, hook, sent, Outcome(
            status="unreadable", code=bad.code, reason=bad.reason))  # fmt: skip
        raise
    outcome = await store(
        database,
        hook,
        said,
        sent.received_at,
        lambda session, outcome: keep(session, hook.id, hook.scheme, sent, outcome),
    )
    return Taken(data, outcome)


def read_delivery(hook: Hook, sent: Delivery) -> tuple[JsonValue, Understood]:
    """What it says. Raises Unreadable."""
    # What no database takes, such as a NUL, is replaced at once: it may be anywhere.
    data = keepable(payload_of(sent, hook.preset.body if hook.preset else "json"))
    return data, understood(hook.preset, hook.mapping, sent, data)


async def store(
    database: Database,
    hook: Hook,
    said: Understood,
    received_at: datetime,
    note: Callable[[Session, Outcome], Awaitable[None]],
) -> Outcome:
    """Store what it says, and `note` what came of it, in one transaction."""
    changes = await _turnovers(database, hook, said.cohorts)
    items: list[JsonObject] = [*said.items]
    for cohort, change in changes:
        items += items_of(cohort, change, received_at)
    calls = [read(item, Envelope(received_at)) for item in items]
    outcome = _outcome(said, items, calls)

    async def also(session: Session, accepted: Accepted) -> None:
        for cohort, change in changes:
            await turn_over(session, hook.id, cohort, change)
        await note(session, _with(outcome, accepted))

    accepted = await accept(database, hook.id, calls, received_at, also=also)
    return _with(outcome, accepted)


async def replay(
    database: Database, house: House, source: str, number: int, *, by: Actor, now: datetime
) -> Outcome:
    """Read a delivery again as its source is set up now. Raises NotFound, and Conflict for one
    nobody has vouched for. What is stored already is not stored again."""
    async with database.transaction() as session:
        hook = await hook_named(session, house, source)
        found = await get_delivery(session, source, number)
        record(session, by, "delivery.replay", number)
    if found.status == "refused":
        raise Conflict(
            "Nobody can say that it comes from where it says, so it cannot be replayed. Have its"
            " sender send it again.",
            code="refused",
        )
    sent = Delivery(
        method=found.method,
        url=found.url,
        headers={name: str(value) for name, value in found.headers.items()},
        body=found.body,
        received_at=found.received_at,
    )
    try:
        said = read_delivery(hook, sent)[1]
    except Unreadable as bad:
        outcome = Outcome(status="unreadable", code=bad.code, reason=bad.reason)
        async with database.transaction() as session:
            await note_replay(session, number, outcome, now)
        return outcome
    return await store(
        database,
        hook,
        said,
        found.received_at,
        lambda session, outcome: note_replay(session, number, outcome, now),
    )


async def _turnovers(
    database: Database, hook: Hook, cohorts: Sequence[Cohort]
) -> list[tuple[Cohort, Turnover]]:
    found = []
    for cohort in cohorts:
        async with database.transaction() as session:
            members = await members_of(session, hook.id, cohort.id)
        found.append((cohort, turnover(cohort, members)))
    return found


def _outcome(
    said: Understood, items: Sequence[JsonObject], calls: Sequence[Call | BadCall]
) -> Outcome:
    if items:
        return Outcome(status="taken", items=items)
    why = said.left_out or "It says nothing that is not known already."
    return Outcome(status="left_out", reason=why)


def _with(outcome: Outcome, accepted: Accepted) -> Outcome:
    if not accepted.put_aside:
        return outcome
    first = accepted.put_aside[0]
    return Outcome(
        status=outcome.status,
        code=first.code,
        reason=first.reason,
        items=outcome.items,
        put_aside=len(accepted.put_aside),
    )


async def _keep(database: Database, hook: Hook, sent: Delivery, outcome: Outcome) -> None:
    async with database.transaction() as session:
        await keep(session, hook.id, hook.scheme, sent, outcome)
