"""What people do to journeys, passages and tasks by hand, audited in the same transaction."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, NotFound
from engine.store.outbox import wake
from engine.store.tables import AuditEntry, Enrollment, Journey, Task


async def pause(session: AsyncSession, key: str, *, by: str, now: datetime) -> None:
    """Let nothing go out any more. Listening goes on. Pausing a paused journey changes nothing."""
    journey = await _journey(session, key)
    if journey.status == "paused":
        return
    if journey.status != "live":
        raise Conflict(f"The journey is {journey.status}; only a live one can be paused.")
    _change_status(session, journey, "paused", "journey.pause", by, now)


async def resume(session: AsyncSession, key: str, *, by: str, now: datetime) -> None:
    """Go on, and wake everybody who was held. Resuming a live journey changes nothing."""
    journey = await _journey(session, key)
    if journey.status == "live":
        return
    if journey.status != "paused":
        raise Conflict(f"The journey is {journey.status}; only a paused one can be resumed.")
    _change_status(session, journey, "live", "journey.resume", by, now)
    held = await session.exec(
        select(Enrollment.id).where(
            Enrollment.journey_id == journey.id,
            Enrollment.status != "ended",
            col(Enrollment.held_because).is_not(None),
        )
    )
    await wake(session, list(held), f"resume/{now.isoformat()}")


async def _journey(session: AsyncSession, key: str) -> Journey:
    found = await session.exec(select(Journey).where(Journey.key == key).with_for_update())
    journey = found.first()
    if journey is None:
        raise NotFound(f"There is no journey “{key}”.")
    return journey


def _change_status(
    session: AsyncSession, journey: Journey, status: str, action: str, by: str, now: datetime
) -> None:
    _audit(
        session,
        action,
        journey.key,
        by,
        now,
        before={"status": journey.status},
        after={"status": status},
    )
    journey.status, journey.updated_at = status, now


async def ask_to_exit(
    session: AsyncSession, enrollment_id: UUID, *, reason: str, by: str, now: datetime
) -> None:
    """Have a customer taken out as soon as it is awake. The first request counts."""
    enrollment = await session.get(Enrollment, enrollment_id, with_for_update=True)
    if enrollment is None:
        raise NotFound("There is no such passage.")
    if enrollment.status == "ended":
        raise Conflict("The journey has already ended for this customer.")
    if enrollment.exit_request is not None:
        return
    request = {"reason": reason, "by": by, "at": now.isoformat()}
    enrollment.exit_request = dict(request)
    _audit(session, "enrollment.exit", str(enrollment_id), by, now, after=request)
    await wake(session, [enrollment_id], f"exit/{now.isoformat()}")


async def complete_task(
    session: AsyncSession, task_id: UUID, *, note: str, by: str, now: datetime
) -> None:
    """Say that a task is done. Doing it again changes nothing."""
    task = await session.get(Task, task_id, with_for_update=True)
    if task is None:
        raise NotFound("There is no such task.")
    if task.status == "done":
        return
    if task.status != "open":
        raise Conflict(f"The task is {task.status}.")
    task.status, task.completed_at, task.completed_by = "done", now, by
    task.note = note or None
    _audit(session, "task.complete", str(task_id), by, now, after={"note": note})


def _audit(
    session: AsyncSession,
    action: str,
    object_id: str,
    by: str,
    now: datetime,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    session.add(
        AuditEntry(
            at=now,
            actor=by,
            action=action,
            object_id=object_id,
            before=dict(before) if before else None,
            after=dict(after) if after else None,
        )
    )
