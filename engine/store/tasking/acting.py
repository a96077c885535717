"""What colleagues do with a task short of answering it: put it off, tick items, edit a message."""

from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, Invalid
from engine.store.audit import Actor, record
from engine.store.tables import Message, Task
from engine.store.tasking.history import note
from engine.store.tasks import locked_task, require_live
from engine.templates.markdown import linked, rendered
from engine.templates.problems import TemplateFault

LONGEST = 50_000
_TEMPLATE = ("{{", "{%", "{#")


async def snooze(
    session: AsyncSession,
    task_id: UUID,
    until: datetime,
    *,
    reason: str | None,
    by: Actor,
    now: datetime,
) -> None:
    """Keep a task out of sight until then. When it is due, and when it goes further, stays as it
    is. Raises NotFound, Invalid for a time that is past, and Conflict."""
    task = await locked_task(session, task_id)
    await require_live(session, task)
    if until <= now:
        raise Invalid("Say a day that is still to come.", code="snooze_past")
    task.snoozed_until, task.snoozed_because = until, reason
    why = f": {reason}" if reason else ""
    record(session, by, "task.snooze", task_id, after={"until": until.isoformat()})
    note(
        session,
        task_id,
        f"Put off until {until:%a} {until.day} {until:%b %Y}{why}.",
        now=now,
        by=by,
    )


async def wake_up(session: AsyncSession, task_id: UUID, *, by: Actor, now: datetime) -> None:
    """Bring a task back that was put off. One that was not changes nothing."""
    task = await locked_task(session, task_id)
    if task.snoozed_until is None:
        return
    task.snoozed_until = task.snoozed_because = None
    record(session, by, "task.wake_up", task_id)
    note(session, task_id, "Brought back.", now=now, by=by)


async def tick(
    session: AsyncSession, task_id: UUID, item: int, done: bool, *, by: Actor, now: datetime
) -> None:
    """Tick an item of the checklist, the first is 0, or take the tick away.

    Raises NotFound, Invalid and Conflict.
    """
    task = await locked_task(session, task_id)
    await require_live(session, task)
    if not 0 <= item < len(task.checklist):
        raise Invalid(f"The checklist has no item {item}.", code="no_item")
    items: list[dict[str, JsonValue]] = [dict(each) for each in task.checklist]  # type: ignore[arg-type]
    text = items[item]["text"]
    if ("by" in items[item]) is done:
        return
    items[item] = {"text": text}
    if done:
        items[item] |= {"by": by.name, "at": now.isoformat()}
    task.checklist = list[JsonValue](items)
    said = f"Ticked “{text}”." if done else f"Took the tick from “{text}”."
    note(session, task_id, said, now=now, by=by)


async def edit(
    session: AsyncSession, task_id: UUID, *, subject: str, text: str, by: Actor, now: datetime
) -> None:
    """Have a message that waits for approval go out in these words. They are Markdown, and no
    template: what is written is what is read.

    Raises NotFound, Invalid and Conflict.
    """
    task = await locked_task(session, task_id)
    await require_live(session, task)
    if task.kind != "approval" or not task.preview or "text" not in task.preview:
        raise Conflict("There is no message here that could be edited.", code="no_message")
    subject, text = " ".join(subject.split()), text.replace("\r\n", "\n").strip()
    if not subject or not text:
        raise Invalid("A message needs a subject and a text.", code="message_empty")
    if len(subject) > 300 or len(text) > LONGEST:
        raise Invalid("This is too long for a message.", code="message_too_long")
    if any(mark in subject + text for mark in _TEMPLATE):
        raise Invalid(
            "Write it as it is to be read: {{ }}, {% %} and {# #} are for templates.",
            code="message_template",
        )
    try:
        rendered(linked(text), ())
    except TemplateFault as fault:
        raise Invalid(fault.message, code="message_link") from fault
    as_it_is = task.preview.get("markdown") or task.preview["text"]
    shown = {"subject": task.preview["subject"], "text": as_it_is}
    words: dict[str, JsonValue] = {"subject": subject, "text": text}
    if words == (task.edited or shown):
        return
    record(session, by, "task.edit", task_id, before=task.edited or shown, after=words)
    task.edited = None if words == shown else words
    task.edited_by = by.name if task.edited else None
    note(session, task_id, "Edited the message." if task.edited else "Took back what was edited.",
         now=now, by=by)  # fmt: skip


async def edited_for(
    session: AsyncSession,
    enrollment_id: UUID,
    step: str,
    visit: int,
    contact_id: UUID | None,
    message: UUID,
) -> dict[str, str] | None:
    """The words a message was approved in, `{"subject", "text"}`, to go out once and to whom they
    were written; of a message to several people, to each of them. None: it goes out as it is
    written anew."""
    found = await session.exec(
        select(Task)
        .where(
            Task.enrollment_id == enrollment_id,
            Task.kind == "approval",
            Task.message_step == step,
            Task.status == "done",
        )
        .order_by(col(Task.completed_at).desc())
        .limit(1)
    )
    task = found.first()
    if task is None or not task.edited or task.message_contact_id not in (None, contact_id):
        return None
    if task.sent_as not in (None, message) and (
        task.message_contact_id is not None
        or await _visit_of(session, task.sent_as) not in (None, visit)
    ):
        return None
    task.sent_as = task.sent_as or message
    return {name: str(task.edited[name]) for name in ("subject", "text")}


async def _visit_of(session: AsyncSession, message_id: UUID | None) -> int | None:
    """In which visit of its step a message went out. None: it did not, after all."""
    found = await session.exec(select(Message.visit).where(Message.id == message_id))
    return found.first()
