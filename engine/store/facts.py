"""Gathering from PostgreSQL what conditions look at, before they are evaluated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import JourneyClock, before
from engine.definition.conditions import Condition, EventHappened, MessageWas, leaves
from engine.definition.times import Duration
from engine.evaluation import evaluate
from engine.facts import Facts, Fate, MessageState, Occurrences
from engine.store.tables import Event, Message


@dataclass(frozen=True)
class Witness:
    """From whose point of view facts are gathered."""

    account_id: UUID | None
    contact_id: UUID | None
    subject_kind: str
    zone: str
    traits: dict[str, dict[str, Any]]
    clock: JourneyClock | None = None
    """The enrollment's; None while there is none."""
    enrollment_id: UUID | None = None
    entered_since: datetime | None = None
    """Real time from which events count as in the enrollment. None: there is no such time yet, and
    all of them do."""
    entered_by: int | None = None
    """The event that let the customer in. It came before everything in the enrollment."""
    step_since: datetime | None = None
    """Real time at which the customer came to the step they are at."""
    properties: dict[str, Any] | None = None

    def same_subject(self) -> ColumnElement[bool]:
        """Events of this subject: the whole account's, or one contact's."""
        if self.subject_kind == "account":
            return col(Event.account_id) == self.account_id
        return col(Event.contact_id) == self.contact_id


async def gather(
    session: AsyncSession, conditions: Iterable[Condition], witness: Witness, now: datetime
) -> Facts:
    """The facts these conditions need. `now` is real time, aware UTC."""
    counts: dict[EventHappened, Occurrences] = {}
    fates: dict[str, MessageState | None] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            match leaf:
                case EventHappened() if leaf not in counts:
                    counts[leaf] = Occurrences(await _count(session, leaf, witness, now))
                case MessageWas() if leaf.message not in fates:
                    fate = await _fate(session, leaf.message, witness)
                    fates[leaf.message] = MessageState(fate) if fate else None
                case _:
                    pass
    return Facts(
        now=witness.clock.journey_time(now) if witness.clock else now,
        traits=witness.traits,
        occurrences=counts,
        messages=fates,
        properties=witness.properties,
    )


def _since(leaf: EventHappened, witness: Witness, now: datetime) -> datetime | None:
    match leaf.within:
        case "ever":
            return None
        case "enrollment" | "step":
            return witness.entered_since
        case Duration() as period:
            clock = witness.clock or JourneyClock(now)
            return clock.real_time(before(clock.journey_time(now), period, witness.zone))


async def _count(
    session: AsyncSession, leaf: EventHappened, witness: Witness, now: datetime
) -> int:
    since = _since(leaf, witness, now)
    # No bound at `now`: events are never in the future, and the clock of the process that dated one
    # may be a little ahead of ours.
    matching = [witness.same_subject(), col(Event.name) == leaf.event]
    if since is not None:
        matching.append(col(Event.occurred_at) >= since)
    if leaf.within == "enrollment" and witness.entered_by is not None:
        matching.append(col(Event.id) != witness.entered_by)
    if leaf.where is None:
        found = await session.exec(select(func.count()).select_from(Event).where(*matching))
        return found.one()
    properties = await session.exec(select(Event.properties).where(*matching))
    return sum(
        bool(evaluate(leaf.where, Facts(now=now, traits=witness.traits, properties=each)).holds)
        for each in properties
    )


async def _fate(session: AsyncSession, step: str, witness: Witness) -> Fate | None:
    latest = await session.exec(
        select(Message.status)
        .where(
            Message.enrollment_id == witness.enrollment_id,
            Message.step == step,
            col(Message.status).in_(["sent", "skipped", "failed"]),
        )
        .order_by(col(Message.visit).desc())
        .limit(1)
    )
    status = latest.first()
    return status if status in ("sent", "skipped", "failed") else None  # type: ignore[return-value]
