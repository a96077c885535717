"""What is done about the tasks and approvals a passage has handed over."""

from dataclasses import replace
from datetime import datetime

from engine.facts import TaskState
from engine.simulation.happenings import (
    ApprovalHeld,
    ApprovalReleased,
    OfTask,
    TaskAnswered,
    TaskCancelled,
)
from engine.simulation.runs import Handout, Run


def do_task(run: Run, happening: OfTask, now: datetime, title: str) -> str | None:
    """Do it to the latest task of the step, which was handed out. Answers why that cannot be.
    `title` is what the step is called."""
    handout = next(each for each in reversed(run.handed) if each.step == happening.step)
    key = (handout.step, handout.visit)
    task = run.tasks[key]
    if task.status != "open":
        return f"the task “{title}” was {task.status}."
    if wrong := _wrong_outcome(handout, happening, title):
        return wrong
    run.tasks[key] = _turned(task, handout, happening, now)
    return None


def put_off_answers(run: Run, stood_since: datetime, now: datetime) -> None:
    """As `engine.store.tasks.put_off_answers`."""
    for handout in run.handed:
        key = (handout.step, handout.visit)
        task = run.tasks[key]
        waited_for = handout.outcomes and task.status == "open"
        if waited_for and task.due_at and handout.due_at and task.due_at > stood_since:
            due_since = task.due_at - (handout.due_at - handout.at)
            put_off = task.due_at + (now - max(due_since, stood_since))
            run.tasks[key] = replace(task, due_at=put_off)


def _turned(task: TaskState, handout: Handout, happening: OfTask, now: datetime) -> TaskState:
    """An open task after somebody has done something about it."""
    approval = handout.kind == "approval"
    match happening:
        case TaskAnswered(outcome="cancelled") | TaskCancelled() if approval:
            return TaskState("cancelled", task.due_at, "cancelled", now)
        case TaskCancelled():
            return TaskState("cancelled", task.due_at, None, now)
        case TaskAnswered():
            return TaskState("done", task.due_at, happening.outcome, now)
        case ApprovalHeld():
            return TaskState("open")
        case ApprovalReleased():
            allowed = handout.due_at - handout.at if handout.due_at else None
            return TaskState("open", now + allowed if allowed else None)


def _wrong_outcome(handout: Handout, happening: OfTask, title: str) -> str | None:
    """Why this button cannot be pressed."""
    if not isinstance(happening, TaskAnswered) or happening.outcome in (*handout.outcomes, None):
        return None
    buttons = ", ".join(f"“{each}”" for each in handout.outcomes) or "no answers"
    return f"“{title}” has {buttons}, not “{happening.outcome}”."
