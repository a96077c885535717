"""Tasks and approvals: what the team is asked, and the buttons that answer several at once."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.links import address
from api.pages.notices import about_of, go_to
from api.pages.one_task import Short, beginning_of, begins, tomorrow, whom
from api.pages.rendering import page, zone_of
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.errors import Conflict, Invalid, NotFound
from engine.store import tasks as doing
from engine.store.audit import Actor
from engine.store.database import Session
from engine.store.reading.left_alone import left_alone
from engine.store.reading.touches import (
    Glance,
    TaskState,
    Whose,
    counts,
    list_tasks,
)
from engine.store.reading.vocabulary import colleagues_and_pools
from engine.store.sessions import Reader
from engine.store.tasking import acting, giving

router = APIRouter(prefix="/tasks", route_class=PageRoute, include_in_schema=False)

STATES: dict[TaskState, str] = {
    "open": "Open",
    "today": "Due today",
    "overdue": "Overdue",
    "approvals": "Approvals",
    "snoozed": "Put off",
    "done": "Done",
}
COUNTED: tuple[TaskState, ...] = ("open", "today", "overdue", "approvals", "snoozed")
WHOSE: dict[Whose, str] = {"mine": "Mine", "pools": "My pools", "all": "Everyone’s"}

_FRAGMENTS = {"task-states": "tasks/_states.html"}
"""What the page gives when a piece of it is asked for, by the piece's id."""
_NOT_CHOSEN = "?"
"""What a choice of colleagues says that begins with none."""


@router.get("")
async def tasks(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    state: TaskState = "open",
    whose: Whose = "all",
    after: str | None = None,
) -> Response:
    now, zone = datetime.now(UTC), zone_of(request, reader)
    glance = Glance(state, whose, reader.id, now, begins(tomorrow(now, zone), zone))
    colleagues, pools = await colleagues_and_pools(transaction)
    about = about_of(request)
    return page(
        request,
        "tasks/list.html",
        notice_about=await left_alone(transaction, about.ids, about.more),
        fragment=_FRAGMENTS.get(request.headers.get("hx-target", ""), "tasks/_rows.html"),
        reader=reader,
        section="tasks",
        tasks=await list_tasks(transaction, glance=glance, after=after),
        counts=await counts(transaction, glance, COUNTED),
        state=state,
        whose=whose,
        states=STATES,
        whoses=WHOSE,
        colleagues=colleagues,
        pools=pools,
        tomorrow=tomorrow(now, zone),
        here=address(request),
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
    )


@router.post("/bulk")
async def bulk(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    act: Annotated[str, Form()],
    task: Annotated[list[UUID], Form(max_length=200)] = [],  # noqa: B006 - FastAPI reads it
    until: Annotated[str, Form(max_length=10)] = "",
    to: Annotated[str, Form(max_length=320)] = "",
    reason: Short = "",
    here: Annotated[str, Form(max_length=2000)] = "/tasks",
) -> Response:
    """The same with several. What cannot be done to one of them is left for the others."""
    back = here if here.startswith("/tasks") else "/tasks"
    if hindered := _hindered(task, act, until, to, zone_of(request, reader)):
        return go_to(request, back, hindered)
    left: list[UUID] = []
    for each in task:
        try:
            async with transaction.begin_nested():
                await _one_of_several(
                    request, transaction, reader, actor, each, act, until, to, reason
                )
        except (Conflict, Invalid, NotFound):
            left.append(each)
    some = "tasks-some" if len(left) < len(task) else "tasks-not"
    return go_to(request, back, some if left else "tasks-done", left)


def _hindered(task: list[UUID], act: str, until: str, to: str, zone: ZoneInfo) -> str | None:
    """What is told where it cannot be done with any of them. None: each is tried."""
    if not task:
        return "tasks-unticked"
    if act == "assign" and to == _NOT_CHOSEN:
        return "tasks-to-whom"
    if act == "snooze" and not _is_to_come(until, zone):
        return "tasks-until"
    return None


async def _one_of_several(
    request: Request,
    transaction: Session,
    reader: Reader,
    actor: Actor,
    task_id: UUID,
    act: str,
    until: str,
    to: str,
    reason: str,
) -> None:
    now, why = datetime.now(UTC), reason.strip() or None
    match act:
        case "complete":
            await doing.require_not_done_by_another(transaction, task_id, by=actor)
            await doing.complete(transaction, task_id, outcome=None, note=why, by=actor, now=now)
        case "snooze":
            day = beginning_of(until, zone_of(request, reader))
            await acting.snooze(transaction, task_id, day, reason=why, by=actor, now=now)
        case "assign":
            await giving.reassign(transaction, task_id, **whom(to), reason=why, by=actor, now=now)
        case _:
            raise Invalid("There is no such thing to do.")


def _is_to_come(written: str, zone: ZoneInfo) -> bool:
    try:
        return beginning_of(written, zone) > datetime.now(UTC)
    except Invalid:
        return False
