"""One task or approval: its page, and the buttons that answer it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request, Response

from api.dependencies import Transaction
from api.pages.notices import go_to
from api.pages.rendering import is_fragment, page, zone_of
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.errors import Invalid
from engine.store import tasks as doing
from engine.store.reading.touches import get_task
from engine.store.reading.vocabulary import colleagues_and_pools
from engine.store.reading.whom_to_call import whom_to_call
from engine.store.tasking import acting, giving
from engine.store.tasking.history import history

router = APIRouter(prefix="/tasks/{task_id}", route_class=PageRoute, include_in_schema=False)

Note = Annotated[str, Form(max_length=2000)]
Short = Annotated[str, Form(max_length=500)]


@dataclass(frozen=True)
class Looked:
    """A task somebody looks at."""

    task_id: UUID
    request: Request
    transaction: Transaction
    reader: SignedIn

    async def shown(self, template: str, **more: Any) -> Response:
        """The task as it is now. Raises NotFound."""
        task = await get_task(self.transaction, self.task_id)
        return page(self.request, template, reader=self.reader, task=task, **more)

    async def beside(self) -> dict[str, Any]:
        """What is seldom needed: giving it to somebody, putting it off, its history."""
        colleagues, pools = await colleagues_and_pools(self.transaction)
        now, zone = datetime.now(UTC), zone_of(self.request, self.reader)
        return {
            "history": await history(self.transaction, self.task_id),
            "colleagues": colleagues,
            "pools": pools,
            "tomorrow": tomorrow(now, zone),
            "alone": True,
        }


@dataclass(frozen=True)
class Answered(Looked):
    """A task somebody does something with."""

    actor: Acting

    async def now_shown(self, notice: str) -> Response:
        """The task as it is now, in its place, on its own page with what stands below it; without
        scripts, the list that says what was done."""
        if not is_fragment(self.request):
            return go_to(self.request, "/tasks", notice)
        await self.transaction.flush()
        if _is_page_of(self.request, self.task_id):
            return await self.shown("tasks/_alone.html", told=notice, **await self.beside())
        response = await self.shown("tasks/_task.html", told=notice)
        response.headers["HX-Trigger"] = _CHANGED
        return response


_CHANGED = "task-changed"
"""Tells the list in the browser to count again."""


def _is_page_of(request: Request, task_id: UUID) -> bool:
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == f"/tasks/{task_id}"


@dataclass(frozen=True)
class Words:
    """How the message to be approved is written. None: it is empty, or does not go along."""

    subject: Annotated[str | None, Form(max_length=1_000)] = None
    text: Annotated[str | None, Form(max_length=100_000)] = None

    async def keep(self, task: Answered) -> None:
        """Have the message go out in these words. Raises Invalid where one of them is empty."""
        await acting.edit(
            task.transaction,
            task.task_id,
            subject=self.subject or "",
            text=self.text or "",
            by=task.actor,
            now=datetime.now(UTC),
        )

    async def keep_if_written(self, task: Answered) -> None:
        """The same, where it goes along with an answer: once somebody has written in it."""
        if "text" in await task.request.form():
            await self.keep(task)


ToLookAt = Annotated[Looked, Depends()]
ToAnswer = Annotated[Answered, Depends()]
AsWritten = Annotated[Words, Depends()]


@router.get("")
async def one(task: ToLookAt) -> Response:
    callees = await whom_to_call(task.transaction, await get_task(task.transaction, task.task_id))
    return await task.shown(
        "tasks/show.html", section="tasks", callees=callees, **await task.beside()
    )


@router.get("/more")
async def more(task: ToLookAt) -> Response:
    """What is seldom needed, asked for in the list."""
    if not is_fragment(task.request):
        return go_to(task.request, f"/tasks/{task.task_id}")
    return await task.shown("tasks/_more.html", **await task.beside())


@router.post("/complete")
async def complete(
    task: ToAnswer,
    words: AsWritten,
    outcome: Annotated[str | None, Form(max_length=63)] = None,
    note: Note = "",
) -> Response:
    if outcome == "approved":
        await words.keep_if_written(task)
    await doing.complete(
        task.transaction,
        task.task_id,
        outcome=outcome,
        note=note.strip() or None,
        by=task.actor,
        now=datetime.now(UTC),
    )
    return await task.now_shown("task-complete")


@router.post("/cancel")
async def cancel(task: ToAnswer, note: Note = "") -> Response:
    why, now = note.strip() or None, datetime.now(UTC)
    await doing.cancel(task.transaction, task.task_id, reason=why, by=task.actor, now=now)
    return await task.now_shown("task-cancel")


@router.post("/hold")
async def hold(task: ToAnswer, words: AsWritten) -> Response:
    await words.keep_if_written(task)
    await doing.hold(task.transaction, task.task_id, by=task.actor, now=datetime.now(UTC))
    return await task.now_shown("task-hold")


@router.post("/release")
async def release(task: ToAnswer, words: AsWritten) -> Response:
    await words.keep_if_written(task)
    await doing.release(task.transaction, task.task_id, by=task.actor, now=datetime.now(UTC))
    return await task.now_shown("task-release")


@router.post("/assign")
async def assign(
    task: ToAnswer, to: Annotated[str, Form(max_length=320)] = "", reason: Short = ""
) -> Response:
    now = datetime.now(UTC)
    await giving.reassign(
        task.transaction, task.task_id, **whom(to), reason=reason, by=task.actor, now=now
    )
    return await task.now_shown("task-assign")


@router.post("/snooze")
async def snooze(
    task: ToAnswer, until: Annotated[str, Form(max_length=10)] = "", reason: Short = ""
) -> Response:
    """Until a day begins where they are; without one, it is back."""
    now = datetime.now(UTC)
    if not until:
        await acting.wake_up(task.transaction, task.task_id, by=task.actor, now=now)
        return await task.now_shown("task-wake-up")
    day, why = beginning_of(until, zone_of(task.request, task.reader)), reason.strip() or None
    await acting.snooze(task.transaction, task.task_id, day, reason=why, by=task.actor, now=now)
    return await task.now_shown("task-snooze")


@router.post("/checklist")
async def tick(
    task: ToAnswer, item: Annotated[int, Form(ge=0)], done: Annotated[bool, Form()]
) -> Response:
    now = datetime.now(UTC)
    await acting.tick(task.transaction, task.task_id, item, done, by=task.actor, now=now)
    return await task.now_shown("task-tick")


@router.post("/message")
async def edit(task: ToAnswer, words: AsWritten) -> Response:
    await words.keep(task)
    return await task.now_shown("task-edit")


_POOL = "pool:"


def whom(to: str) -> dict[str, str | None]:
    """Somebody, `pool:save`, or nobody."""
    if to.startswith(_POOL):
        return {"pool": to.removeprefix(_POOL)}
    return {"to": to or None}


def tomorrow(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date() + timedelta(days=1)


def beginning_of(written: str, zone: ZoneInfo) -> datetime:
    """When a day begins, 2026-03-01, in UTC. Raises Invalid."""
    try:
        return begins(date.fromisoformat(written), zone)
    except (ValueError, OverflowError):
        raise Invalid("Say until which day.", code="no_day") from None


def begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
