"""Storing the tasks of an enrollment, their texts filled in."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from activities.advancing.addressing import seen_by_templates
from activities.ports import Ports
from engine.advancing.passage import Passage
from engine.advancing.surroundings import Handed, Handing
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
    preview: Mapping[str, JsonValue] | None = None,
) -> Handed:
    """Store the task once. `now` is real time, aware UTC; `preview` is what is to be approved."""
    passage = stored.passage
    title, unknown = await _filled(handing.title, passage, ports, ports.renderer.line)
    text, more = await _filled(handing.instructions, passage, ports, _paragraphs(ports))
    identifier = task_id(passage.id, handing.step, handing.visit)
    due_at = handing.due_at
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
        created_at=now,
    )
    return Handed(identifier, title)


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
