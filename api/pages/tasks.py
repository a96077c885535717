"""Tasks and approvals: what the team is asked, and the buttons that answer."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.links import address
from api.pages.notices import about_of, go_to
from api.pages.rendering import is_fragment, page, zone_of
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
    get_task,
    list_tasks,
)
from engine.store.reading.vocabulary import colleagues_and_pools
from engine.store.sessions import Reader
from engine.store.tasking import acting, giving
from engine.store.tasking.history import history

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

Note = Annotated[str, Form(max_length=2000)]
Short = Annotated[str, Form(max_length=500)]
Subject = Annotated[str | None, Form(max_length=1_000)]
Text = Annotated[str | None, Form(max_length=100_000)]


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
    glance = Glance(state, whose, reader.id, now, _begins(_today(now, zone) + _DAY, zone))
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
        tomorrow=_today(now, zone) + _DAY,
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
            day = _day(until, zone_of(request, reader))
            await acting.snooze(transaction, task_id, day, reason=why, by=actor, now=now)
        case "assign":
            await giving.reassign(transaction, task_id, **_whom(to), reason=why, by=actor, now=now)
        case _:
            raise Invalid("There is no such thing to do.")


@router.get("/{task_id}")
async def one(
    request: Request, transaction: Transaction, reader: SignedIn, task_id: UUID
) -> Response:
    task = await get_task(transaction, task_id)
    return page(
        request,
        "tasks/show.html",
        reader=reader,
        section="tasks",
        task=task,
        **await _more(request, transaction, reader, task_id),
    )


@router.get("/{task_id}/more")
async def more(
    request: Request, transaction: Transaction, reader: SignedIn, task_id: UUID
) -> Response:
    """What is seldom needed: giving it to somebody, putting it off, its history."""
    task = await get_task(transaction, task_id)
    if not is_fragment(request):
        return go_to(request, f"/tasks/{task_id}")
    return page(
        request,
        "tasks/_more.html",
        reader=reader,
        task=task,
        **await _more(request, transaction, reader, task_id),
    )


async def _more(
    request: Request, transaction: Session, reader: Reader, task_id: UUID
) -> dict[str, Any]:
    colleagues, pools = await colleagues_and_pools(transaction)
    return {
        "history": await history(transaction, task_id),
        "colleagues": colleagues,
        "pools": pools,
        "tomorrow": _today(datetime.now(UTC), zone_of(request, reader)) + _DAY,
        "alone": True,
    }


@router.post("/{task_id}/complete")
async def complete(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    task_id: UUID,
    outcome: Annotated[str | None, Form(max_length=63)] = None,
    note: Note = "",
    subject: Subject = None,
    text: Text = None,
) -> Response:
    if outcome == "approved":
        await _keep(transaction, task_id, subject, text, actor)
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
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    task_id: UUID,
    subject: Subject = None,
    text: Text = None,
) -> Response:
    await _keep(transaction, task_id, subject, text, actor)
    await doing.hold(transaction, task_id, by=actor, now=datetime.now(UTC))
    return await _answer(request, transaction, reader, task_id, "task-hold")


@router.post("/{task_id}/release")
async def release(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    task_id: UUID,
    subject: Subject = None,
    text: Text = None,
) -> Response:
    await _keep(transaction, task_id, subject, text, actor)
    await doing.release(transaction, task_id, by=actor, now=datetime.now(UTC))
    return await _answer(request, transaction, reader, task_id, "task-release")


@router.post("/{task_id}/assign")
async def assign(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    task_id: UUID,
    to: Annotated[str, Form(max_length=320)] = "",
    reason: Short = "",
) -> Response:
    await giving.reassign(
        transaction, task_id, **_whom(to), reason=reason, by=actor, now=datetime.now(UTC)
    )
    return await _answer(request, transaction, reader, task_id, "task-assign")


@router.post("/{task_id}/snooze")
async def snooze(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    task_id: UUID,
    until: Annotated[str, Form(max_length=10)] = "",
    reason: Short = "",
) -> Response:
    """Until a day begins where they are; without one, it is back."""
    now = datetime.now(UTC)
    if not until:
        await acting.wake_up(transaction, task_id, by=actor, now=now)
        return await _answer(request, transaction, reader, task_id, "task-wake-up")
    day = _day(until, zone_of(request, reader))
    why = reason.strip() or None
    await acting.snooze(transaction, task_id, day, reason=why, by=actor, now=now)
    return await _answer(request, transaction, reader, task_id, "task-snooze")


@router.post("/{task_id}/checklist")
async def tick(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    task_id: UUID,
    item: Annotated[int, Form(ge=0)],
    done: Annotated[bool, Form()],
) -> Response:
    await acting.tick(transaction, task_id, item, done, by=actor, now=datetime.now(UTC))
    return await _answer(request, transaction, reader, task_id, "task-tick")


@router.post("/{task_id}/message")
async def edit(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    task_id: UUID,
    subject: Subject = "",
    text: Text = "",
) -> Response:
    await _keep(transaction, task_id, subject, text, actor)
    return await _answer(request, transaction, reader, task_id, "task-edit")


async def _keep(
    session: Session, task_id: UUID, subject: str | None, text: str | None, actor: Actor
) -> None:
    """Have the message go out in these words. None: nobody has written others."""
    if subject is None or text is None:
        return
    await acting.edit(session, task_id, subject=subject, text=text, by=actor, now=datetime.now(UTC))


async def _answer(
    request: Request, transaction: Session, reader: Reader, task_id: UUID, notice: str
) -> Response:
    """The task as it is now, in its place, on its own page with what stands below it; without
    scripts, the list that says what was done."""
    if not is_fragment(request):
        return go_to(request, "/tasks", notice)
    await transaction.flush()
    task = await get_task(transaction, task_id)
    if urlsplit(request.headers.get("HX-Current-URL", "")).path == f"/tasks/{task_id}":
        more = await _more(request, transaction, reader, task_id)
        return page(request, "tasks/_alone.html", reader=reader, task=task, told=notice, **more)
    response = page(request, "tasks/_task.html", reader=reader, task=task, told=notice)
    response.headers["HX-Trigger"] = _CHANGED
    return response


_CHANGED = "task-changed"
"""Tells the list in the browser to count again."""
_FRAGMENTS = {"task-states": "tasks/_states.html"}
"""What the page gives when a piece of it is asked for, by the piece's id."""
_NOT_CHOSEN = "?"
"""What a choice of colleagues says that begins with none."""
_DAY = timedelta(days=1)
_POOL = "pool:"


def _whom(to: str) -> dict[str, str | None]:
    """Somebody, `pool:save`, or nobody."""
    if to.startswith(_POOL):
        return {"pool": to.removeprefix(_POOL)}
    return {"to": to or None}


def _today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _is_to_come(written: str, zone: ZoneInfo) -> bool:
    try:
        return _day(written, zone) > datetime.now(UTC)
    except Invalid:
        return False


def _day(written: str, zone: ZoneInfo) -> datetime:
    """The beginning of a day. Raises Invalid."""
    try:
        return _begins(date.fromisoformat(written), zone)
    except (ValueError, OverflowError):
        raise Invalid("Say until which day.", code="no_day") from None
