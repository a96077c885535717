"""What is given up, or answered, where a customer is led away from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.definition.steps import ApproveStep, TaskStep
from engine.effects import Answered
from engine.errors import Conflict
from engine.interpreter import Position, waits_for_answer
from engine.steering import WayOn
from engine.store.audit import Actor
from engine.store.tables import Message, Task
from engine.store.tasks import LIVE
from engine.validation.graph import later

WITHDRAWN = "The customer was moved on before it was sent."
CALLED_OFF = "The customer was moved on; this is no longer needed."


async def answer(
    session: AsyncSession,
    enrollment_id: UUID,
    journey: Journey,
    position: Position,
    way: WayOn,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """Have the task that is waited for say what the way taken says, for whoever asks later.

    Raises Conflict where somebody has answered it a moment ago.
    """
    step = journey.steps[position.step]
    if not isinstance(way.outcome, Answered) or not isinstance(step, TaskStep | ApproveStep):
        return
    asked = (Task.enrollment_id == enrollment_id, Task.step == position.step)
    latest = select(Task).where(*asked).order_by(col(Task.visit).desc()).limit(1)
    task = (await session.exec(latest.execution_options(populate_existing=True))).first()
    if task is None:
        return
    if task.status not in LIVE:
        if task.status == "done" or task.outcome is not None:
            raise Conflict("This was answered a moment ago; they go on by that.", code="answered")
        return
    match way.name:
        case "overdue":
            task.due_at = now
            return
        case "cancelled":
            task.status, task.outcome = "cancelled", "cancelled"
        case "next":
            task.status = "done"
        case outcome:
            task.status, task.outcome = "done", outcome
    task.completed_at, task.completed_by, task.note = now, by.name, reason


async def leave_behind(
    session: AsyncSession,
    enrollment_id: UUID,
    journey: Journey,
    here: Position,
    there: Position,
    now: datetime,
) -> None:
    """Give up what was still to be sent, or to be answered, where they stood."""
    await session.execute(
        update(Message)
        .where(
            col(Message.enrollment_id) == enrollment_id,
            col(Message.step) == here.step,
            col(Message.visit) == here.visit,
            col(Message.status) == "queued",
        )
        .values(status="skipped", reason=WITHDRAWN)
        .execution_options(synchronize_session=False)
    )
    if _waits_again(journey, here, there):
        return
    await session.execute(
        update(Task)
        .where(
            col(Task.enrollment_id) == enrollment_id,
            col(Task.step) == here.step,
            col(Task.visit) == here.visit,
            col(Task.status).in_(LIVE),
            col(Task.outcomes) != [],
        )
        .values(status="cancelled", note=CALLED_OFF, completed_at=now)
        .execution_options(synchronize_session=False)
    )


def _waits_again(journey: Journey, here: Position, there: Position) -> bool:
    """Whether they come by what was asked of somebody again, and wait for that very answer."""
    asked = here.asked_at is not None and waits_for_answer(journey.steps[here.step])
    comes_by = here.step == there.step or here.step in later(journey, there.step)
    return asked and here.step in there.done and comes_by
