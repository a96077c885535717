"""Handing a task to a CSM."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from activities.advancing.scope import scope
from activities.ports import Ports
from engine.clock import after, in_words
from engine.definition.steps import AssignToOwner, AssignToUser
from engine.effects import Ask
from engine.evaluation import Finding, evaluate
from engine.identifiers import task_id
from engine.store.database import Session
from engine.store.facts import gather
from engine.store.passages import Journal, Passage
from engine.store.tables import User
from engine.store.tasks import hand_out, user_with_address
from engine.templates import MissingVariables, TemplateError


async def hand_over(
    session: Session, passage: Passage, journal: Journal, ask: Ask, ports: Ports
) -> None:
    """Store the task once, assigned and due, unless the step says to leave it out."""
    if needless := await _milestone(session, passage, journal, ask):
        journal.write(
            "skipped",
            f"Task left out: {needless.text}.",
            step=ask.step,
            detail={"because": needless.model_dump(mode="json")},
        )
        return
    assignee, why = await _assignee(session, passage, ask.task.assign)
    title, unknown = await _filled(ask.task.title, passage, ports, ports.renderer.line)
    text, more = await _filled(ask.task.instructions, passage, ports, _paragraphs(ports))
    due = _due(passage, journal, ask)
    identifier = task_id(passage.row.id, ask.step, ask.visit)
    await hand_out(
        session,
        identifier,
        passage.row,
        step=ask.step,
        visit=ask.visit,
        title=title,
        instructions="\n\n".join(part for part in (text, unknown or more) if part),
        assignee_id=assignee.id if assignee else None,
        assigned_because=why,
        due_at=passage.clock.real_time(due) if due else None,
        created_at=journal.now,
    )
    whom = assignee.name if assignee else "nobody yet"
    by = f", due {in_words(due, passage.zone)}" if due else ""
    journal.write("asked", f"Asked {whom} ({why}): {title}{by}.", step=ask.step, task_id=identifier)


async def _milestone(
    session: Session, passage: Passage, journal: Journal, ask: Ask
) -> Finding | None:
    """What makes the task needless, if anything does."""
    if ask.task.skip_when is None:
        return None
    facts = await gather(session, [ask.task.skip_when], passage.witness(), journal.now)
    finding = evaluate(ask.task.skip_when, facts)
    return finding if finding.holds else None


def _due(passage: Passage, journal: Journal, ask: Ask) -> datetime | None:
    """When it is due, on the journey's clock."""
    if ask.task.due is None:
        return None
    return after(passage.clock.journey_time(journal.now), ask.task.due, passage.zone)


async def _assignee(
    session: Session, passage: Passage, assign: AssignToOwner | AssignToUser
) -> tuple[User | None, str]:
    if isinstance(assign, AssignToUser):
        return await user_with_address(session, assign.user), "named by the step"
    if passage.owner is not None:
        return passage.owner, "the account's owner"
    why = "the account has no owner"
    return await user_with_address(session, assign.otherwise), why


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
    values = scope(passage, passage.contact or passage.primary, ports.organization)
    try:
        return await fill(source, values), None
    except MissingVariables as error:
        return source, f"(Not known for this customer: {', '.join(error.names)}.)"
    except TemplateError as error:
        return source, f"(This text could not be filled in: {error})"
