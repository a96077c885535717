"""`/api/v1/tasks`: what the team was asked to do."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, listing
from engine.definition.base import Key
from engine.store import tasks
from engine.store.reading import touches as reading
from engine.store.reading.touches import TaskStatus, TaskSummary
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/tasks", tags=["Messages and tasks"])


class Completion(BaseModel):
    model_config = ConfigDict(extra="forbid")

    outcome: Key | None = None
    """One of the task's `outcomes`; left out where it has none."""
    note: Annotated[str, Field(max_length=5_000)] | None = None


class Cancelling(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=5_000)] | None = None
    """For colleagues: it is shown with the task."""


@router.get("")
async def list_tasks(
    key: Reader,
    transaction: Transaction,
    account: Annotated[str | None, Query(description="An account's external id.")] = None,
    assignee: Annotated[str | None, Query(description="A user's mail address.")] = None,
    status: TaskStatus | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[TaskSummary]:
    """What is still to be answered as it is due, what is over with the latest first, all of them
    with the latest handed out first."""
    page = await reading.list_tasks(
        transaction, account=account, assignee=assignee, status=status, limit=limit, after=after
    )
    return listing(page)


@router.get("/{task}")
async def get_task(key: Reader, transaction: Transaction, task: UUID) -> TaskSummary:
    """One task."""
    return await reading.get_task(transaction, task)


@router.post("/{task}/complete")
async def complete_task(
    key: Admin, transaction: Transaction, task: UUID, completion: Completion | None = None
) -> TaskSummary:
    """Mark a task done, with one of its outcomes where it has some; an approval is `approved` or
    `cancelled`. The same again changes nothing."""
    said = completion or Completion()
    await tasks.complete(
        transaction, task, outcome=said.outcome, note=said.note, by=key.actor, now=utc_now()
    )
    await transaction.flush()
    return await reading.get_task(transaction, task)


@router.post("/{task}/cancel")
async def cancel_task(
    key: Admin, transaction: Transaction, task: UUID, cancelling: Cancelling | None = None
) -> TaskSummary:
    """It need not be done; of an approval: the message must not go out. Twice changes nothing."""
    reason = cancelling.reason if cancelling else None
    await tasks.cancel(transaction, task, reason=reason, by=key.actor, now=utc_now())
    await transaction.flush()
    return await reading.get_task(transaction, task)


@router.post("/{task}/hold")
async def hold_approval(key: Admin, transaction: Transaction, task: UUID) -> TaskSummary:
    """Stop an approval's clock: until it is released, silence decides nothing."""
    await tasks.hold(transaction, task, by=key.actor, now=utc_now())
    await transaction.flush()
    return await reading.get_task(transaction, task)


@router.post("/{task}/release")
async def release_approval(key: Admin, transaction: Transaction, task: UUID) -> TaskSummary:
    """Start the clock of a held approval again, with as long as it had at first, from now."""
    await tasks.release(transaction, task, by=key.actor, now=utc_now())
    await transaction.flush()
    return await reading.get_task(transaction, task)
