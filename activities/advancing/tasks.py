"""Storing the tasks of an enrollment, their texts filled in."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import JsonValue

from activities.advancing.addressing import seen_by_templates
from activities.ports import Ports
from engine.advancing.passage import Passage
from engine.advancing.surroundings import Handed, Handing
from engine.clock import deadline
from engine.definition.times import Duration, Unit
from engine.identifiers import task_id
from engine.store.database import Session
from engine.store.passages import Stored
from engine.store.tasks import hand_out
from engine.templates import MissingVariables, TemplateError


async def store_task(
    session: Session,
    stored: Stored,
    handing: Handing,
    ports: Ports,
    now: datetime,
    preview: dict[str, JsonValue] | None = None,
) -> Handed:
    """Store the task once. `now` is real time, aware UTC; `preview` is what is to be approved."""
    passage = stored.passage
    title, unknown = await _filled(handing.title, passage, ports, ports.renderer.line)
    text, more = await _filled(handing.instructions, passage, ports, _paragraphs(ports))
    identifier = task_id(passage.id, handing.step, handing.visit)
    due_at = handing.due_at
    contact = preview.pop("contact", None) if preview else None
    await hand_out(
        session,
        identifier,
        stored.row,
        step=handing.step,
        visit=handing.visit,
        title=title,
        instructions="\n\n".join(part for part in (text, unknown or more) if part),
        kind=handing.kind,
        outcomes=handing.outcomes,
        preview=preview,
        assignee_id=handing.assignee.id if handing.assignee else None,
        assigned_because=handing.because,
        due_at=passage.clock.real_time(due_at) if due_at else None,
        due_in=str(handing.due_in) if handing.due_in else None,
        due_zone=passage.zone,
        escalates_at=_escalates_at(handing, passage, now),
        escalation=[level.model_dump(mode="json", by_alias=True) for level in handing.levels],
        pool=handing.pool,
        takes_minutes=minutes_of(handing.takes),
        checklist=[{"text": item} for item in await _items(handing, passage, ports)],
        message_step=handing.message,
        silence=handing.silence,
        message_contact_id=UUID(contact) if isinstance(contact, str) else None,
        assigned_at=now if handing.assignee else None,
        created_at=now,
    )
    return Handed(identifier, title)


def _escalates_at(handing: Handing, passage: Passage, now: datetime) -> datetime | None:
    """When it first goes to somebody else, real time."""
    if not handing.levels:
        return None
    clock = passage.clock
    since = handing.due_at or clock.journey_time(now)
    working = handing.assignee.working if handing.assignee else None
    return clock.real_time(deadline(since, handing.levels[0].after, passage.zone, working))


def minutes_of(takes: Duration | None) -> int | None:
    """How much work it is. A day of it has eight hours."""
    if takes is None:
        return None
    if takes.unit in (Unit.MINUTES, Unit.HOURS, Unit.BUSINESS_HOURS):
        return takes.amount * (1 if takes.unit is Unit.MINUTES else 60)
    return round(takes.days * 5 / 7 if takes.unit is Unit.BUSINESS_DAYS else takes.days) * 8 * 60


async def _items(handing: Handing, passage: Passage, ports: Ports) -> list[str]:
    return [
        (await _filled(item, passage, ports, ports.renderer.line))[0] for item in handing.checklist
    ]


Fill = Callable[[str, dict[str, Any]], Awaitable[str]]


def _paragraphs(ports: Ports) -> Fill:
    async def fill(source: str, values: dict[str, Any]) -> str:
        return (await ports.renderer.text(source, values)).text

    return fill


async def _filled(
    source: str, passage: Passage, ports: Ports, fill: Fill
) -> tuple[str, str | None]:
    """The text for this customer. What cannot be filled in stays visible, with a note on why."""
    if not source:
        return "", None
    values = seen_by_templates(passage, passage.person, ports)
    try:
        return await fill(source, values), None
    except MissingVariables as error:
        return source, f"(Not known for this customer: {', '.join(error.names)}.)"
    except TemplateError as error:
        return source, f"(This text could not be filled in: {error})"
