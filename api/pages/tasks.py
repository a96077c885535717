"""Tasks and approvals: what the team is asked, and the buttons that answer."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import is_fragment, page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.store import tasks as doing
from engine.store.database import Session
from engine.store.reading.touches import TaskStatus, get_task, list_tasks
from engine.store.sessions import Reader

router = APIRouter(prefix="/tasks", route_class=PageRoute, include_in_schema=False)


_STATES: dict[str, TaskStatus] = {"open": "waiting", "done": "over"}


@router.get("")
async def tasks(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    state: Literal["open", "done"] = "open",
    whose: Literal["mine", "all"] = "all",
    after: str | None = None,
) -> Response:
    assignee = reader.email if whose == "mine" else None
    return page(
        request,
        "tasks/list.html",
        fragment="tasks/_rows.html",
        reader=reader,
        section="tasks",
        tasks=await list_tasks(transaction, status=_STATES[state], assignee=assignee, after=after),
        state=state,
        whose=whose,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
    )


Note = Annotated[str, Form(max_length=2000)]


@router.post("/{task_id}/complete")
async def complete(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    task_id: UUID,
    outcome: Annotated[str | None, Form(max_length=63)] = None,
    note: Note = "",
) -> Response:
    await doing.complete(
        transaction,
        task_id,
        outcome=outcome,
        note=note.strip() or None,
        by=actor,
        now=datetime.now(UTC),
    )
    return await _answer(request, transaction, reader, task_id, "task-complete")


@router.post("/{task_id}/cancel")
async def cancel(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    task_id: UUID,
    note: Note = "",
) -> Response:
    await doing.cancel(
        transaction, task_id, reason=note.strip() or None, by=actor, now=datetime.now(UTC)
    )
    return await _answer(request, transaction, reader, task_id, "task-cancel")


@router.post("/{task_id}/hold")
async def hold(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, task_id: UUID
) -> Response:
    await doing.hold(transaction, task_id, by=actor, now=datetime.now(UTC))
    return await _answer(request, transaction, reader, task_id, "task-hold")


@router.post("/{task_id}/release")
async def release(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, task_id: UUID
) -> Response:
    await doing.release(transaction, task_id, by=actor, now=datetime.now(UTC))
    return await _answer(request, transaction, reader, task_id, "task-release")


async def _answer(
    request: Request, transaction: Session, reader: Reader, task_id: UUID, notice: str
) -> Response:
    """The task as it is now, in its place; without scripts, the list that says what was done."""
    if not is_fragment(request):
        return go_to(request, "/tasks", notice)
    await transaction.flush()
    task = await get_task(transaction, task_id)
    return page(request, "tasks/_task.html", reader=reader, task=task, told=notice)
