"""Whether a customer can be steered just now, and where they stand while nobody else moves them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.base import StepId
from engine.definition.steps import ApproveStep, CallStep, TaskStep, TouchStep
from engine.errors import Conflict, Elsewhere, NotFound
from engine.interpreter import Position
from engine.sentences import step_title
from engine.store.migrating import has_pending
from engine.store.passages import Stored, load
from engine.store.tables import Enrollment, Message, Task
from engine.store.tasks import LIVE


@dataclass(frozen=True)
class Seen:
    """Where somebody saw the customer stand."""

    step: StepId
    visit: int
    version: int


async def taken(
    session: AsyncSession,
    enrollment_id: UUID,
    seen: Seen | None,
    default_zone: str,
    now: datetime,
) -> tuple[Stored, Position]:
    """The enrollment, nobody else's until commit, and where it stands, as was seen."""
    stored = await locked(session, enrollment_id, default_zone, now)
    if why := await obstacle(session, stored):
        raise why
    require_seen(stored, seen)
    assert stored.passage.position is not None
    return stored, stored.passage.position


async def locked(
    session: AsyncSession, enrollment_id: UUID, default_zone: str, now: datetime
) -> Stored:
    """Whoever advances an enrollment has its messages and tasks before the enrollment itself, so
    that is the order here too: else each could wait for the other."""
    for table, open_ones in ((Message, ["queued", "claimed"]), (Task, list(LIVE))):
        await session.exec(
            select(table.id)
            .where(table.enrollment_id == enrollment_id, col(table.status).in_(open_ones))
            .order_by(col(table.id))
            .with_for_update()
        )
    await session.exec(
        select(Enrollment.id).where(Enrollment.id == enrollment_id).with_for_update()
    )
    stored = await load(session, enrollment_id, default_zone=default_zone, now=now)
    if stored is None:
        raise NotFound(f"There is no enrollment {enrollment_id}.")
    if stored.row.status == "ended":
        raise Conflict("This customer has left the journey already.", code="has_ended")
    return stored


async def obstacle(session: AsyncSession, stored: Stored) -> Conflict | None:
    """Why the customer can be steered nowhere just now."""
    row, position = stored.row, stored.passage.position
    if row.exit_request is not None:
        return Conflict("This customer is being taken out.", code="being_taken_out")
    if position is None:
        return Conflict("This customer has not come to the first step yet.", code="not_begun")
    if await has_pending(session, row.id):
        return Conflict(
            "This customer is to be moved to another version first. Look again once that is done;"
            " if it could not be done, the page of the move says why.",
            code="being_moved",
        )
    on_the_way = await session.exec(
        select(Message.channel).where(
            Message.enrollment_id == row.id,
            Message.step == position.step,
            Message.visit == position.visit,
            Message.status == "claimed",
        )
    )
    if channel := on_the_way.first():
        what = "A call" if channel in ("webhook", "notify") else "A message"
        return Conflict(
            f"{what} is on its way, and nobody can say yet whether it got through. Look again once"
            " that is known.",
            code="on_its_way",
        )
    return None


def require_seen(stored: Stored, seen: Seen | None) -> None:
    passage, position = stored.passage, stored.passage.position
    if seen is None or position is None:
        return
    if (seen.step, seen.visit, seen.version) == (position.step, position.visit, passage.version):
        return
    before = step_title(passage.journey, seen.step)
    here = step_title(passage.journey, position.step)
    if seen.version != passage.version:
        what = f"They were moved to version {passage.version}, and stand at “{here}” now."
    elif seen.step == position.step:
        what = f"They have come to “{here}” once more since."
    else:
        what = f"They no longer stand at “{before}”, but at “{here}”."
    raise Elsewhere(
        f"{what} Nothing was done.",
        step=position.step,
        title=here,
        visit=position.visit,
        version=passage.version,
        waiting_for=stored.row.waiting_for,
    )


async def unreached_steps(session: AsyncSession, stored: Stored) -> frozenset[StepId]:
    """The steps they came to whose message, call or task reached nobody."""
    position = stored.passage.position
    if position is None:
        return frozenset()
    sent = await session.exec(
        select(Message.step).where(
            Message.enrollment_id == stored.row.id,
            col(Message.status).not_in(["skipped", "failed"]),
        )
    )
    asked = await session.exec(select(Task.step).where(Task.enrollment_id == stored.row.id))
    reached = {*sent, *asked}
    reaching = (TouchStep, CallStep, TaskStep, ApproveStep)
    return frozenset(
        step
        for step in position.visits
        if step not in reached and isinstance(stored.passage.journey.steps.get(step), reaching)
    )
