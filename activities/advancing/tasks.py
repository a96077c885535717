"""Handing a task to a CSM."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from activities.advancing.scope import scope
from activities.ports import Ports
from engine.clock import after, in_words
from engine.definition.steps import AssignToOwner, AssignToUser
from engine.effects import Ask
from engine.evaluation import evaluate
from engine.identifiers import task_id
from engine.store.facts import gather
from engine.store.passages import Journal, Passage
from engine.store.tables import Task, User
from engine.templates import MissingVariables, TemplateError


async def hand_over(
    session: AsyncSession, passage: Passage, journal: Journal, ask: Ask, ports: Ports
) -> None:
    """Store the task once, assigned and due, unless the step says to leave it out."""
    if ask.task.skip_when is not None:
        facts = await gather(session, [ask.task.skip_when], passage.witness(), journal.now)
        finding = evaluate(ask.task.skip_when, facts)
        if finding.holds:
            detail = {"because": finding.model_dump(mode="json")}
            journal.write(
                "skipped", f"Task left out: {finding.text}.", step=ask.step, detail=detail
            )
            return
    assignee, why = await _assignee(session, passage, ask.task.assign)
    title, unknown = await _filled(ask.task.title, passage, ports, ports.renderer.line)
    instructions, more = await _filled(ask.task.instructions, passage, ports, _paragraphs(ports))
    due_at = None
    if ask.task.due is not None:
        clock = passage.clock
        due = after(clock.journey_time(journal.now), ask.task.due, passage.zone)
        due_at = clock.real_time(due)
    identifier = task_id(passage.row.id, ask.step, ask.visit)
    await session.execute(
        insert(Task)
        .values(
            id=identifier,
            enrollment_id=passage.row.id,
            journey_id=passage.row.journey_id,
            account_id=passage.row.account_id,
            contact_id=passage.row.contact_id,
            step=ask.step,
            visit=ask.visit,
            title=title,
            instructions="\n\n".join(part for part in (instructions, unknown or more) if part),
            assignee_id=assignee.id if assignee else None,
            assigned_because=why,
            due_at=due_at,
            is_test=passage.row.is_test,
            created_at=journal.now,
        )
        .on_conflict_do_nothing()
    )
    whom = assignee.name if assignee else "nobody yet"
    by = f", due {in_words(due_at, passage.zone)}" if due_at else ""
    journal.write(
        "asked",
        f"Asked {whom} ({why}): {title}{by}.",
        step=ask.step,
        task_id=identifier,
    )


async def _assignee(
    session: AsyncSession, passage: Passage, assign: AssignToOwner | AssignToUser
) -> tuple[User | None, str]:
    if isinstance(assign, AssignToOwner):
        if passage.owner is not None:
            return passage.owner, "the account's owner"
        if assign.otherwise is None:
            return None, "the account has no owner"
        return await _user(session, assign.otherwise), "the account has no owner"
    return await _user(session, assign.user), "named by the step"


async def _user(session: AsyncSession, email: str) -> User | None:
    found = await session.exec(select(User).where(User.email == email.lower()))
    return found.first()


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
