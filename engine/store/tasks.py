"""Tasks and approvals: handed to CSMs by journeys, and what they do with them.

Whatever is done here has the journey look again at once. It never moves the journey itself: a task
may be completed at any time, also when the journey has gone on without it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID, uuid4

from pydantic import JsonValue
from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, Invalid, NotFound
from engine.facts import TaskState
from engine.store.actors import name_of
from engine.store.audit import Actor, record
from engine.store.outbox import wake
from engine.store.tables import Enrollment, Task, User
from engine.store.tasking import history
from engine.store.tasking.notices import tell_assignee

APPROVED, CANCELLED = "approved", "cancelled"
"""How an approval comes out."""

LIVE = ("open", "held")
"""The states in which an answer is still to come."""


# Handing out


async def hand_out(
    session: AsyncSession,
    task_id: UUID,
    enrollment: Enrollment,
    *,
    created_at: datetime,
    kind: Literal["task", "approval"] = "task",
    outcomes: Sequence[str] = (),
    preview: Mapping[str, JsonValue] | None = None,
    **values: Any,
) -> None:
    """Store an enrollment's task. One that is there already stays as it is.

    `outcomes` are the answers to choose from; an approval's are always the same two. `preview` is
    the message an approval is about: `{"to", "subject", "text"}` as this customer would read it,
    or `{"note"}` that says why it cannot be shown.
    """
    made = await session.execute(
        insert(Task)
        .values(
            id=task_id,
            enrollment_id=enrollment.id,
            journey_id=enrollment.journey_id,
            account_id=enrollment.account_id,
            contact_id=enrollment.contact_id,
            is_test=enrollment.is_test,
            created_at=created_at,
            due_since=created_at,
            kind=kind,
            outcomes=[APPROVED, CANCELLED] if kind == "approval" else list(outcomes),
            preview=dict(preview) if preview is not None else None,
            **values,
        )
        .on_conflict_do_nothing()
        .returning(col(Task.id))
    )
    if made.first() is not None:
        await _say_handed_out(session, task_id, created_at)


async def _say_handed_out(session: AsyncSession, task_id: UUID, now: datetime) -> None:
    task = await session.get_one(Task, task_id)
    user = await session.get(User, task.assignee_id) if task.assignee_id else None
    whom = f"to {user.name}" if user else "to nobody yet"
    history.note(session, task_id, f"Handed out {whom}: {task.assigned_because}.", now=now)
    if user is not None or task.pool is not None:
        await tell_assignee(session, task, user, "assigned", now=now)


# What people do


async def complete(
    session: AsyncSession,
    task_id: UUID,
    *,
    outcome: str | None,
    note: str | None,
    by: Actor,
    now: datetime,
) -> None:
    """Mark a task done, with one of its outcomes where it has some; the journey looks at once.

    An approval is approved or cancelled so. The same again changes nothing. Raises NotFound,
    Invalid for a missing or unknown outcome, and Conflict when it was answered otherwise already.
    """
    task = await locked_task(session, task_id)
    _check_outcome(task, outcome)
    if task.kind == "approval" and outcome == CANCELLED:
        await _cancel(session, task, reason=note, by=by, now=now)
        return
    if task.status == "done" and task.outcome == outcome:
        return
    await require_live(session, task)
    task.status, task.outcome, task.note = "done", outcome, note
    task.completed_at, task.completed_by = now, by.name
    record(session, by, "task.complete", task_id, after={"outcome": outcome, "note": note})
    how = f" as “{_in_words(outcome)}”" if outcome else ""
    history.note(session, task_id, f"Completed{how}.", now=now, by=by)
    await _tell_journey(session, task, now)


async def cancel(
    session: AsyncSession, task_id: UUID, *, reason: str | None, by: Actor, now: datetime
) -> None:
    """Say that a task need not be done, or that a message must not go out. Twice changes nothing.

    Raises NotFound, and Conflict when it is done already.
    """
    await _cancel(session, await locked_task(session, task_id), reason=reason, by=by, now=now)


async def hold(session: AsyncSession, task_id: UUID, *, by: Actor, now: datetime) -> None:
    """Stop an approval's clock: until it is released it is never overdue, so silence decides
    nothing. Twice changes nothing. Raises NotFound and Conflict."""
    task = await locked_task(session, task_id)
    if task.kind != "approval":
        raise Conflict("Only an approval can be held; a task just stays open.", code="no_approval")
    if task.status == "held":
        return
    await require_live(session, task)
    task.status, task.held_at, task.held_by = "held", now, by.name
    record(session, by, "task.hold", task_id)
    history.note(session, task_id, "Held.", now=now, by=by)
    await _tell_journey(session, task, now)


async def release(session: AsyncSession, task_id: UUID, *, by: Actor, now: datetime) -> None:
    """Start the clock of a held approval again: it gets as long as it had at first, from now.

    One that is open changes nothing. Raises NotFound and Conflict.
    """
    task = await locked_task(session, task_id)
    if task.status == "open":
        return
    await require_live(session, task)
    if task.due_at is not None:
        task.due_at = now + (task.due_at - task.due_since)
    task.status, task.due_since, task.held_at, task.held_by = "open", now, None, None
    after: dict[str, JsonValue] = {"due_at": task.due_at.isoformat() if task.due_at else None}
    record(session, by, "task.release", task_id, after=after)
    history.note(session, task_id, "Released.", now=now, by=by)
    await _tell_journey(session, task, now)


# What journeys ask and do


async def task_state(
    session: AsyncSession, enrollment_id: UUID, step: str, visit: int | None
) -> TaskState | None:
    """Where the task of a step stands, in real times. `visit` None: the latest one of the step.

    None: there is no such task. An approval's `outcome` is `approved` or `cancelled`; a task that
    was cancelled has none. `due_at` is None while it is held.
    """
    asked = select(Task).where(Task.enrollment_id == enrollment_id, Task.step == step)
    if visit is not None:
        asked = asked.where(Task.visit == visit)
    latest = asked.order_by(col(Task.visit).desc()).limit(1)
    # As it is now, also where this session has seen it before.
    found = await session.exec(latest.execution_options(populate_existing=True))
    task = found.first()
    if task is None:
        return None
    held = task.status == "held"
    return TaskState(
        status=cast(Literal["open", "done", "cancelled"], "open" if held else task.status),
        due_at=None if held else task.due_at,
        outcome=task.outcome,
        completed_at=task.completed_at,
    )


async def answer_by_silence(
    session: AsyncSession,
    enrollment_id: UUID,
    step: str,
    visit: int,
    outcome: Literal["approved", "cancelled"],
    now: datetime,
) -> bool:
    """Settle an approval nobody answered in time, so that nobody answers it any more.

    False: somebody answered or held it just now; look at it again.
    """
    settled = await session.execute(
        update(Task)
        .where(
            col(Task.enrollment_id) == enrollment_id,
            col(Task.step) == step,
            col(Task.visit) == visit,
            col(Task.kind) == "approval",
            col(Task.status) == "open",
        )
        .values(
            status="done" if outcome == APPROVED else "cancelled",
            outcome=outcome,
            note="Nobody answered in time.",
            completed_at=now,
        )
        .returning(col(Task.id))
    )
    found = settled.first()
    if found is not None:
        how = "approved" if outcome == APPROVED else "refused"
        history.note(session, found[0], f"Nobody answered in time: {how}.", now=now)
    return found is not None


async def put_off_answers(
    session: AsyncSession, journey_id: UUID, stood_since: datetime, now: datetime
) -> None:
    """Give back the time for which a journey's clock stood still, from `stood_since` to `now`, to
    whatever it waits for people to answer. What was overdue before stays so."""
    stood = now - func.greatest(col(Task.due_since), stood_since)
    await session.execute(
        update(Task)
        .where(
            col(Task.journey_id) == journey_id,
            col(Task.status) == "open",
            col(Task.is_test).is_(False),
            func.cardinality(col(Task.outcomes)) > 0,
            col(Task.due_at) > stood_since,
        )
        .values(
            due_at=col(Task.due_at) + stood,
            due_since=col(Task.due_since) + stood,
            escalates_at=col(Task.escalates_at) + stood,
        )
        .execution_options(synchronize_session=False)
    )


async def close_tasks(
    session: AsyncSession, enrollment_id: UUID, reason: str, now: datetime
) -> None:
    """Cancel what waits for approval: the journey is over, and nothing is left to approve.

    Tasks stay open: what was to be done for the customer may still be worth doing. Those of a test
    run go with it, since nothing of it was to be done for anybody.
    """
    await session.execute(
        update(Task)
        .where(
            col(Task.enrollment_id) == enrollment_id,
            (col(Task.kind) == "approval") | col(Task.is_test),
            col(Task.status).in_(LIVE),
        )
        .values(status="cancelled", note=reason, completed_at=now)
    )


async def call_off(
    session: AsyncSession,
    enrollment_id: UUID,
    steps: Collection[str],
    reason: str,
    now: datetime,
) -> None:
    """Call off the open tasks of these steps: the customer has left, for this reason."""
    if not steps:
        return
    found = await session.exec(
        select(Task)
        .where(
            Task.enrollment_id == enrollment_id,
            Task.kind == "task",
            col(Task.step).in_(steps),
            col(Task.status).in_(LIVE),
        )
        .order_by(col(Task.id))
        .with_for_update()
    )
    for task in found:
        task.status, task.completed_at = "cancelled", now
        task.note = f"No longer needed, as the customer has left the journey. {reason}"
        history.note(session, task.id, f"Called off: {task.note}", now=now)


async def require_not_done_by_another(session: AsyncSession, task_id: UUID, *, by: Actor) -> None:
    """Raises NotFound, and Conflict when somebody else was faster: to do it again changes nothing,
    and whoever does should know."""
    task = await locked_task(session, task_id)
    if task.completed_by != by.name:
        await require_live(session, task)


async def locked_task(session: AsyncSession, task_id: UUID) -> Task:
    """The task, kept from others until the transaction ends. Raises NotFound."""
    found = await session.exec(select(Task).where(Task.id == task_id).with_for_update())
    task = found.first()
    if task is None:
        raise NotFound(f"There is no task {task_id}.")
    return task


def _check_outcome(task: Task, outcome: str | None) -> None:
    choices = ", ".join(f"“{each}”" for each in task.outcomes)
    if task.outcomes and outcome is None:
        raise Invalid(f"Say how it came out: {choices}.", code="outcome_missing")
    if outcome is not None and not task.outcomes:
        raise Invalid(
            "This task has no answers to choose from; leave it out.", code="outcome_unknown"
        )
    if outcome is not None and outcome not in task.outcomes:
        raise Invalid(
            f"“{outcome}” is not one of this task’s answers: {choices}.", code="outcome_unknown"
        )


async def require_live(session: AsyncSession, task: Task) -> None:
    """Raises Conflict when it is answered already."""
    if task.status in LIVE:
        return
    what = "approval" if task.kind == "approval" else "task"
    how = f" as “{_in_words(task.outcome)}”" if task.outcome and task.status == "done" else ""
    by = f" by {await name_of(session, task.completed_by)}" if task.completed_by else ""
    state = "refused" if task.kind == "approval" and task.outcome == CANCELLED else task.status
    raise Conflict(f"This {what} is {state} already{how}{by}.", code="not_open")


def _in_words(outcome: str) -> str:
    return outcome.replace("-", " ").replace("_", " ")


async def _cancel(
    session: AsyncSession, task: Task, *, reason: str | None, by: Actor, now: datetime
) -> None:
    if task.status == "cancelled":
        return
    await require_live(session, task)
    task.status, task.note = "cancelled", reason
    task.outcome = CANCELLED if task.kind == "approval" else None
    task.completed_at, task.completed_by = now, by.name
    record(session, by, "task.cancel", task.id, after={"reason": reason})
    said = "Refused: it is not sent." if task.kind == "approval" else "Called off."
    history.note(session, task.id, said, now=now, by=by)
    await _tell_journey(session, task, now)


async def _tell_journey(session: AsyncSession, task: Task, now: datetime) -> None:
    running = await session.exec(
        select(Enrollment.id).where(
            Enrollment.id == task.enrollment_id, Enrollment.status != "ended"
        )
    )
    # A cause of its own each time: what is being delivered may be looked at before this commits.
    await wake(session, list(running), f"task/{task.id}/{uuid4()}", now)
