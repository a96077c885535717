"""Tasks: what the team is asked to do, and the button that says it is done."""

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
from engine.store.reading.touches import get_task, list_tasks

router = APIRouter(prefix="/tasks", route_class=PageRoute, include_in_schema=False)


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
        tasks=await list_tasks(transaction, status=state, assignee=assignee, after=after),
        state=state,
        whose=whose,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
    )


@router.post("/{task_id}/complete")
async def complete(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    task_id: UUID,
    outcome: Annotated[str | None, Form(max_length=63)] = None,
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    await doing.complete(
        transaction,
        task_id,
        outcome=outcome,
        note=note.strip() or None,
        by=actor,
        now=datetime.now(UTC),
    )
    if is_fragment(request):
        await transaction.flush()
        task = await get_task(transaction, task_id)
        return page(request, "tasks/_task.html", reader=reader, task=task)
    return go_to(request, "/tasks", "task-done")
