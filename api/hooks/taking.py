"""One delivery, from its bytes to events: verified, read, and stored with what came of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import JsonValue

from engine.errors import Conflict
from engine.sources.cohorts import items_of
from engine.sources.delivery import Delivery, Refused, Unreadable
from engine.sources.items import Cohort, Understood
from engine.sources.reading import payload_of, understood
from engine.sources.verifying import verify
from engine.store.accepting import accept_found
from engine.store.audit import Actor, record
from engine.store.cohorts import turn_over
from engine.store.database import Database, Session
from engine.store.deliveries import (
    DeliveryDetail,
    Outcome,
    get_delivery,
    has_later,
    keep,
    note_replay,
)
from engine.store.hooks import Hook, House, hook_named
from engine.store.ingest import Accepted
from engine.tracking.calls import BadCall, Call, JsonObject
from engine.tracking.inspecting import keepable, shortened
from engine.tracking.reading import Envelope, read

_NOT_AGAIN = (
    "Who is in a cohort is not read again: calls that came later know better. Have its sender sync"
    " the cohort anew."
)
_REPEATED = "All of it had come before."


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
        lambda session, outcome: keep(session, hook, sent, outcome),
    )
    return Taken(data, outcome)


def read_delivery(hook: Hook, sent: Delivery) -> tuple[JsonValue, Understood]:
    """What it says, and what to answer by. Raises Unreadable."""
    data = shortened(payload_of(sent, hook.preset.body if hook.preset else "json"))
    # Text that no database takes, such as a NUL, is for its item to be refused for.
    return keepable(data), understood(hook.preset, hook.mapping, sent, data)


async def store(
    database: Database,
    hook: Hook,
    said: Understood,
    received_at: datetime,
    note: Callable[[Session, Outcome], Awaitable[None]],
    *,
    now: datetime | None = None,
) -> Outcome:
    """Store what it says, and `note` what came of it, in one transaction. `now` is given where that
    is later than it came in."""
    outcome = Outcome(status="left_out")

    async def found(session: Session) -> list[Call | BadCall]:
        nonlocal outcome
        items = [*said.items, *await _turned_over(session, hook, said.cohorts, received_at)]
        outcome = _outcome(said, items)
        return [read(item, Envelope(received_at)) for item in items]

    async def also(session: Session, accepted: Accepted) -> None:
        await note(session, _with(outcome, accepted))

    accepted = await accept_found(database, hook.id, found, received_at, also, now=now)
    return _with(outcome, accepted)


async def replay(
    database: Database, house: House, source: str, number: int, *, by: Actor, now: datetime
) -> Outcome:
    """Read a delivery again as its source is set up now. Raises NotFound, and Conflict for one
    nobody has vouched for. What is stored already is not stored again, and a cohort is never turned
    back to who was in it then."""
    async with database.transaction() as session:
        hook = await hook_named(session, house, source)
        found = await get_delivery(session, source, number)
        is_overtaken = found.status != "unreadable" or await has_later(session, hook.id, number)
        record(session, by, "delivery.replay", number)
    if found.status == "refused":
        raise Conflict(
            "Nobody can say that it comes from where it says, so it cannot be replayed. Have its"
            " sender send it again.",
            code="refused",
        )
    said = _read_again(hook, found, is_overtaken=is_overtaken)
    if isinstance(said, Outcome):
        async with database.transaction() as session:
            await note_replay(session, number, said, now)
        return said

    async def note(session: Session, outcome: Outcome) -> None:
        # What repeats nothing but itself is what it was.
        repeats_itself = outcome.status == "repeated" and found.status == "taken"
        known = replace(outcome, status="taken", reason=None) if repeats_itself else outcome
        await note_replay(session, number, known, now)

    return await store(database, hook, said, found.received_at, note, now=now)


def _read_again(hook: Hook, found: DeliveryDetail, *, is_overtaken: bool) -> Understood | Outcome:
    """What the delivery says. An outcome: why nothing of it is to be stored."""
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
        return Outcome(status="unreadable", code=bad.code, reason=bad.reason)
    return replace(_as_before(found), reason=_NOT_AGAIN) if said.cohorts and is_overtaken else said


async def _turned_over(
    session: Session, hook: Hook, cohorts: Sequence[Cohort], now: datetime
) -> list[JsonObject]:
    """Who came into these cohorts and who left them, as items."""
    items = list[JsonObject]()
    for cohort in sorted(cohorts, key=lambda each: each.id):
        items += items_of(cohort, await turn_over(session, hook.id, cohort), now)
    return items


def _as_before(found: DeliveryDetail) -> Outcome:
    return Outcome(
        status=found.status,
        code=found.code,
        items=found.items,
        put_aside=found.put_aside,
    )


def _outcome(said: Understood, items: Sequence[JsonObject]) -> Outcome:
    if items:
        return Outcome(status="taken", items=items)
    why = said.left_out or "It says nothing that is not known already."
    return Outcome(status="left_out", reason=why)


def _with(outcome: Outcome, accepted: Accepted) -> Outcome:
    if not accepted.put_aside:
        is_repeated = outcome.status == "taken" and not accepted.stored
        return replace(outcome, status="repeated", reason=_REPEATED) if is_repeated else outcome
    first = accepted.put_aside[0]
    return replace(
        outcome,
        status="taken" if accepted.stored else "put_aside",
        code=first.code,
        reason=first.reason,
        put_aside=len(accepted.put_aside),
    )


async def _keep(database: Database, hook: Hook, sent: Delivery, outcome: Outcome) -> None:
    async with database.transaction() as session:
        await keep(session, hook, sent, outcome)
