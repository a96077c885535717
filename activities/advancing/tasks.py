"""Storing the tasks of an enrollment, their texts filled in."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from activities.advancing.writing import Links, Unwritable, Writing, write
from activities.ports import Ports
from engine.advancing.passage import Passage
from engine.advancing.scope import scope
from engine.advancing.surroundings import Handed, Handing
from engine.definition.steps import EmailStep, InAppStep, SurveyStep
from engine.identifiers import task_id
from engine.store.database import Session
from engine.store.passages import Stored
from engine.store.tasks import hand_out
from engine.templates import (
    MissingVariables,
    RenderedInApp,
    RenderedMessage,
    TemplateError,
)


async def store_task(
    session: Session, stored: Stored, handing: Handing, ports: Ports, now: datetime
) -> Handed:
    """Store the task once. `now` is real time, aware UTC."""
    passage = stored.passage
    title, unknown = await _filled(handing.title, passage, ports, ports.renderer.line)
    text, more = await _filled(handing.instructions, passage, ports, _paragraphs(ports))
    identifier = task_id(passage.id, handing.step, handing.visit)
    due_at = handing.due_at
    await hand_out(
        session,
        identifier,
        stored.row,
        kind=handing.kind,
        preview=await _preview(passage, handing, ports),
        step=handing.step,
        visit=handing.visit,
        title=title,
        instructions="\n\n".join(part for part in (text, unknown or more) if part),
        outcomes=handing.outcomes,
        assignee_id=handing.assignee.id if handing.assignee else None,
        assigned_because=handing.because,
        due_at=passage.clock.real_time(due_at) if due_at else None,
        created_at=now,
    )
    return Handed(identifier, title)


async def _preview(passage: Passage, handing: Handing, ports: Ports) -> dict[str, JsonValue] | None:
    """The message an approval is about, as this customer would read it now."""
    touch = passage.journey.steps.get(handing.message) if handing.message else None
    if not isinstance(touch, EmailStep | InAppStep | SurveyStep):
        return None
    values = scope(passage, passage.person, ports.organization.values)
    writing = await write(ports.renderer, passage.journey, touch, values, Links())
    match writing:
        case Writing(written=RenderedMessage() as mail):
            return {"subject": mail.subject, "text": mail.text}
        case Writing(written=RenderedInApp() as shown):
            return {"subject": shown.title, "text": shown.text}
        case Unwritable(reason=reason):
            return {"subject": "It cannot be written for this customer", "text": reason}
        case _:
            raise AssertionError(f"{writing} is nothing to read")


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
    values = scope(passage, passage.person, ports.organization.values)
    try:
        return await fill(source, values), None
    except MissingVariables as error:
        return source, f"(Not known for this customer: {', '.join(error.names)}.)"
    except TemplateError as error:
        return source, f"(This text could not be filled in: {error})"
