"""`/api/v1/tasks`: what the team was asked to do."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, listing
from engine.definition.base import Key
from engine.store import tasks
from engine.store.reading import touches as reading
from engine.store.reading.touches import TaskStatus, TaskSummary
from engine.store.tables.columns import utc_now
from engine.store.tasking import acting, giving
from engine.store.tasking.history import Line, history

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


class Assigning(BaseModel):
    model_config = ConfigDict(extra="forbid")

    user: Annotated[str, Field(max_length=320)] | None = None
    """A mail address. With neither this nor a pool the task is nobody's."""
    pool: Key | None = None
    """Whoever is next there."""
    reason: Annotated[str, Field(max_length=500)] | None = None


class Snoozing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    until: AwareDatetime | None = None
    """Null: it is back."""
    reason: Annotated[str, Field(max_length=500)] | None = None


class Ticking(BaseModel):
    model_config = ConfigDict(extra="forbid")

    done: bool = True


class Editing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    subject: Annotated[str, Field(min_length=1, max_length=300)]
    text: Annotated[str, Field(min_length=1, max_length=50_000)]
    """Markdown, and no template: what is written is what is read."""


@router.get("")
async def list_tasks(
    key: Reader,
    transaction: Transaction,
    account: Annotated[str | None, Query(description="An account's external id.")] = None,
    assignee: Annotated[str | None, Query(description="A user's mail address.")] = None,
    pool: Annotated[str | None, Query(description="A pool's key.")] = None,
    status: TaskStatus | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[TaskSummary]:
    """What is still to be answered as it is due, what is over with the latest first, all of them
    with the latest handed out first."""
    page = await reading.list_tasks(
        transaction,
        account=account,
        assignee=assignee,
        pool=pool,
        status=status,
        limit=limit,
        after=after,
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


@router.post("/{task}/assign")
async def assign_task(
    key: Admin, transaction: Transaction, task: UUID, to: Assigning
) -> TaskSummary:
    """Give a task to a user, or to whoever is next in a pool. What is due in business time is
    reckoned anew in their hours."""
    await giving.reassign(
        transaction,
        task,
        to=to.user,
        pool=to.pool,
        reason=to.reason,
        by=key.actor,
        now=utc_now(),
    )
    await transaction.flush()
    return await reading.get_task(transaction, task)


@router.post("/{task}/snooze")
async def snooze_task(
    key: Admin, transaction: Transaction, task: UUID, snoozing: Snoozing
) -> TaskSummary:
    """Keep a task out of sight until then. When it is due stays as it is."""
    if snoozing.until is None:
        await acting.wake_up(transaction, task, by=key.actor, now=utc_now())
    else:
        await acting.snooze(
            transaction, task, snoozing.until, reason=snoozing.reason, by=key.actor, now=utc_now()
        )
    await transaction.flush()
    return await reading.get_task(transaction, task)


@router.post("/{task}/checklist/{item}")
async def tick_item(
    key: Admin, transaction: Transaction, task: UUID, item: int, ticking: Ticking | None = None
) -> TaskSummary:
    """Tick an item of the checklist; the first is 0. It steers nothing."""
    done = ticking is None or ticking.done
    await acting.tick(transaction, task, item, done, by=key.actor, now=utc_now())
    await transaction.flush()
    return await reading.get_task(transaction, task)


@router.put("/{task}/message")
async def edit_message(
    key: Admin, transaction: Transaction, task: UUID, words: Editing
) -> TaskSummary:
    """Have a message that waits for approval go out in these words. It is not approved by that."""
    await acting.edit(
        transaction, task, subject=words.subject, text=words.text, by=key.actor, now=utc_now()
    )
    await transaction.flush()
    return await reading.get_task(transaction, task)


@router.get("/{task}/history")
async def get_history(key: Reader, transaction: Transaction, task: UUID) -> list[Line]:
    """Who did what with it, the first thing first."""
    await reading.get_task(transaction, task)
    return await history(transaction, task)
