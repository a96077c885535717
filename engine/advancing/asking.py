"""Handing a task, or a message to be approved, to a CSM."""

from datetime import datetime

from engine.advancing.journal import Journal
from engine.advancing.passage import Colleague, Passage
from engine.advancing.surroundings import Handing, Surroundings, because
from engine.clock import after, in_words
from engine.definition.steps import ApproveStep, Assignment, AssignToUser, TaskStep
from engine.effects import Ask, Asked
from engine.evaluation import evaluate
from engine.interpreter import Position
from engine.sentences import step_title


async def hand_over(
    around: Surroundings, passage: Passage, journal: Journal, ask: Ask, position: Position,
    now: datetime,
) -> Asked:  # fmt: skip
    """Hand it over once, assigned and due, unless the step says to leave it out. `now` is on the
    journey's clock."""
    if isinstance(ask.task, TaskStep) and ask.task.skip_when is not None:
        facts = await around.facts([ask.task.skip_when], position, None)
        needless = evaluate(ask.task.skip_when, facts)
        if needless.holds:
            said = f"Task left out: {needless.text}."
            journal.write("skipped", said, step=ask.step, detail=because(needless))
            return Asked(skipped=True)
    handing = await _handing(around, passage, ask, now)
    handed = await around.hand_over(handing)
    whom = handing.assignee.name if handing.assignee else "nobody yet"
    by = f", due {in_words(handing.due_at, passage.zone)}" if handing.due_at else ""
    journal.write(
        "asked",
        f"Asked {whom} ({handing.because}): {handed.title}{by}.",
        step=ask.step,
        task_id=handed.task_id,
    )
    return Asked()


async def _handing(around: Surroundings, passage: Passage, ask: Ask, now: datetime) -> Handing:
    assignee, why = await _assignee(around, passage, ask.task.assign)
    due = after(now, ask.task.due, passage.zone) if ask.task.due is not None else None
    match ask.task:
        case TaskStep():
            return Handing(
                step=ask.step,
                visit=ask.visit,
                kind="task",
                title=ask.task.title,
                instructions=ask.task.instructions,
                outcomes=ask.task.outcomes or (),
                assignee=assignee,
                because=why,
                due_at=due,
            )
        case ApproveStep():
            return Handing(
                step=ask.step,
                visit=ask.visit,
                kind="approval",
                title=f"Approve: {step_title(passage.journey, ask.task.message)}",
                instructions="",
                outcomes=("approved", "cancelled"),
                assignee=assignee,
                because=why,
                due_at=due,
                message=ask.task.message,
            )


async def _assignee(
    around: Surroundings, passage: Passage, assign: Assignment
) -> tuple[Colleague | None, str]:
    if passage.diverted_to is not None:
        return await around.colleague(passage.diverted_to), "who tries the journey out"
    if isinstance(assign, AssignToUser):
        return await around.colleague(assign.user), "named by the step"
    if passage.owner is not None:
        return passage.owner, "the account’s owner"
    why = "the account has no owner"
    if assign.otherwise is None:
        return None, why
    return await around.colleague(assign.otherwise), why
